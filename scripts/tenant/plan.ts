import * as v from 'valibot';
import { readIfExists } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { labels, type Change, type ResourceType } from './changes.ts';
import { codeDiff } from './code-diff.ts';
import type { Danger } from './dangers.ts';
import type { Desired } from './desired.ts';
import type { FieldChange } from './diff.ts';
import { hashOf } from './hash.ts';
import { isNotGiven } from './keywords.ts';
import type { Live } from './live.ts';
import { redactor } from './redact.ts';
import { secretOptions, secretTexts } from './secret-changes.ts';
import { shownField } from './secret-fields.ts';
import { isSecretName } from './secret-name.ts';
import { snapshotOf } from './snapshot.ts';

/** SHA-256 of each part, by its name. */
type Hashes = Readonly<Record<string, string>>;

/** One resource of a plan: a Change without what is sent. */
export interface PlannedChange {
  readonly type: ResourceType;
  readonly name: string;
  readonly kind: Change['kind'];
  readonly fields: readonly FieldChange[];
}

/** A secret of a plan: `set` as it is, `will be set`, `will change`, `will go`, or `unknown`. */
interface SecretState {
  readonly name: string;
  readonly state: 'set' | 'will be set' | 'will change' | 'will go' | 'unknown' | 'not compared';
}

/** What a deploy would do, as a value that is saved, reviewed and applied. It holds no secret. */
export interface Plan {
  readonly version: 1;
  /** `local`, the name of a tenant in tenants/, or the domain. */
  readonly target: string;
  /** What the plan was made from: it is not applied when one of these has changed since. */
  readonly madeFrom: { readonly sources: Hashes; readonly live: Hashes };
  /** What `--remove` named when it was made. */
  readonly remove: readonly string[];
  readonly dangers: readonly Danger[];
  readonly changes: readonly PlannedChange[];
  readonly secrets: readonly SecretState[];
  /** What the tenant holds beside tenant.yaml, and keeps. */
  readonly kept: readonly string[];
}

/** The desired state beside the live one, and the way from one to the other. Holds secrets: never shown or saved. */
export interface Prepared {
  readonly desired: Desired;
  readonly live: Live;
  readonly changes: readonly Change[];
}

/** The serialisable plan of what was prepared. */
export async function toPlan(
  target: string,
  { desired, live, changes }: Prepared,
  dangers: readonly Danger[],
  remove: readonly string[],
): Promise<Plan> {
  const hide = redactor(secretTexts(desired));
  const planned = await Promise.all(
    changes.map(async ({ type, name, kind, fields }) => ({
      type,
      name,
      kind,
      fields: await Promise.all(fields.map((field) => shown(field, hide))),
    })),
  );
  return {
    version: 1,
    target,
    madeFrom: { sources: sourceHashes(desired), live: liveHashes(desired, live) },
    remove,
    dangers,
    changes: planned,
    secrets: secretStates(desired, planned),
    kept: keptOf(desired, live),
  };
}

async function shown(field: FieldChange, hide: (text: string) => string): Promise<FieldChange> {
  const { path, before, after } = field;
  if (path === 'code') {
    const hash = (code: unknown): string | undefined =>
      typeof code === 'string' ? `sha256 ${hashOf(code)}` : undefined;
    const diff =
      typeof before === 'string' && typeof after === 'string'
        ? { diff: hide(await codeDiff(before, after)) }
        : {};
    return { path, before: hash(before), after: hash(after), ...diff };
  }
  if (field.secret) return field;
  if (isSecretName(path) && [before, after].some((value) => typeof value === 'string')) {
    return { path, before: before === undefined ? 'absent' : 'set', after: 'changes', secret: true };
  }
  return { path, before: shownField(path, before, hide), after: shownField(path, after, hide) };
}

const STATES: Readonly<Record<string, SecretState['state']>> = {
  set: 'will be set',
  changes: 'will change',
  absent: 'will go',
  unknown: 'unknown',
};

function secretStates(desired: Desired, changes: readonly PlannedChange[]): SecretState[] {
  const changing = changes.flatMap((change) =>
    change.fields
      .filter((field) => field.secret)
      .map((field) => ({ name: `${change.name} ${field.path}`, state: STATES[String(field.after)]! })),
  );
  const declared = [
    ...desired.actions.flatMap((action) =>
      (action.secrets ?? []).map(({ name, value }) => ({ name: `${action.name} secrets.${name}`, value })),
    ),
    ...desired.connections.flatMap((connection) =>
      secretOptions(connection).map(([option, value]) => ({
        name: `${connection.name} options.${option}`,
        value,
      })),
    ),
  ];
  const rest = declared
    .filter(({ name }) => !changing.some((one) => one.name === name))
    .map(({ name, value }): SecretState => ({ name, state: isNotGiven(value) ? 'not compared' : 'set' }));
  return [...rest, ...changing].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function keptOf(desired: Desired, live: Live): string[] {
  const managed = new Set(desired.actions.map((action) => action.name));
  const names = new Map([...live.clients].map(([name, client]) => [client['client_id'], name]));
  return [
    ...[...live.bindings].flatMap(([trigger, bindings]) => {
      const gone = [...(desired.removals.bindings[trigger] ?? []), ...desired.removals.actions];
      const own = bindings.filter(({ actionName }) => !managed.has(actionName) && !gone.includes(actionName));
      return labels(own).map((label) => `binding ${label} at ${trigger}`);
    }),
    ...desired.connections.flatMap((connection) => {
      const current = live.connections.get(connection.name);
      const gone = desired.removals.enabled_clients[connection.name] ?? [];
      const enabled = ((current?.['enabled_clients'] ?? []) as string[]).map((id) => names.get(id) ?? id);
      const wanted = (connection['enabled_clients'] as string[] | undefined) ?? enabled;
      const apps = enabled.filter((name) => !wanted.includes(name) && !gone.includes(name));
      return apps.map((name) => `application ${name} on ${connection.name}`);
    }),
  ];
}

function sourceHashes(desired: Desired): Hashes {
  return Object.fromEntries([
    ...desired.clients.map((one) => [`application ${one.name}`, hashOf(one)]),
    ...desired.actions.map((one) => [
      `action ${one.name}`,
      hashOf({ ...one, secrets: one.secrets?.map((secret) => secret.name) }),
    ]),
    ...desired.connections.map((one) => {
      const secret = new Set(secretOptions(one).map(([name]) => name));
      const options = Object.entries((one['options'] as object | undefined) ?? {}).map(([name, value]) =>
        secret.has(name) ? [name] : [name, value],
      );
      return [`connection ${one.name}`, hashOf({ ...one, options })];
    }),
    ...[...desired.bindings].map(([trigger, bindings]) => [`bindings of ${trigger}`, hashOf(bindings)]),
    ['remove', hashOf(desired.removals)],
  ]);
}

function liveHashes(desired: Desired, live: Live): Hashes {
  const bound = [...live.bindings.values()].flat().map(({ actionName }) => actionName);
  const { clients, connections, actions, bindings, rules } = snapshotOf(live, {
    clients: desired.clients.map((client) => client.name),
    // What runs beside the declared Actions decides with them whom they let in.
    actions: [
      ...new Set([...desired.actions.map(({ name }) => name), ...desired.removals.actions, ...bound]),
    ],
    rules: desired.removals.rules,
  });
  const parts = { application: clients, connection: connections, action: actions, bindings, rule: rules };
  return Object.fromEntries(
    Object.entries(parts).flatMap(([type, resources]) =>
      Object.entries(resources).map(([name, resource]) => [`${type} ${name}`, hashOf(resource)]),
    ),
  );
}

const PlanFile = v.object({
  version: v.literal(1),
  target: v.string(),
  madeFrom: v.object({ sources: v.record(v.string(), v.string()), live: v.record(v.string(), v.string()) }),
  remove: v.array(v.string()),
  dangers: v.array(v.object({ code: v.string(), message: v.string() })),
  changes: v.array(v.looseObject({ type: v.string(), name: v.string(), kind: v.string() })),
  secrets: v.array(v.object({ name: v.string(), state: v.string() })),
});

/** Reads a plan that was saved with `plan --out`. Throws a Problem when it is not one. */
export function readPlan(path: string): Plan {
  const text = readIfExists(path);
  if (text === undefined) {
    throw new Problem('plan-missing', `There is no plan ${path}.`, {
      hint: 'Make one: npm run plan -- --out plan.json',
    });
  }
  try {
    return v.parse(PlanFile, JSON.parse(text)) as unknown as Plan;
  } catch (error) {
    throw new Problem('plan-broken', `${path} is not a plan of this toolkit.`, {
      at: { file: path },
      hint: 'Make it anew: npm run plan -- --out plan.json',
      cause: error,
    });
  }
}

/** Throws a Problem when the saved plan is not what would be planned now, and names what has moved. */
export function refuseStale(saved: Plan, now: Plan): void {
  if (saved.target !== now.target) {
    throw new Problem('plan-target', `The plan is for ${saved.target}, and the target is ${now.target}.`, {
      hint: 'Plan on the tenant that is to be deployed.',
    });
  }
  const known = new Map(saved.secrets.map((one) => [one.name, one.state]));
  const unplanned = now.secrets.filter(
    ({ name, state }) => state === 'will change' && known.get(name) === 'set',
  );
  // A plan made without the values of secrets cannot know that one will change.
  const unseen = now.dangers.filter(
    ({ code, message }) =>
      code !== 'secret-steers' && !saved.dangers.some((one) => one.code === code && one.message === message),
  );
  const moved = [
    ...differences(saved.madeFrom.sources, now.madeFrom.sources).map((name) => `sources: ${name}`),
    ...differences(saved.madeFrom.live, now.madeFrom.live).map((name) => `tenant: ${name}`),
    ...unplanned.map(({ name }) => `secret: ${name}`),
    ...unseen.map(({ message }) => `danger that it does not show: ${message}`),
  ];
  if (moved.length === 0) return;
  throw new Problem('plan-stale', `The plan is no longer what would be done on ${now.target}.`, {
    detail: moved.join('\n'),
    hint: 'These have changed since it was made. Plan again, and review it again. Nothing was sent.',
  });
}

function differences(one: Hashes, other: Hashes): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]);
}
