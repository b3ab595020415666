import { createRequire } from 'node:module';

/** Packages that keep random bytes for later, as uuid and nanoid do: what a login leaves of them shows in the next one. */
export interface Pools {
  /** To be called where code has a buffer of its own filled with random bytes. */
  note(): void;
  /** Unloads the packages that were seen to do so, so that they start afresh. */
  empty(): void;
}

/** The folder of a package, in a line of a stack. */
const PACKAGE = /(?<=\(|at )[^()\n]*[\\/]node_modules[\\/](?:@[^\\/\n]+[\\/])?[^\\/\n]+[\\/]/g;

/** Watches the packages of this thread; to be called before any code runs. */
export function watchPools(): Pools {
  // The same for all of a thread, wherever it is asked for.
  const { cache } = createRequire(process.execPath);
  const { Error } = globalThis;
  const folders = new Set<string>();
  let isFilled = false;
  return {
    note() {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = Infinity;
      // Its callers as well: they hold on to the package that they have loaded.
      for (const [folder] of new Error().stack?.matchAll(PACKAGE) ?? []) folders.add(folder);
      Error.stackTraceLimit = stackTraceLimit;
      isFilled = true;
    },
    empty() {
      if (!isFilled) return;
      isFilled = false;
      for (const file of Object.keys(cache)) {
        for (const folder of folders) if (file.startsWith(folder)) delete cache[file];
      }
    },
  };
}
