import { isDeepStrictEqual } from 'node:util';
import type { Bundle } from '../bundle/bundle.ts';
import type { Context, Option } from '../lib/command.ts';
import { closeSandboxes } from '../simulator/sandbox.ts';
import { pending } from '../tenant/changes.ts';
import { findDangers, type Danger, type Verdicts } from '../tenant/dangers.ts';
import { draftDangers } from '../tenant/draft-dangers.ts';
import { readDesired } from '../tenant/desired.ts';
import { withClientIds } from '../tenant/keywords.ts';
import type { Connection } from '../tenant/management.ts';
import { toPlan, type Plan, type Prepared } from '../tenant/plan.ts';
import { lastReceipt } from '../tenant/receipt.ts';
import { prepare, type PrepareInput } from '../tenant/rollout.ts';
import { absentRemovals } from './absent-removals.ts';
import { buildActions, replacedRules } from './build.ts';
import { refuseWrongTypes, unknownFields } from './field-checks.ts';
import { gateDangers } from './gate-dangers.ts';
import { idleActions } from './idle-actions.ts';
import { keywordsOf } from './keywords.ts';
import { liveAfter } from './live-after.ts';
import { refuseOtherTenant } from './other-tenant.ts';
import { openTarget } from './open-target.ts';
import { dangersUnderRows, personaDangers, rowsUnread } from './persona-dangers.ts';
import { vendorRows } from './vendor-rows.ts';
import { compareSettings } from './settings-dangers.ts';
import { readProject, receiptsPath, secretsLockPath, type Project } from './project.ts';
import { withTenantLock } from './tenant-lock.ts';
import { sharedDomains } from './shared-domains.ts';
import { refusalDangers, storedVerdicts } from './stored-verdicts.ts';

/** The options of every verb that works on a tenant. */
export const TENANT_OPTIONS: readonly Option[] = [
  {
    flags: '--tenant <name>',
    description: 'the tenant of tenants/NAME.yaml (default: what AUTH0_DOMAIN names)',
  },
  { flags: '--state <dir>', description: 'where state and Receipts are kept (default: .tenant)' },
  { flags: '--json', description: 'print the result as JSON' },
];

export type Options = Readonly<Record<string, unknown>>;

/** The project as the options of a verb name it. Throws a Problem when it cannot be read. */
export function projectOf(context: Context, options: Options): Project {
  const text = (name: string): string | undefined => options[name] as string | undefined;
  return readProject(context.cwd, context.env, text('state'), text('tenant'));
}

/** The sources, built, beside the tenant, read: what plan, deploy and drift have in common. */
export interface Work {
  readonly project: Project;
  readonly bundles: readonly Bundle[];
  readonly verdicts: Verdicts;
  readonly connection: Connection;
  readonly label: string;
  readonly input: PrepareInput;
  readonly prepared: Prepared;
  readonly plan: Plan;
}

interface WorkOptions {
  /** True when nothing will be sent: secrets need no value. */
  readonly secretsMayMiss: boolean;
  /** The verb, when it changes the tenant: no other may at the same time. */
  readonly locksFor?: string;
}

/**
 * Builds the Actions, opens the target, compares, and hands all of it to `use`; the target is closed afterwards. The
 * sources are read in full before the tenant is asked for anything. Throws a Problem for what is wrong in either.
 */
export async function withWork<T>(
  context: Context,
  options: Options,
  { secretsMayMiss, locksFor }: WorkOptions,
  use: (work: Work) => Promise<T>,
): Promise<T> {
  const project = projectOf(context, options);
  refuseOtherTenant(project);
  const { keywords, whereToSet } = keywordsOf(project);
  context.progress('Building the Actions');
  const bundles = await buildActions(project.root);
  const built = new Map(bundles.map((bundle) => [bundle.path, bundle]));
  const remove = (options['remove'] as string[] | undefined) ?? [];
  const desiredWith = (clientIds: ReadonlyMap<string, string>) =>
    readDesired(
      project.tenantYaml,
      project.root,
      { keywords: withClientIds(keywords, clientIds), whereToSet },
      built,
      { secretsMayMiss, remove },
    );
  const declared = desiredWith(new Map());
  refuseWrongTypes(project.tenantYaml, declared);
  for (const text of idleActions(bundles, replacedRules(project.root), declared)) context.err(text);

  const onTenant = () => withTenant(context, { project, bundles, desiredWith, remove }, use);
  return locksFor === undefined ? onTenant() : withTenantLock(project, locksFor, onTenant);
}

interface Sources {
  readonly project: Project;
  readonly bundles: readonly Bundle[];
  readonly desiredWith: PrepareInput['desiredWith'];
  readonly remove: readonly string[];
}

async function withTenant<T>(
  context: Context,
  { project, bundles, desiredWith, remove }: Sources,
  use: (work: Work) => Promise<T>,
): Promise<T> {
  const { connection, label, close } = await openTarget(project.target, project.localStateDir);
  try {
    if (project.target.kind === 'real') context.err(`Target: ${label}`);
    context.progress(`Reading ${label}`);
    const input = { connection, desiredWith, lockPath: secretsLockPath(project) };
    const prepared = await prepare(input);
    for (const note of absentRemovals(prepared, remove)) context.err(note);
    const bound = prepared.desired.bindings.get('post-login') ?? [];
    const verdicts = storedVerdicts(
      project.root,
      bundles,
      bound.map(({ actionName }) => actionName),
    );
    const dangers = await dangersOf({ project, bundles, connection, prepared, verdicts });
    // What simulated logins leave behind would add to the memory of auth0-deploy-cli.
    await closeSandboxes();
    const plan = await toPlan(project.name, prepared, dangers, remove);
    return await use({ project, bundles, verdicts, connection, label, input, prepared, plan });
  } finally {
    await close();
  }
}

/** Nothing that is left as it is can be dangerous: nobody is logged in, and the vendor is not asked. */
async function dangersOf({
  project,
  bundles,
  connection,
  prepared,
  verdicts,
}: Pick<Work, 'project' | 'bundles' | 'connection' | 'prepared' | 'verdicts'>): Promise<Danger[]> {
  if (pending(prepared.changes).length === 0) return [];
  const rules = new Map(
    bundles.flatMap(({ name, rule }) => (rule === undefined ? [] : [[name, rule] as const])),
  );
  const ofPeople = await personaDangers(project.torq, prepared);
  const rows = await vendorRows(project);
  return [
    ...draftDangers(prepared),
    ...unknownFields(project.tenantYaml, prepared),
    ...(await sharedDomains(connection, prepared)),
    ...gateDangers(project.torq, prepared, lastReceipt(receiptsPath(project))),
    ...compareSettings(project.torq, prepared.live, liveAfter(prepared)),
    ...ofPeople,
    ...(rows === undefined
      ? rowsUnread(project.torq, prepared, ofPeople)
      : isDeepStrictEqual(rows, project.torq.mapping)
        ? []
        : await dangersUnderRows(project.torq, prepared, rows)),
    ...refusalDangers(project.root, bundles, sentActions(prepared)),
    ...findDangers({
      changes: prepared.changes,
      managed: new Set(prepared.desired.actions.map((action) => action.name)),
      bound: new Set([...prepared.desired.bindings.values()].flat().map((one) => one.actionName)),
      guarded: guardedActions(prepared),
      rules,
      verdicts,
    }),
  ];
}

function sentActions({ changes }: Prepared): Set<string> {
  return new Set(
    pending(changes)
      .filter(({ type }) => type === 'actions')
      .map(({ name }) => name),
  );
}

/** Actions that ask whether a Rule of the tenant has run. */
function guardedActions({ desired, live }: Prepared): Set<string> {
  const ids = [...live.rules.values()].map((rule) => rule.id);
  const asked = ({ code }: { readonly code: string }): string[] =>
    [...code.matchAll(/\.wasExecuted\(["']([^"']+)["']\)/g)].map((match) => match[1]!);
  return new Set(
    desired.actions
      .filter((action) => asked(action).some((id) => ids.includes(id)))
      .map((action) => action.name),
  );
}
