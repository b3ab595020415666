import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Project, ts } from 'ts-morph';
import { applyEdits, type Edit } from './edits.ts';
import { helperDeclarations } from './helpers.ts';
import { markerComment } from './marker.ts';
import { NOTES } from './notes.ts';
import { REPAIRS } from './type-repairs.ts';

/** The folder that holds the declarations of the trigger and the settings of actions/. */
const TOOLKIT = fileURLToPath(new URL('../..', import.meta.url));
const MODULE = '@auth0/actions/post-login/v3';
/** Each round repairs what the last one brought to light; more than a few means that repairs go in circles. */
const MAX_ROUNDS = 12;
/** Actions that share one program; bounds memory. */
const CHUNK = 500;

/** Code that may lack types, and the names in it that stand for helpers and types of other names. */
export interface Untyped {
  readonly main: string;
  readonly renamed: ReadonlyMap<string, string>;
  /** Lines that import modules of actions/shared/. */
  readonly shared?: string;
}

export interface Typed {
  readonly main: string;
  /** Lines that no annotation could make right, each kept under a comment that tells the compiler so. */
  readonly suppressed: readonly string[];
  /** What is wrong with code that does not even parse, and where in it. */
  readonly broken: { readonly message: string; readonly offset: number } | undefined;
  /** The edits that led here, round by round, to follow a place from the code that came in. */
  readonly rounds: readonly (readonly Edit[])[];
}

interface Open {
  readonly path: string;
  /** What the file has before the code: the names that the rest of the Action declares. */
  readonly prefix: string;
  main: string;
  /** The code before the last round. */
  before: string;
  readonly suppressed: string[];
  broken: Typed['broken'];
  readonly rounds: Edit[][];
}

/**
 * Makes Actions type-check under the settings of actions/tsconfig.json. JavaScript has no types to go wrong, so what a
 * diagnostic asks for is written: an annotation, an assertion, a cast. What the code does stays the same. `modules` are
 * what the code may import from actions/shared/.
 */
export function addTypes(
  codes: readonly Untyped[],
  modules: readonly { readonly name: string; readonly code: string }[] = [],
): Typed[] {
  if (codes.length === 0) return [];
  const project = projectOfActions();
  const shared = modules.map(({ name, code }) =>
    project.createSourceFile(join(TOOLKIT, 'actions', 'shared', `${name}.ts`), code, { overwrite: true }),
  );
  const results: Typed[] = [];
  for (let start = 0; start < codes.length; start += CHUNK) {
    results.push(...typeChunk(codes.slice(start, start + CHUNK), project));
  }
  for (const file of shared) project.removeSourceFile(file);
  return results;
}

let known: Project | undefined;

/** The settings of actions/, with the helpers; made once, since reading the library takes most of the time. */
function projectOfActions(): Project {
  if (known !== undefined) return known;
  known = new Project({
    tsConfigFilePath: join(TOOLKIT, 'actions', 'tsconfig.json'),
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
  known.createSourceFile(join(TOOLKIT, 'actions', '~helpers.d.ts'), helperDeclarations(MODULE));
  return known;
}

function typeChunk(codes: readonly Untyped[], project: Project): Typed[] {
  const files = codes.map(({ main, renamed, shared = '' }, index): Open => {
    const path = join(TOOLKIT, 'actions', `~${index}.ts`);
    return {
      path,
      prefix: shared + prefixOf(renamed),
      main,
      before: main,
      suppressed: [],
      broken: undefined,
      rounds: [],
    };
  });
  let open = files;
  for (const { path, prefix, main } of files)
    project.createSourceFile(path, prefix + main, { overwrite: true });
  for (let round = 1; open.length > 0; round += 1) {
    const program = project.getProgram().compilerObject;
    const checked = open;
    open = checked.filter((file) => repairFile(file, program, round));
    // What is done takes no further part.
    const again = new Set(open);
    for (const file of checked) {
      const { path, prefix, main } = file;
      if (again.has(file)) project.createSourceFile(path, prefix + main, { overwrite: true });
      else project.removeSourceFile(project.getSourceFileOrThrow(path));
    }
  }
  return files.map(({ main, suppressed, broken, rounds }) => ({ main, suppressed, broken, rounds }));
}

/** The types by the names they have in the code, all of them used, and helpers that go by another name. */
function prefixOf(renamed: ReadonlyMap<string, string>): string {
  const imported = ['Event', 'PostLoginAPI'].map((name) =>
    renamed.has(name) ? `${name} as ${renamed.get(name)}` : name,
  );
  const used = ['Event', 'PostLoginAPI'].map((name) => renamed.get(name) ?? name);
  const others = [...renamed].filter(([name]) => name !== 'Event' && name !== 'PostLoginAPI');
  const lines = others.map(([name, ours]) =>
    name === 'Callback'
      ? `export type ${ours} = (...all: unknown[]) => void;`
      : `export declare const ${ours}: typeof globalThis.${name};`,
  );
  return [
    `import type { ${imported.join(', ')} } from '${MODULE}';`,
    `export type Used = [${used.join(', ')}];`,
    ...lines,
    '',
  ].join('\n');
}

/** Repairs what the compiler finds in one file; false when it finds nothing, or nothing can be done any more. */
function repairFile(file: Open, program: ts.Program, round: number): boolean {
  const source = program.getSourceFile(file.path)!;
  const offset = file.prefix.length;
  const syntax = program.getSyntacticDiagnostics(source);
  const [first] = syntax;
  // No annotation makes code of something that is none.
  if (first !== undefined && file.rounds.length === 0) {
    file.broken = { message: describe(first, source), offset: Math.max(0, first.start - offset) };
    return false;
  }
  const diagnostics = [...syntax, ...program.getSemanticDiagnostics(source)].filter(
    ({ start }) => (start ?? 0) >= offset,
  );
  if (diagnostics.length === 0) return false;
  if (round > MAX_ROUNDS) {
    return giveUp(file, source, diagnostics[0]!);
  }
  if (first !== undefined) return giveUp(file, source, diagnostics[0]!);
  const repairs = round <= MAX_ROUNDS - 2 ? repairAll(diagnostics, source, program.getTypeChecker()) : [];
  const edits = (repairs.length > 0 ? repairs : suppress(diagnostics, source, file.suppressed)).map(
    (edit) => ({
      ...edit,
      start: edit.start - offset,
      end: edit.end - offset,
    }),
  );
  file.before = file.main;
  file.main = applyEdits(file.main, edits);
  file.rounds.push(edits);
  return true;
}

function describe(diagnostic: ts.Diagnostic, source: ts.SourceFile): string {
  const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
  return `line ${line + 1}: TS${diagnostic.code} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
}

/** "Unused '@ts-expect-error' directive.": what it stood for is gone. */
const UNUSED_EXPECTATION = 2578;

/** The edits of all diagnostics that have a repair; where two meet, the second waits for the next round. */
function repairAll(
  diagnostics: readonly ts.Diagnostic[],
  source: ts.SourceFile,
  checker: ts.TypeChecker,
): Edit[] {
  const edits: Edit[] = [];
  const seen = new Set<string>();
  for (const diagnostic of diagnostics) {
    if (diagnostic.code === UNUSED_EXPECTATION) {
      const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
      const [start, end] = [line, line + 1].map((at) => source.getPositionOfLineAndCharacter(at, 0));
      edits.push({ start: start!, end: end!, text: '' });
      continue;
    }
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

/** Goes back to the code before the last round, which at least can be bundled, and marks it. */
function giveUp(file: Open, source: ts.SourceFile, diagnostic: ts.Diagnostic): false {
  file.suppressed.push(describe(diagnostic, source));
  file.main = `${marker()}\n${file.before}`;
  file.rounds.pop();
  return false;
}

/** What the build refuses such a line by. */
function marker(): string {
  const { reason, url } = NOTES['not-typed'];
  return markerComment('not-typed', reason, url);
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
    return { start: at, end: at, text: `${indent}${marker()}\n${indent}// @ts-expect-error ${reason}.\n` };
  });
}
