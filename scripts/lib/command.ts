/** 0 nothing to say, 1 findings (differences, changes, drift), 2 could not do the work. Same for every verb. */
export type ExitCode = 0 | 1 | 2;

/** The world as a verb sees it; tests pass their own. */
export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True when a person can be asked: standard input and output are both terminals. */
  readonly interactive: boolean;
  /** Aborted on Ctrl-C; long-running verbs end cleanly. */
  readonly signal: AbortSignal;
  /** Standard output: the result. */
  out(text: string): void;
  /** Standard error: progress and warnings. */
  err(text: string): void;
  /** One transient line of progress, shown on a terminal only. */
  progress(text: string): void;
  /** Asks a yes/no question; only to be called when `interactive`. */
  confirm(question: string): Promise<boolean>;
}

export interface Option {
  /** As commander reads it: `--out <dir>`, `--json`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

/** One verb of the toolkit, as its file in scripts/ exports it. */
export interface Command {
  /** Positional arguments as commander reads them: `[file...]`. */
  readonly arguments?: string;
  readonly options: readonly Option[];
  run(
    context: Context,
    args: readonly string[],
    options: Readonly<Record<string, unknown>>,
  ): Promise<ExitCode>;
}
