import type { Context, ExitCode, Option } from '../lib/command.ts';
import { Problem, renderProblem } from '../lib/problem.ts';
import { tenantNames } from './tenants.ts';
import type { Options } from './work.ts';

export const ALL_OPTION: Option = {
  flags: '--all',
  description: 'every tenant of tenants/ but local, one after the other',
};

type Run = (context: Context, options: Options) => Promise<ExitCode>;

/**
 * Runs a verb on the one tenant that the options name, or with `--all` on each tenant of tenants/, and reports
 * together: as one JSON object by tenant, or as texts under their names. A tenant that fails does not keep the others
 * from being looked at; `stopOnFailure` is for verbs that write. Returns the gravest exit code.
 */
export async function overTenants(
  context: Context,
  options: Options,
  run: Run,
  { stopOnFailure = false }: { readonly stopOnFailure?: boolean } = {},
): Promise<ExitCode> {
  if (!options['all']) return run(context, options);
  refuseMixed(options);
  const names = tenantNames(context.cwd).filter((name) => name !== 'local');
  if (names.length === 0) {
    throw new Problem('tenants-missing', 'tenants/ describes no tenant but the local one.', {
      hint: 'Describe each in tenants/NAME.yaml: its domain, and its keywords.',
    });
  }
  const results: Record<string, unknown> = {};
  let worst: ExitCode = 0;
  for (const name of names) {
    const lines: string[] = [];
    const own = { ...context, out: (text: string) => void lines.push(text) };
    const code = await run(own, { ...options, tenant: name }).catch((error: unknown): ExitCode => {
      if (!(error instanceof Problem)) throw error;
      lines.push(renderProblem(error, options['json'] ? 'json' : 'text'));
      return 2;
    });
    worst = Math.max(worst, code) as ExitCode;
    if (options['json']) results[name] = JSON.parse(lines.join('\n')) as unknown;
    else context.out(`${name}\n${'-'.repeat(name.length)}\n${lines.join('\n')}\n`);
    if (code === 2 && stopOnFailure) break;
  }
  if (options['json']) context.out(JSON.stringify(results, null, 2));
  return worst;
}

function refuseMixed(options: Options): void {
  const single = ['tenant', 'out', 'markdown', 'plan'].find((name) => options[name] !== undefined);
  if (single === undefined) return;
  throw new Problem('all-and-one', `--all and --${single} do not go together.`, {
    hint: `--${single} is for one tenant: name it with --tenant.`,
  });
}
