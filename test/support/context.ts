import { main } from '../../scripts/cli.ts';
import type { Context, ExitCode } from '../../scripts/lib/command.ts';

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line as a user would in `cwd`, without a terminal and with this environment alone. */
export async function run(cwd: string, argv: readonly string[], over: Partial<Context> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(argv, {
    ...quietContext(cwd),
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    ...over,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** A context that shows nothing and has nobody to ask. */
export function quietContext(cwd: string): Context {
  return {
    cwd,
    env: {},
    interactive: false,
    signal: new AbortController().signal,
    out: () => undefined,
    err: () => undefined,
    progress: () => undefined,
    confirm: () => Promise.reject(new Error('Nobody is there to ask.')),
  };
}
