import { ts } from '../lib/ts.ts';
import { type Names, namesOf } from '../rule/names.ts';
import { isReference } from '../rule/syntax.ts';
import { checkFiles, type Checked, type Finding, pathOf, TYPES } from './compiler.ts';
import { applyEdits, type Edit, lastIndex } from './edits.ts';
import { markerComment } from './marker.ts';
import { NOTES } from './notes.ts';
import type { Declarations } from './annotations.ts';
import { isDeclaredName } from './splice.ts';
import { REPAIRS } from './type-repairs.ts';

/** Each round repairs what the last one brought to light; more than a few means that repairs go in circles. */
const MAX_ROUNDS = 12;
/** Actions that are checked together; bounds memory. */
const CHUNK = 1_000;

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
  const shared = modules.map(({ name, code }) => [pathOf(`shared/${name}`), code] as const);
  const results: Typed[] = [];
  for (let start = 0; start < codes.length; start += CHUNK)
    results.push(...typeChunk(codes.slice(start, start + CHUNK), shared));
  return results;
}

function typeChunk(
  codes: readonly Untyped[],
  modules: readonly (readonly [path: string, code: string])[],
): Typed[] {
  const files = codes.map(({ main, renamed, shared = '' }, index): Open => ({
    path: pathOf(`~${index}`),
    prefix: shared + prefixOf(renamed),
    main,
    before: main,
    suppressed: [],
    broken: undefined,
    rounds: [],
  }));
  let open = files;
  for (let round = 1; open.length > 0; round += 1) {
    const checked = checkFiles(new Map([...modules, ...textsOf(open)]));
    open = open.filter((file) => repairFile(file, checked, round));
  }
  return files.map(({ main, suppressed, broken, rounds }) => ({ main, suppressed, broken, rounds }));
}

function textsOf(files: readonly Open[]): (readonly [path: string, text: string])[] {
  return files.map(({ path, prefix, main }) => [path, prefix + main]);
}

/** The types by the names they have in the code, all of them used, and helpers that go by another name. */
function prefixOf(renamed: ReadonlyMap<string, string>): string {
  const types = Object.entries(TYPES).map(([name, global]) => [renamed.get(name) ?? name, global] as const);
  const others = [...renamed].filter(([name]) => name !== 'Event' && name !== 'PostLoginAPI');
  const lines = others.map(([name, ours]) =>
    name === 'Callback'
      ? `export type ${ours} = (...all: unknown[]) => void;`
      : `export declare const ${ours}: typeof globalThis.${name};`,
  );
  return [
    types.map(([ours, global]) => `type ${ours} = ${global};`).join(' '),
    `export type Used = [${types.map(([ours]) => ours).join(', ')}];`,
    ...lines,
    '',
  ].join('\n');
}

/** Repairs what the compiler finds in one file; false when it finds nothing, or nothing can be done any more. */
function repairFile(file: Open, checked: Checked, round: number): boolean {
  const offset = file.prefix.length;
  const findings = checked.findings(file.path).filter(({ start, isSyntax }) => isSyntax || start >= offset);
  const [first] = findings;
  if (first === undefined) return false;
  const text = file.prefix + file.main;
  const source = ts.createSourceFile(file.path, text, ts.ScriptTarget.ESNext, true);
  // No annotation makes code of something that is none.
  if (first.isSyntax && file.rounds.length === 0) {
    file.broken = { message: describe(first, source), offset: Math.max(0, first.start - offset) };
    return false;
  }
  if (first.isSyntax || round > MAX_ROUNDS) return giveUp(file, source, first);
  const declarations = declarationsIn(source, (offset) => checked.declarations(file.path, offset));
  const repairs = round <= MAX_ROUNDS - 2 ? repairAll(findings, source, declarations) : [];
  const edits = (repairs.length > 0 ? repairs : suppress(findings, source, file.suppressed)).map((edit) => ({
    ...edit,
    start: edit.start - offset,
    end: edit.end - offset,
  }));
  file.before = file.main;
  file.main = applyEdits(file.main, edits);
  file.rounds.push(edits);
  return true;
}

/** By the names of the file alone; only what a property is declared by is asked of the compiler, which takes long. */
function declarationsIn(
  source: ts.SourceFile,
  ask: (offset: number) => readonly ts.TextRange[],
): Declarations {
  let names: Names | undefined;
  return (name) => {
    if (!ts.isIdentifier(name)) return [];
    if (!isReference(name) && !isDeclaredName(name))
      return ask(name.getStart(source)).flatMap((at) => nodeAt(source, at) ?? []);
    names ??= namesOf(source);
    return names.getSymbolAtLocation(name)?.declarations ?? [];
  };
}

function describe(finding: Finding, source: ts.SourceFile): string {
  const { line } = source.getLineAndCharacterOfPosition(finding.start);
  return `line ${line + 1}: TS${finding.code} ${reasonFor(finding)}`;
}

/** "The containing function or module body is too large for control flow analysis." */
const TOO_LARGE = 2563;

function reasonFor({ code, message }: Finding): string {
  return code === TOO_LARGE
    ? 'The function has more branches than the compiler follows, so none of it is checked. Split it, or look up in a table what the branches choose.'
    : message;
}

/** "Unused '@ts-expect-error' directive.": what it stood for is gone. */
const UNUSED_EXPECTATION = 2578;

/** The edits of all findings that have a repair; where two meet, the second waits for the next round. */
function repairAll(findings: readonly Finding[], source: ts.SourceFile, declarations: Declarations): Edit[] {
  const edits: Edit[] = [];
  const seen = new Set<string>();
  for (const { code, start: begin, end: stop, message } of findings) {
    if (code === UNUSED_EXPECTATION) {
      const { line } = source.getLineAndCharacterOfPosition(begin);
      const [start, end] = [line, line + 1].map((at) => source.getPositionOfLineAndCharacter(at, 0));
      edits.push({ start: start!, end: end!, text: '' });
      continue;
    }
    const repair = REPAIRS.get(code)?.(smallestAt(source, begin, stop), source, declarations, message);
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
function smallestAt(source: ts.SourceFile, start: number, end: number): ts.Node {
  let found: ts.Node = source;
  for (;;) {
    const inner = childTo(found, end);
    if (inner === undefined || inner.getStart(source) > start) return found;
    found = inner;
  }
}

/** The largest node that is exactly a range, with the space before it. */
function nodeAt(source: ts.SourceFile, { pos, end }: ts.TextRange): ts.Node | undefined {
  let found: ts.Node | undefined = source;
  while (found !== undefined && found.pos <= pos) {
    if (found.pos === pos && found.end === end) return found;
    found = childTo(found, end);
  }
  return undefined;
}

/** The first child that reaches up to an offset: no other can hold what ends there. */
function childTo(node: ts.Node, end: number): ts.Node | undefined {
  return ts.forEachChild(
    node,
    (child) => (child.end >= end ? child : undefined),
    (children) => children[lastIndex(children.length, (at) => children[at]!.end < end) + 1],
  );
}

/** Goes back to the code before the last round, which at least can be bundled, and marks it. */
function giveUp(file: Open, source: ts.SourceFile, finding: Finding): false {
  file.suppressed.push(describe(finding, source));
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
function suppress(findings: readonly Finding[], source: ts.SourceFile, suppressed: string[]): Edit[] {
  const lines = new Map<number, Finding>();
  for (const finding of findings) {
    const { line } = source.getLineAndCharacterOfPosition(finding.start);
    if (!lines.has(line)) lines.set(line, finding);
  }
  return [...lines].map(([line, finding]) => {
    suppressed.push(describe(finding, source));
    const at = source.getPositionOfLineAndCharacter(line, 0);
    const indent = /^[ \t]*/.exec(source.text.slice(at))![0];
    const reason = reasonFor(finding).replace(/\.$/, '');
    return { start: at, end: at, text: `${indent}${marker()}\n${indent}// @ts-expect-error ${reason}.\n` };
  });
}
