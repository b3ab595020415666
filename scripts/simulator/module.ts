import { isBuiltin } from 'node:module';
import { format } from 'node:util';
import { Script } from 'node:vm';
import { isPlainObject } from '../auth0/api-host.ts';
import type { BoundAction, ConsoleLine } from './result.ts';
import { onceACode } from './once.ts';
import { loadPackage, ownerOf, type Modules } from './packages.ts';

export interface LoadOptions {
  /** The object that the code comes from, the same for many logins. */
  readonly holder: object;
  /** Shown in stacks. */
  readonly filename: string;
  /** The packages that it may require. */
  readonly packages: NonNullable<BoundAction['dependencies']>;
  readonly modules: Modules;
  readonly console: Console;
}

/**
 * Loads CommonJS code as Auth0 loads an Action: inside `function (module, exports, console)`, so that a top-level
 * declaration of one of those names is a syntax error and `__filename` does not exist. Throws what the code throws.
 */
export function loadModule(code: string, options: LoadOptions): Record<string, unknown> {
  const make = wrapperOf(
    options.holder,
    () => `${options.filename}\n${code}`,
    () => compile(code, options.filename),
  );
  const module: { exports: Record<string, unknown> } = { exports: {} };
  const require = sandboxRequire(options);
  make(require, importer(require))(module, module.exports, options.console);
  return module.exports;
}

type Wrapper = (require: unknown, load: unknown) => (...args: unknown[]) => void;

/** Code is compiled once a thread and run anew for each login. */
const wrapperOf = onceACode<Wrapper>();

function compile(code: string, filename: string): Wrapper {
  const own = code.replaceAll(IMPORT, IMPORTER);
  const source = `(function (require, ${IMPORTER}) { return function (module, exports, console) {\n${own}\n}; })`;
  return new Script(source, { filename, lineOffset: -1 }).runInThisContext() as Wrapper;
}

/** `import(…)` as bundles have it; a script by itself has none. */
const IMPORT = /(?<![.\w$'"`])import(?=\()/g;
const IMPORTER = '__import';

/** What `import()` does: the module as a namespace, later. */
function importer(require: (name: string) => unknown): (name: string) => Promise<unknown> {
  return async (name) => {
    const module = require(name);
    const isNamespace = isPlainObject(module) && module['__esModule'] === true;
    return isNamespace ? module : { ...(module as object), default: module };
  };
}

function sandboxRequire({ packages, modules }: LoadOptions): (name: string) => unknown {
  return (name) => {
    const owner = ownerOf(name);
    const declared = packages.find((one) => one.name === owner);
    if (isBuiltin(name) || declared) return loadPackage(name, modules, declared?.version);
    const error = new Error(`Cannot find module '${name}': it is not a declared dependency of the Action`);
    throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
  };
}

const LEVELS = new Set<PropertyKey>(['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table']);

/** A console whose lines end up in `lines`. */
export function capturedConsole(lines: ConsoleLine[]): Console {
  const write = (level: string) =>
    LEVELS.has(level)
      ? (...args: unknown[]) => void lines.push({ level, text: format(...args) })
      : () => undefined;
  const get = (target: Record<string, unknown>, level: string): unknown => (target[level] ??= write(level));
  return new Proxy({}, { get }) as unknown as Console;
}
