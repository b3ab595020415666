import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Project, ts } from 'ts-morph';
import { applyEdits, type Edit } from './edits.ts';
import { REPAIRS } from './type-repairs.ts';

/** The folder that holds the declarations of the trigger and the settings of actions/. */
const TOOLKIT = fileURLToPath(new URL('../..', import.meta.url));
/** Each round repairs what the last one brought to light; more than a few means that repairs go in circles. */
const MAX_ROUNDS = 12;
/** Actions that share one program; bounds memory. */
const CHUNK = 200;

export interface Typed {
  readonly code: string;
  /** Lines that no annotation could make right, each kept under a comment that tells the compiler so. */
  readonly suppressed: readonly string[];
  /** The edits that led here, round by round, to follow a place from the code that came in. */
  readonly rounds: readonly (readonly Edit[])[];
}

/**
 * Makes Actions type-check under the settings of actions/tsconfig.json. JavaScript has no types to go wrong, so what a
 * diagnostic asks for is written: an annotation, an assertion, a cast. What the code does stays the same.
 */
export function addTypes(codes: readonly string[]): Typed[] {
  const results: Typed[] = [];
  for (let start = 0; start < codes.length; start += CHUNK)
    results.push(...typeChunk(codes.slice(start, start + CHUNK)));
  return results;
}

function typeChunk(codes: readonly string[]): Typed[] {
  const project = new Project({
    tsConfigFilePath: join(TOOLKIT, 'actions', 'tsconfig.json'),
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
  const files = codes.map((code, index) => ({
    path: join(TOOLKIT, 'actions', `~${index}.ts`),
    code,
    suppressed: [] as string[],
    rounds: [] as Edit[][],
  }));
  for (const { path, code } of files) project.createSourceFile(path, code);
  let open = files;
  for (let round = 1; open.length > 0; round += 1) {
    const program = project.getProgram().compilerObject;
    const checker = program.getTypeChecker();
    const next: typeof files = [];
    for (const file of open) {
      const source = program.getSourceFile(file.path)!;
      const diagnostics = [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ];
      if (diagnostics.length === 0) continue;
      if (round > MAX_ROUNDS)
        throw new Error(`The Action does not type-check: ${describe(diagnostics[0]!, source)}\n${file.code}`);
      const edits = round <= MAX_ROUNDS - 2 ? repairAll(diagnostics, source, checker) : [];
      const applied = edits.length > 0 ? edits : suppress(diagnostics, source, file.suppressed);
      file.code = applyEdits(file.code, applied);
      file.rounds.push(applied);
      next.push(file);
    }
    for (const { path, code } of next) project.createSourceFile(path, code, { overwrite: true });
    open = next;
  }
  return files.map(({ code, suppressed, rounds }) => ({ code, suppressed, rounds }));
}

function describe(diagnostic: ts.Diagnostic, source: ts.SourceFile): string {
  const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
  return `line ${line + 1}: TS${diagnostic.code} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
}

/** The edits of all diagnostics that have a repair; where two meet, the second waits for the next round. */
function repairAll(
  diagnostics: readonly ts.Diagnostic[],
  source: ts.SourceFile,
  checker: ts.TypeChecker,
): Edit[] {
  const edits: Edit[] = [];
  const seen = new Set<string>();
  for (const diagnostic of diagnostics) {
    const node = nodeAt(source, diagnostic.start ?? 0, (diagnostic.start ?? 0) + (diagnostic.length ?? 0));
    const repair = REPAIRS.get(diagnostic.code)?.(node, source, checker);
    if (repair === undefined) continue;
    const key = JSON.stringify(repair);
    const from = Math.min(...repair.map((edit) => edit.start));
    const to = Math.max(...repair.map((edit) => edit.end));
    if (seen.has(key) || edits.some((edit) => edit.start <= to && edit.end >= from)) continue;
    seen.add(key);
    edits.push(...repair);
  }
  return edits;
}

/** The smallest node that spans a range. */
function nodeAt(source: ts.SourceFile, start: number, end: number): ts.Node {
  let found: ts.Node = source;
  for (;;) {
    let inner: ts.Node | undefined;
    ts.forEachChild(found, (child) => {
      if (child.getStart(source) <= start && child.end >= end) inner ??= child;
    });
    if (inner === undefined) return found;
    found = inner;
  }
}

/** The last resort: a comment above the line, which also fails the day the line becomes right. */
function suppress(
  diagnostics: readonly ts.Diagnostic[],
  source: ts.SourceFile,
  suppressed: string[],
): Edit[] {
  const lines = new Map<number, ts.Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    if (!lines.has(line)) lines.set(line, diagnostic);
  }
  return [...lines].map(([line, diagnostic]) => {
    suppressed.push(describe(diagnostic, source));
    const at = source.getPositionOfLineAndCharacter(line, 0);
    const indent = /^[ \t]*/.exec(source.text.slice(at))![0];
    const reason = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').replace(/\.$/, '');
    return { start: at, end: at, text: `${indent}// @ts-expect-error The rule had it so: ${reason}.\n` };
  });
}
