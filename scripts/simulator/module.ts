import { isBuiltin } from 'node:module';
import { format } from 'node:util';
import { Script } from 'node:vm';
import type { ConsoleLine } from './result.ts';
import { loadPackage, type Modules } from './packages.ts';

export interface LoadOptions {
  /** Shown in stacks. */
  readonly filename: string;
  /** Names of the packages it may require. */
  readonly packages: readonly string[];
  readonly modules: Modules;
  readonly console: Console;
}

/**
 * Loads CommonJS code as Auth0 loads an Action: inside `function (module, exports, console)`, so that a top-level
 * declaration of one of those names is a syntax error and `__filename` does not exist. Throws what the code throws.
 */
export function loadModule(code: string, options: LoadOptions): Record<string, unknown> {
  const source = `(function (require) { return function (module, exports, console) {\n${code}\n}; })`;
  let script = compiled.get(source);
  if (!script) {
    script = new Script(source, { filename: options.filename, lineOffset: -1 });
    compiled.set(source, script);
  }
  const wrapper = script.runInThisContext() as (require: unknown) => (...args: unknown[]) => void;
  const module: { exports: Record<string, unknown> } = { exports: {} };
  wrapper(sandboxRequire(options))(module, module.exports, options.console);
  return module.exports;
}

/** Code is compiled once a thread and run anew for each login. */
const compiled = new Map<string, Script>();

function sandboxRequire({ packages, modules }: LoadOptions): (name: string) => unknown {
  return (name) => {
    const owner = name.split('/', name.startsWith('@') ? 2 : 1).join('/');
    if (isBuiltin(name) || packages.includes(owner)) return loadPackage(name, modules);
    const error = new Error(`Cannot find module '${name}': it is not a declared dependency of the Action`);
    throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
  };
}

/** A console whose lines end up in `lines`. */
export function capturedConsole(lines: ConsoleLine[]): Console {
  const write =
    (level: string) =>
    (...args: unknown[]): void => {
      lines.push({ level, text: format(...args) });
    };
  const levels = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'];
  const written = Object.fromEntries(levels.map((level) => [level, write(level)]));
  return new Proxy(written, {
    get: (target, name) => target[name as string] ?? (() => undefined),
  }) as unknown as Console;
}
