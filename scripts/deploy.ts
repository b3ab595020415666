import { relative, resolve } from 'node:path';
import type { Command, Context, ExitCode } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { ALL_OPTION, overTenants } from './project/over-tenants.ts';
import { logPersonasIn, type PersonaLogins } from './project/persona-logins.ts';
import { refuseLockOut, refuseUnproved } from './project/refuse.ts';
import { domainOf, receiptsPath } from './project/project.ts';
import { keepReceipt } from './project/keep-receipt.ts';
import { TENANT_OPTIONS, withWork, type Options, type Work } from './project/work.ts';
import { closeSandboxes } from './simulator/sandbox.ts';
import { deployJson } from './report/deploy-json.ts';
import { deployText } from './report/deploy-text.ts';
import { planText } from './report/plan-text.ts';
import { pending } from './tenant/changes.ts';
import { readPlan, refuseStale, type Plan } from './tenant/plan.ts';
import { readJournal } from './tenant/receipt.ts';
import { rollOut } from './tenant/rollout.ts';

const REAL_TENANT_HINT = `To deploy the same to a real tenant, set AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET and the
keywords of tenant.yaml in the environment or in .env; .env.example lists them.`;

/** Builds, deploys tenant.yaml, reads back what is live and logs the personas in. */
export const command: Command = {
  options: [
    { flags: '--plan <file>', description: 'apply this saved plan, and nothing else' },
    { flags: '--yes', description: 'do not ask before a real tenant is changed' },
    {
      flags: '--remove <what...>',
      description: 'take this away too: TYPE/NAME, as under remove in tenant.yaml',
    },
    {
      flags: '--unproved <action...>',
      description: 'deploy this Action although the verifier has not found it equal to its rule',
    },
    ALL_OPTION,
    ...TENANT_OPTIONS,
  ],
  run: (context, _args, options) =>
    overTenants(
      context,
      options,
      (one, chosen) => {
        const started = performance.now();
        const saved = savedPlan(one, chosen);
        const own = saved === undefined ? chosen : { ...chosen, remove: saved.remove };
        return withWork(one, own, { secretsMayMiss: false, locksFor: 'deploy' }, (work) => {
          if (saved !== undefined) refuseStale(saved, work.plan);
          return deploy(one, own, work, started);
        });
      },
      { stopOnFailure: true },
    ),
};

/** The plan that `--plan` names: it holds what is to be removed, too. */
function savedPlan(context: Context, { plan, remove }: Options): Plan | undefined {
  if (typeof plan !== 'string') return undefined;
  if (remove === undefined) return readPlan(resolve(context.cwd, plan));
  throw new Problem('plan-and-remove', '--plan and --remove do not go together.', {
    hint: 'A saved plan holds what is to be removed: name it when you make the plan.',
  });
}

async function deploy(context: Context, options: Options, work: Work, started: number): Promise<ExitCode> {
  const { project, bundles, label, input, prepared } = work;
  const willChange = pending(prepared.changes).length > 0;
  refuseUnproved(work, (options['unproved'] as string[] | undefined) ?? []);
  refuseLockOut(work);
  if (willChange && project.target.kind === 'real') await confirm(context, work, options);

  let done = prepared;
  let receipt: string | undefined;
  // One that was cut just before its end left all in place but its Receipt.
  const isUnfinished = readJournal(receiptsPath(project)) !== undefined;
  if (willChange || isUnfinished) {
    const rolledOut = await rollOut(prepared, {
      ...input,
      root: project.root,
      receipts: receiptsPath(project),
      target: project.name,
      domain: domainOf(project),
      signal: context.signal,
      onStep: (text) => context.progress(text),
    });
    receipt = relative(project.root, keepReceipt(work, rolledOut));
    done = rolledOut;
  }
  context.progress('Logging the personas in');
  const personas = await logPersonasIn(project.torq, done);
  // A thread that waits for further logins is not to keep a deploy that is over from ending.
  await closeSandboxes();
  const result = {
    target: label,
    bundles,
    changes: work.plan.changes,
    live: done.live,
    personas,
    isReal: project.target.kind === 'real',
    receipt,
    seconds: (performance.now() - started) / 1000,
  };
  context.out(options['json'] ? deployJson(result) : deployText(result));
  if (!options['json'] && project.target.kind === 'local') context.out(`\n${REAL_TENANT_HINT}`);
  return isAsDeclared(personas) ? 0 : 1;
}

/** That nobody was logged in is no good news. */
function isAsDeclared({ logins }: PersonaLogins): boolean {
  return (
    logins.length > 0 && logins.every((one) => one.role === one.declaredRole && one.elsewhere === undefined)
  );
}

/**
 * A real tenant is changed after a yes only: from the terminal, given beforehand with --yes, or with a reviewed plan.
 * --yes alone is no consent to what is dangerous.
 */
async function confirm(context: Context, { plan, label }: Work, options: Options): Promise<void> {
  if (options['plan'] !== undefined) return;
  context.err(planText(plan, label));
  if (options['yes'] && plan.dangers.length === 0) return;
  if (!context.interactive) {
    const why = options['yes']
      ? 'The plan holds dangerous changes, which --yes does not cover.'
      : `${label} is a real tenant, and nobody can be asked.`;
    throw new Problem('confirmation', why, {
      hint: options['yes']
        ? 'Nothing was changed. Review it as a saved plan: npm run plan -- --out plan.json, then deploy with --plan plan.json.'
        : 'Nothing was changed. Pass --yes to deploy without a question, or a reviewed plan with --plan.',
    });
  }
  if (await context.confirm(`Deploy to ${label}?`)) return;
  throw new Problem('confirmation', 'Not deployed.', { hint: 'Nothing was changed.' });
}
