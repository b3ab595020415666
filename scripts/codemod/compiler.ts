import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { API, type Diagnostic, type Project, type Snapshot } from 'typescript/unstable/sync';
import { helperDeclarations } from './helpers.ts';

/** The folder with the settings that Actions are checked under, as the compiler writes paths. */
const ACTIONS = fileURLToPath(new URL('../../actions', import.meta.url)).replaceAll(sep, '/');
const HELPERS = `${ACTIONS}/~helpers.d.ts`;
const SETTINGS = `${ACTIONS}/~tsconfig.json`;

/** The module that Actions take their types from. */
const MODULE = '@auth0/actions/post-login/v3';

/** Global names for its types in the files to be checked: the compiler would look for the module once for each file. */
export const TYPES = { Event: 'TriggerEvent', PostLoginAPI: 'TriggerAPI' } as const;

/** What the compiler has against a file. */
export interface Finding {
  readonly code: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** The code is not even TypeScript. */
  readonly isSyntax: boolean;
}

interface Range {
  readonly pos: number;
  readonly end: number;
}

/** Files that the compiler was given, as they are now. */
export interface Checked {
  /** All that is wrong with a file, syntax first. */
  findings(file: string): readonly Finding[];
  /** Where the file itself declares what the name at an offset stands for. */
  declarations(file: string, offset: number): Range[];
}

const DECLARATIONS = [
  helperDeclarations(MODULE),
  ...Object.entries(TYPES).map(([type, name]) => `type ${name} = import('${MODULE}').${type};`),
].join('\n');

/** What the compiler reads from memory, all of it in the folder of the Actions; the rest is on disk. */
const files = new Map<string, string>();
let folders: ReadonlySet<string> = new Set();
let compiler: API | undefined;
let snapshot: Snapshot | undefined;

/** The path of a module in the folder of the Actions, which need not be there. */
export function pathOf(module: string): string {
  return `${ACTIONS}/${module}.ts`;
}

/** Checks these files and no others, under the settings of actions/tsconfig.json. */
export function checkFiles(texts: ReadonlyMap<string, string>): Checked {
  const before = [...files.keys()];
  files.clear();
  // Half a character, which JavaScript takes in a text, is no text to the compiler: a mark of the same length stands in.
  for (const [path, text] of texts) files.set(path, text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
  files.set(HELPERS, DECLARATIONS);
  const listed = { extends: './tsconfig.json', include: [], files: [HELPERS, ...texts.keys()] };
  files.set(SETTINGS, JSON.stringify(listed));
  folders = new Set([...files.keys()].map((path) => path.slice(0, path.lastIndexOf('/'))));
  return checked(
    update(
      [...files.keys()],
      before.filter((path) => !files.has(path)),
    ),
  );
}

function update(changed: string[], deleted: string[]): Project {
  const before = snapshot;
  // One for all conversions, since starting it and reading the library takes most of the time; it ends with this process.
  compiler ??= new API({
    cwd: ACTIONS,
    fs: {
      readFile: (path) => files.get(path),
      fileExists: (path) => files.has(path) || undefined,
      directoryExists: (path) => folders.has(path) || undefined,
    },
  });
  snapshot = compiler.updateSnapshot(
    before === undefined ? { openProjects: [SETTINGS] } : { fileChanges: { changed, deleted } },
  );
  before?.dispose();
  return snapshot.getProject(SETTINGS)!;
}

function checked({ program, checker }: Project): Checked {
  // All files at once: each question is a message to another process, and an answer to wait for.
  const findings = new Map<string | undefined, Finding[]>();
  const add = (all: readonly Diagnostic[], isSyntax: boolean): void => {
    for (const one of all)
      (findings.get(one.fileName) ?? findings.set(one.fileName, []).get(one.fileName)!).push(
        findingOf(one, isSyntax),
      );
  };
  add(program.getSyntacticDiagnostics(), true);
  add(program.getSemanticDiagnostics(), false);
  return {
    findings: (path) => findings.get(path) ?? [],
    declarations(path, offset) {
      const name = path.slice(ACTIONS.length);
      const all = checker.getSymbolAtPosition(path, offset)?.declarations ?? [];
      // By its own name, as the compiler may write the folder in lower case; the library is never read for this.
      return all.flatMap((one) => (one.path.endsWith(name) ? (one.resolve() ?? []) : []));
    },
  };
}

function findingOf(diagnostic: Diagnostic, isSyntax: boolean): Finding {
  const { code, pos: start, end } = diagnostic;
  return { code, start, end, message: messageOf(diagnostic), isSyntax };
}

function messageOf({ text, messageChain = [] }: Diagnostic): string {
  return [text, ...messageChain.map(messageOf)].join(' ');
}
