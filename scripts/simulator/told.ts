import { isPlainObject } from '../auth0/api-host.ts';

/** Told what a stand-in cannot do: the code cannot be verified then. */
export type Unknown = (what: string) => void;

/** What is looked for in any object: by promises, by JSON, by the module system. */
const PROBED = ['then', 'toJSON', 'default', '__esModule'];

/** The object or function, telling of every name that code looks for in it in vain. */
export function told<T extends object>(methods: T, what: string, unknown: Unknown): T {
  return new Proxy(methods, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (value !== undefined)
        return isPlainObject(value) ? told(value, `${what} ${String(name)}`, unknown) : value;
      if (typeof name === 'string' && !PROBED.includes(name)) unknown(`${what} ${name}`);
      return undefined;
    },
  });
}

/** Tells of the options that are neither heeded nor known to change nothing in a simulated network. */
export function tellOptions(
  what: string,
  options: object,
  known: readonly (readonly string[])[],
  unknown: Unknown,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !known.some((names) => names.includes(name)))
      unknown(`${what} option ${name}`);
  }
}
