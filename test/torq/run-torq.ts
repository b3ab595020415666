import { command } from '../../scripts/torq.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the verb as a user would in `cwd`, without a terminal and with this environment alone. */
export async function torq(
  cwd: string,
  args: readonly string[],
  options: Readonly<Record<string, unknown>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await command.run(
    {
      cwd,
      env,
      interactive: false,
      signal: new AbortController().signal,
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      progress: () => undefined,
      confirm: () => Promise.reject(new Error('nobody is there')),
    },
    args,
    options,
  );
  return { code, out: out.join('\n'), err: err.join('\n') };
}
