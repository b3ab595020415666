import type { Desired, DesiredAction, DesiredBinding, Resource } from './desired.ts';
import { diffFields, type FieldChange } from './diff.ts';
import { isClientIdOf } from './keywords.ts';
import type { Live, LiveAction, LiveBinding } from './live.ts';
import {
  diffConnectionSecrets,
  diffSecrets,
  optionsOf,
  secretField,
  secretOptions,
  withoutSecrets,
} from './secret-changes.ts';
import { holdsSecret } from './secret-fields.ts';
import type { SecretsLock } from './secrets-lock.ts';

/** The resource types that auth0-deploy-cli is sent, in the order it applies them. */
export const RESOURCE_TYPES = ['clients', 'actions', 'connections', 'triggers'] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number] | 'rules';

/** What happens to one resource. */
export interface Change {
  readonly type: ResourceType;
  /** The resource's name; a trigger's id for its bindings. */
  readonly name: string;
  readonly kind: 'create' | 'update' | 'remove' | 'unchanged';
  /** What differs. */
  readonly fields: readonly FieldChange[];
  /** What auth0-deploy-cli is to send: for a trigger, its whole ordered list. */
  readonly payload: Resource | readonly Resource[];
}

/**
 * What has to change for the live tenant to become as desired. What tenant.yaml does not name is kept: options of a
 * connection, applications enabled on it, other Actions' bindings. Pure: reads and writes nothing.
 */
export function planChanges(desired: Desired, live: Live, lock: SecretsLock): Change[] {
  const { removals } = desired;
  // An Action that is to be deleted may be bound where tenant.yaml says nothing; Auth0 deletes none that is.
  const bound = [...live.bindings].flatMap(([trigger, list]) =>
    list.some(({ actionName }) => removals.actions.includes(actionName)) ? [trigger] : [],
  );
  const triggers = new Set([...desired.bindings.keys(), ...Object.keys(removals.bindings), ...bound]);
  return [
    ...desired.clients.map((client) => planClient(client, live)),
    ...desired.actions.map((action) => planAction(action, live.actions.get(action.name), lock)),
    ...desired.connections.map((connection) => planConnection(connection, desired, live, lock)),
    ...[...triggers].map((trigger) => planBindings(trigger, desired, live)),
    ...removals.actions.flatMap((name) =>
      live.actions.has(name)
        ? [{ type: 'actions' as const, name, kind: 'remove' as const, fields: [], payload: {} }]
        : [],
    ),
    ...removals.rules.flatMap((name) => planRule(name, live)),
  ];
}

/** The changes that are to be sent. */
export function pending(changes: readonly Change[]): Change[] {
  return changes.filter((change) => change.kind !== 'unchanged');
}

/** Applications whose client ID the desired state needs and the tenant has yet to give. */
export function missingClientIds(desired: Desired): string[] {
  const values = desired.actions.flatMap((action) => action.secrets ?? []).map((secret) => secret.value);
  return [...new Set(values.filter(isClientIdOf).map((value) => value.clientIdOf))];
}

function planClient(client: Resource & { name: string }, live: Live): Change {
  const current = live.clients.get(client.name);
  if (current === undefined) return created('clients', client.name, diffFields(undefined, client), client);
  return changed('clients', client.name, diffFields(current, client), client);
}

function planAction(action: DesiredAction, live: LiveAction | undefined, lock: SecretsLock): Change {
  const payload: Resource = {
    name: action.name,
    code: action.path,
    runtime: action.runtime,
    dependencies: action.dependencies,
    ...(action.secrets === undefined ? {} : { secrets: action.secrets }),
    supported_triggers: action.supportedTriggers,
    deployed: true,
  };
  const { code, runtime, dependencies, supportedTriggers: supported_triggers } = action;
  const wanted = { code, runtime, dependencies, supported_triggers };
  if (live === undefined) {
    const fields = [...diffFields(undefined, wanted), ...diffSecrets(action, undefined, lock)];
    return created('actions', action.name, fields, payload);
  }
  const current = {
    code: live.deployed?.code,
    runtime: live.deployed?.runtime,
    dependencies: live.deployed?.dependencies,
    supported_triggers: live.supportedTriggers,
    deployed: live.deployed !== undefined,
    draft: live.deployed === undefined || live.allChangesDeployed ? 'deployed' : 'not deployed',
  };
  const desired = { ...wanted, deployed: true, draft: 'deployed' };
  const fields = [...diffFields(current, desired), ...diffSecrets(action, live, lock)];
  return changed('actions', action.name, fields, payload);
}

function planConnection(
  connection: Resource & { name: string },
  { removals }: Desired,
  live: Live,
  lock: SecretsLock,
): Change {
  const names = new Map([...live.clients].map(([name, client]) => [client['client_id'], name]));
  const current = live.connections.get(connection.name);
  if (current === undefined) {
    const fields = [
      ...withoutSecrets(diffFields(undefined, connection), connection),
      ...secretOptions(connection).flatMap(([option]) => secretField(`options.${option}`, false, 'set')),
    ];
    return created('connections', connection.name, fields, connection);
  }
  const enabled = (current['enabled_clients'] as string[]).map((id) => names.get(id) ?? id);
  const wanted = (connection['enabled_clients'] as string[] | undefined) ?? [];
  const disabled = removals.enabled_clients[connection.name] ?? [];
  const dropped = removals.options[connection.name] ?? [];
  // The Management API replaces `options` as a whole, and auth0-deploy-cli disables every application it is not
  // told of: both are sent complete.
  const payload: Resource & { name: string } = {
    ...connection,
    ...(connection['options'] === undefined && dropped.length === 0
      ? {}
      : { options: { ...without(optionsOf(current), dropped), ...optionsOf(connection) } }),
    ...(connection['enabled_clients'] === undefined && disabled.length === 0
      ? {}
      : {
          enabled_clients: [...new Set([...enabled, ...wanted])].filter((name) => !disabled.includes(name)),
        }),
  };
  const fields = [
    ...withoutSecrets(diffFields({ ...current, enabled_clients: enabled }, payload), connection, current),
    ...dropped
      .filter((option) => option in optionsOf(current))
      .map((option) => ({
        path: `options.${option}`,
        before: holdsSecret(option, optionsOf(current)[option]) ? 'set' : optionsOf(current)[option],
        after: undefined,
      })),
    ...diffConnectionSecrets(connection, current, lock),
  ];
  return changed('connections', connection.name, fields, payload);
}

function without(fields: Resource, names: readonly string[]): Resource {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function planBindings(trigger: string, desired: Desired, live: Live): Change {
  const current = live.bindings.get(trigger) ?? [];
  const bindings = desired.bindings.get(trigger);
  const unbound = desired.removals.bindings[trigger] ?? [];
  const managed = new Set(desired.actions.map((action) => action.name));
  const merged = bindings === undefined ? current : mergeBindings(current, bindings, managed);
  const gone = new Set([...unbound, ...desired.removals.actions]);
  const wanted = merged.filter((one) => !gone.has(one.actionName));
  const payload = wanted.map((one) => ({ action_name: one.actionName, display_name: one.displayName }));
  const fields = diffFields({ order: labels(current) }, { order: labels(wanted) }, { ordered: true });
  if (current.length === 0 && fields.length > 0) return created('triggers', trigger, fields, payload);
  return changed('triggers', trigger, fields, payload);
}

/** Bindings as people read them: the Action, and its label where that is another. */
export function labels(list: readonly LiveBinding[]): string[] {
  return list.map((one) =>
    one.displayName === one.actionName ? one.actionName : `${one.actionName} (${one.displayName})`,
  );
}

/** The Action of a binding as `labels` shows it. */
export function actionNameOf(label: string): string {
  return label.replace(/ \(.*\)$/s, '');
}

function planRule(name: string, live: Live): Change[] {
  const rule = live.rules.get(name);
  if (rule === undefined || !rule.enabled) return [];
  return [
    {
      type: 'rules',
      name,
      kind: 'update',
      fields: [{ path: 'enabled', before: true, after: false }],
      payload: {},
    },
  ];
}

/**
 * The desired bindings put into the places that the managed ones hold now, further ones after them; bindings of
 * Actions that tenant.yaml does not declare stay where they are.
 */
export function mergeBindings(
  current: readonly LiveBinding[],
  desired: readonly DesiredBinding[],
  managed: ReadonlySet<string>,
): LiveBinding[] {
  const isManaged = (name: string): boolean =>
    managed.has(name) || desired.some((one) => one.actionName === name);
  const rest = [...desired];
  const kept = current.flatMap((one) => (isManaged(one.actionName) ? rest.splice(0, 1) : [one]));
  return [...kept, ...rest];
}

function created(
  type: ResourceType,
  name: string,
  fields: readonly FieldChange[],
  payload: Change['payload'],
): Change {
  return { type, name, kind: 'create', fields, payload };
}

function changed(
  type: ResourceType,
  name: string,
  fields: readonly FieldChange[],
  payload: Change['payload'],
): Change {
  return { type, name, kind: fields.length === 0 ? 'unchanged' : 'update', fields, payload };
}
