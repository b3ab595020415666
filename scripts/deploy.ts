import type { Command, Context } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { openTarget } from './project/open-target.ts';
import { buildActions } from './project/build.ts';
import { keywordsOf } from './project/keywords.ts';
import { logPersonasIn } from './project/persona-logins.ts';
import { readProject, secretsLockPath } from './project/project.ts';
import { changesTable, deployText } from './report/deploy-text.ts';
import { deployJson } from './report/deploy-json.ts';
import { readDesired } from './tenant/desired.ts';
import { withClientIds } from './tenant/keywords.ts';
import { pending, type Change } from './tenant/plan.ts';
import { makePlan, rollOut } from './tenant/rollout.ts';

const REAL_TENANT_HINT = `To deploy the same to a real tenant, set AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET and the
keywords of tenant.yaml in the environment or in .env; .env.example lists them.`;

/** Builds, deploys tenant.yaml, reads back what is live and logs the personas in. */
export const command: Command = {
  options: [
    { flags: '--yes', description: 'do not ask before a real tenant is changed' },
    { flags: '--state <dir>', description: 'where the local tenant keeps its state (default: .tenant)' },
    { flags: '--json', description: 'print the result as JSON' },
  ],
  async run(context, _args, options) {
    const started = performance.now();
    const project = readProject(context.cwd, context.env, options['state'] as string | undefined);
    const { keywords, whereToSet } = keywordsOf(project);
    context.progress('Building the Actions');
    const bundles = await buildActions(project.root);
    const built = new Map(bundles.map((bundle) => [bundle.path, bundle]));
    const desiredWith = (clientIds: ReadonlyMap<string, string>) =>
      readDesired(
        project.tenantYaml,
        project.root,
        { keywords: withClientIds(keywords, clientIds), whereToSet },
        built,
      );
    desiredWith(new Map());

    const { connection, label, close } = await openTarget(project.target, project.stateDir);
    try {
      if (project.target.kind === 'real') context.err(`Target: ${label}`);
      context.progress(`Reading ${label}`);
      const input = { connection, desiredWith, lockPath: secretsLockPath(project) };
      const plan = await makePlan(input);
      const willChange = pending(plan.changes).length > 0;
      if (willChange && project.target.kind === 'real') await confirm(context, plan.changes, label, options);
      const done = willChange
        ? await rollOut(plan, {
            ...input,
            root: project.root,
            signal: context.signal,
            onStep: (text) => context.progress(text),
          })
        : plan;
      context.progress('Logging the personas in');
      const personas = await logPersonasIn(project.torq, done);
      const result = {
        target: label,
        bundles,
        changes: done.changes,
        live: done.live,
        personas,
        seconds: (performance.now() - started) / 1000,
      };
      context.out(options['json'] ? deployJson(result) : deployText(result));
      if (!options['json'] && project.target.kind === 'local') context.out(`\n${REAL_TENANT_HINT}`);
      return personas.logins.every((one) => one.role === one.declaredRole && one.othersUntouched) ? 0 : 1;
    } finally {
      await close();
    }
  },
};

/** A real tenant is changed after a yes only: from the terminal, or given beforehand. */
async function confirm(
  context: Context,
  changes: readonly Change[],
  label: string,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const words = { create: 'to create', update: 'to change', unchanged: 'left as it is' };
  context.err(changesTable(changes, words));
  if (options['yes']) return;
  if (!context.interactive) {
    throw new Problem('confirmation', `${label} is a real tenant, and nobody can be asked.`, {
      hint: 'Nothing was changed. Pass --yes to deploy without a question.',
    });
  }
  if (await context.confirm(`Deploy to ${label}?`)) return;
  throw new Problem('confirmation', 'Not deployed.', { hint: 'Nothing was changed.' });
}
