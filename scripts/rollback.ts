import { relative } from 'node:path';
import type { Command, Context, ExitCode } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { declaredSecretsOf } from './project/declared-secrets.ts';
import { refuseOtherTenant } from './project/other-tenant.ts';
import { writeReceiptOf } from './project/keep-receipt.ts';
import { openTarget } from './project/open-target.ts';
import { receiptsPath, secretsLockPath, type Project } from './project/project.ts';
import { rollbackDangers } from './project/rollback-dangers.ts';
import { withTenantLock } from './project/tenant-lock.ts';
import { projectOf, TENANT_OPTIONS, type Options } from './project/work.ts';
import { rollbackText } from './report/rollback-text.ts';
import { actionNameOf } from './tenant/changes.ts';
import { findDangers, type Danger } from './tenant/dangers.ts';
import { readScope } from './tenant/live.ts';
import type { Connection } from './tenant/management.ts';
import { lastReceipt, readJournal, readReceipts } from './tenant/receipt.ts';
import { planRollback, withoutVersions } from './tenant/rollback.ts';
import type { Rollback } from './tenant/rollback-part.ts';
import { goalAfter, goalBefore, overlay, type Goal } from './tenant/rollback-goal.ts';
import { readSecretsLock, withoutActions, writeSecretsLock } from './tenant/secrets-lock.ts';
import { snapshotOf, type Snapshot } from './tenant/snapshot.ts';
import { readVersions, takeSteps } from './tenant/steps.ts';

/** Puts the tenant back to how it was before the last deploy, or as one Receipt left it. */
export const command: Command = {
  options: [
    { flags: '--to <receipt>', description: 'as this Receipt left it (default: before the last one)' },
    { flags: '--dry-run', description: 'show what would be put back, and change nothing' },
    { flags: '--yes', description: 'do not ask before a real tenant is changed' },
    { flags: '--dangerous', description: 'with --yes: do not ask before what is dangerous either' },
    ...TENANT_OPTIONS,
  ],
  async run(context, _args, options) {
    const project = projectOf(context, options);
    refuseOtherTenant(project);
    const work = (): Promise<ExitCode> => onTenant(context, options, project);
    return options['dryRun'] === true ? work() : withTenantLock(project, 'rollback', work);
  },
};

async function onTenant(context: Context, options: Options, project: Project): Promise<ExitCode> {
  const goal = goalOf(project, options['to'] as string | undefined);
  const { connection, label, close } = await openTarget(project.target, project.localStateDir);
  try {
    return await rollBack(context, options, { project, goal, connection, label });
  } finally {
    await close();
  }
}

interface Input {
  readonly project: Project;
  readonly goal: Goal;
  readonly connection: Connection;
  readonly label: string;
}

async function rollBack(
  context: Context,
  options: Options,
  { project, goal, connection, label }: Input,
): Promise<ExitCode> {
  context.progress(`Reading ${label}`);
  const look = async (): Promise<{ readonly now: Snapshot; readonly rollback: Rollback }> => {
    const named = (type: string): string[] =>
      goal.touched.flatMap((one) => (one.type === type ? [one.name] : []));
    const live = await readScope(connection, {
      clients: named('clients'),
      connections: named('connections'),
      triggers: named('bindings'),
      rules: named('rules').length > 0,
    });
    const actions = [...new Set([...named('actions'), ...Object.keys(goal.state.actions)])];
    const now = snapshotOf(live, { clients: named('clients'), actions, rules: named('rules') });
    const { ofConnection: secretOptions, missingOf: secretsMissing } = declaredSecretsOf(project);
    return { now, rollback: planRollback(goal, { now, live, secretOptions, secretsMissing }) };
  };

  const { now: before, rollback: wished } = await look();
  const versions = await readVersions(connection, wished.steps);
  const gone = new Set([...versions.keys()].filter((name) => versions.get(name) === undefined));
  const rollback = withoutVersions(wished, gone);
  const dangers = [
    ...(await rollbackDangers({ project, connection, goal, rollback, versions })),
    ...changeDangers(rollback),
  ];
  const text = rollbackText(rollback, { label, title: goal.title, dangers });
  if (rollback.steps.length === 0 && options['dryRun'] !== true) endCutDeploy(project, before);
  if (rollback.steps.length === 0 || options['dryRun'] === true) {
    context.out(options['json'] ? jsonOf(project.name, goal, rollback, dangers, undefined) : text);
    return rollback.steps.length === 0 ? 0 : 1;
  }
  if (project.target.kind === 'real') await confirm(context, { text, label, dangers }, options);

  const stays = await takeSteps(connection, rollback.steps, (step) => context.progress(step));
  context.progress('Reading back');
  const { now: after, rollback: left } = await look();
  // The tenant may date the secrets of a version anew; its code has to be the one that was asked for.
  const undone = withoutVersions(left, gone).steps.filter(
    (step) =>
      step.do !== 'unset-field' &&
      (step.do !== 'deploy-version' ||
        after.actions[step.name]?.version?.code !== goal.state.actions[step.name]?.version?.code),
  );
  if (undone.length > 0) {
    throw new Problem('rollback-incomplete', `${connection.domain} is not as it was to be.`, {
      detail: left.changes.map((change) => `${change.type} ${change.name}`).join('\n'),
      hint: 'Somebody may have changed the tenant at the same time: run again.',
    });
  }
  const lockPath = secretsLockPath(project);
  const names = rollback.steps.flatMap((step) => (step.do === 'deploy-version' ? [step.name] : []));
  writeSecretsLock(lockPath, withoutActions(readSecretsLock(lockPath), names));
  const path = writeReceiptOf(project, {
    verb: 'rollback',
    actions: names.map((name) => ({
      name,
      version: {
        before: before.actions[name]?.version?.number,
        after: after.actions[name]?.version?.number,
      },
    })),
    changes: rollback.changes,
    before,
    after,
  });
  const receipt = relative(project.root, path);
  context.out(
    options['json']
      ? jsonOf(project.name, goal, { ...rollback, notes: [...rollback.notes, ...stays] }, dangers, receipt)
      : `${[text, ...stays].join('\n  ')}\n\nDone. Receipt  ${receipt}\nThe sources still ask for what was undone: the next deploy brings it back.`,
  );
  return 0;
}

/**
 * A deploy that was cut before it changed anything leaves a Receipt that changes nothing: the same command again must
 * not go behind the complete deploy that came before it.
 */
function endCutDeploy(project: Project, now: Snapshot): void {
  const folder = receiptsPath(project);
  if (readJournal(folder) === undefined) return;
  const after = overlay(lastReceipt(folder)?.after ?? now, now);
  writeReceiptOf(project, { verb: 'rollback', actions: [], changes: [], before: after, after });
}

/** Where to go: before a deploy that was cut short, else before the last Receipt, else to the one that is named. */
function goalOf(project: Project, to: string | undefined): Goal {
  const folder = receiptsPath(project);
  const receipts = readReceipts(folder);
  if (to === undefined) {
    const goal = goalBefore(receipts.at(-1), readJournal(folder));
    if (goal !== undefined) return goal;
    throw new Problem('receipt-missing', `No deploy to ${project.name} has left a Receipt here.`, {
      at: { file: relative(project.root, folder) },
      hint: 'Receipts are written by deploy; bring the folder along when deploys run elsewhere.',
    });
  }
  const index = receipts.findIndex((receipt) => receipt.id === to.replace(/\.json$/, ''));
  if (index !== -1) return goalAfter(receipts, index);
  throw new Problem('receipt-unknown', `There is no Receipt ${to}.`, {
    hint: `There are: ${receipts.map((receipt) => receipt.id).join(', ') || 'none'}.`,
  });
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** What is dangerous by the kind of change alone. */
function changeDangers({ changes }: Rollback): Danger[] {
  return findDangers({
    changes: changes.map((change) => ({ ...change, payload: {} })),
    managed: new Set(
      changes.flatMap((one) => one.fields.flatMap((field) => namesIn(field.before).map(actionNameOf))),
    ),
    bound: new Set(),
    guarded: new Set(),
    rules: new Map(),
    verdicts: new Map(),
  });
}

interface Asked {
  readonly text: string;
  readonly label: string;
  readonly dangers: readonly Danger[];
}

/** --yes alone is no consent to what is dangerous; --dangerous beside it is, as nobody may be there to ask at night. */
async function confirm(context: Context, { text, label, dangers }: Asked, options: Options): Promise<void> {
  context.err(text);
  const isCovered = dangers.length === 0 || options['dangerous'] === true;
  if (options['yes'] && isCovered) return;
  if (!context.interactive) {
    const why = options['yes']
      ? 'The rollback has dangers, which --yes does not cover.'
      : `${label} is a real tenant, and nobody can be asked.`;
    throw new Problem('confirmation', why, {
      hint: `Nothing was changed. Look at it with --dry-run, then pass --yes${isCovered ? '' : ' --dangerous'}.`,
    });
  }
  if (await context.confirm(`Roll ${label} back?`)) return;
  throw new Problem('confirmation', 'Not rolled back.', { hint: 'Nothing was changed.' });
}

function jsonOf(
  target: string,
  { title }: Goal,
  { changes, notes }: Rollback,
  dangers: readonly Danger[],
  receipt: string | undefined,
): string {
  return JSON.stringify({ target, to: title, dangers, changes, notes, receipt }, null, 2);
}
