import { labels, mergeBindings } from './changes.ts';
import { diffFields } from './diff.ts';
import { rollbackClient } from './rollback-client.ts';
import { rollbackConnection } from './rollback-connection.ts';
import type { Goal } from './rollback-goal.ts';
import { noted, NOTHING, type Part, type Rollback, type RollbackInput, type Step } from './rollback-part.ts';
import type { ActionSnapshot, Snapshot } from './snapshot.ts';

/**
 * The way from the present state to the goal, over the touched resources and fields alone. Secrets of a connection,
 * resources that a deploy created and Actions that it deleted cannot be put back: they are noted. Pure.
 */
export function planRollback(goal: Goal, input: RollbackInput): Rollback {
  // A rule may build on an earlier one.
  const place = ({ type, name }: Goal['touched'][number]): number =>
    type === 'rules' ? (input.live.rules.get(name)?.order ?? 0) : 0;
  const touched = goal.touched.toSorted((one, other) => place(one) - place(other));
  const parts = touched.map(({ type, name }) => PARTS[type as keyof Snapshot](name, goal, input));
  const steps = parts.flatMap((part) => part.steps);
  return {
    changes: parts.flatMap((part) => part.changes),
    steps: ORDER.flatMap((kind) => steps.filter((step) => step.do === kind)),
    notes: parts.flatMap((part) => part.notes),
  };
}

/**
 * A rule is on before its Action goes; an Action that only goes is unbound before its earlier version is live, which may
 * have no guard; a version is live before it is bound.
 */
const ORDER: readonly Step['do'][] = [
  'enable-rule',
  'patch-client',
  'patch-connection',
  'set-applications',
  'unbind',
  'deploy-version',
  'bind',
  // What serves logins does not wait behind what does not.
  'unset-field',
];

const PARTS: Readonly<Record<keyof Snapshot, Part>> = {
  rules(name, { state }, { now }) {
    const current = now.rules[name];
    const wanted = state.rules[name];
    if (current === undefined || wanted === undefined || current.enabled === wanted.enabled) return NOTHING;
    if (!wanted.enabled) {
      return noted(`The rule ${name} stays on: switch it off with deploy --remove rules/${name}.`);
    }
    const fields = [{ path: 'enabled', before: false, after: true }];
    return {
      changes: [{ type: 'rules', name, kind: 'update', fields }],
      steps: [{ do: 'enable-rule', id: current.id, name }],
      notes: [],
    };
  },

  clients: rollbackClient,
  connections: rollbackConnection,

  actions(name, { state }, { now }) {
    const current = now.actions[name];
    const wanted = state.actions[name];
    if (current === undefined && wanted === undefined) return NOTHING;
    if (current === undefined) {
      return noted(`The Action ${name} is deleted: deploy its source to have it again.`);
    }
    if (wanted?.version === undefined) {
      return noted(`The Action ${name} was first deployed by the deploy; it stays, unbound.`);
    }
    if (isSameVersion(current, wanted)) return NOTHING;
    const fields = [{ path: 'version', before: current.version?.number, after: wanted.version.number }];
    return {
      changes: [{ type: 'actions', name, kind: 'update', fields }],
      steps: [{ do: 'deploy-version', id: current.id, name, version: wanted.version.id }],
      notes: [],
    };
  },

  bindings(name, { state, left }, { now }) {
    const current = now.bindings[name] ?? [];
    const wanted = state.bindings[name] ?? [];
    const known = new Set([...wanted, ...(left.bindings[name] ?? [])].map((one) => one.actionName));
    const existing = wanted.filter(
      (one) => now.actions[one.actionName] !== undefined || !(one.actionName in state.actions),
    );
    const merged = mergeBindings(current, existing, known);
    const fields = diffFields({ order: labels(current) }, { order: labels(merged) }, { ordered: true });
    if (fields.length === 0) return NOTHING;
    const bound = new Set(current.map((one) => one.actionName));
    const onlyGoes = merged.length < current.length && merged.every((one) => bound.has(one.actionName));
    return {
      changes: [{ type: 'triggers', name, kind: 'update', fields }],
      steps: [{ do: onlyGoes ? 'unbind' : 'bind', trigger: name, bindings: merged }],
      notes: [],
    };
  },
};

/** The rollback without the versions that the tenant no longer keeps, each noted. */
export function withoutVersions(rollback: Rollback, gone: ReadonlySet<string>): Rollback {
  return {
    changes: rollback.changes.filter(({ type, name }) => type !== 'actions' || !gone.has(name)),
    steps: rollback.steps.filter((step) => step.do !== 'deploy-version' || !gone.has(step.name)),
    notes: [
      ...rollback.notes,
      ...[...gone].map(
        (name) => `The tenant no longer keeps that version of ${name}: deploy its source of then.`,
      ),
    ],
  };
}

/** Code, runtime and packages are the same, and the secrets were not set anew. */
function isSameVersion(current: ActionSnapshot, wanted: ActionSnapshot): boolean {
  const content = (one: ActionSnapshot) => ({
    code: one.version?.code,
    runtime: one.runtime,
    dependencies: one.dependencies,
    secrets: one.secrets.map(({ name, updatedAt }) => `${name} ${updatedAt ?? ''}`),
  });
  return (
    current.version?.id === wanted.version?.id || diffFields(content(current), content(wanted)).length === 0
  );
}
