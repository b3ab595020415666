/** Where in a user's file something is wrong. Lines and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ProblemDetails {
  readonly at?: Location;
  /** What the user can do about it, one sentence. */
  readonly hint?: string;
  /** Further lines shown as they are: a code frame, the lines of a log. */
  readonly detail?: string;
  readonly cause?: unknown;
}

/**
 * A mistake in the user's input, files or environment: it is printed as one clear message and ends the verb with
 * exit code 2. Anything else that is thrown is a bug and keeps its stack.
 */
export class Problem extends Error {
  readonly code: string;
  readonly at: Location | undefined;
  readonly hint: string | undefined;
  readonly detail: string | undefined;

  constructor(code: string, message: string, details: ProblemDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Problem';
    this.code = code;
    this.at = details.at;
    this.hint = details.hint;
    this.detail = details.detail;
  }
}

/** `file:line:column`, as far as it is known. */
export function formatLocation(at: Location): string {
  return [at.file, at.line, at.line === undefined ? undefined : at.column]
    .filter((part) => part !== undefined)
    .join(':');
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A user's mistake, as text for people or as JSON for machines. */
export function renderProblem(problem: Problem, face: 'text' | 'json'): string {
  const { code, message, at, hint, detail } = problem;
  if (face === 'json') return JSON.stringify({ error: { code, message, at, hint, detail } }, null, 2);
  return [
    `error ${code}: ${message}`,
    ...(at === undefined ? [] : [`  at   ${formatLocation(at)}`]),
    ...(detail === undefined ? [] : detail.split('\n').map((line) => `  |    ${line}`)),
    ...(hint === undefined ? [] : [`  do   ${hint}`]),
  ].join('\n');
}
