import type { Desired, DesiredAction, DesiredBinding, Resource } from './desired.ts';
import { diffFields, type FieldChange } from './diff.ts';
import { isClientIdOf } from './keywords.ts';
import type { Live, LiveAction, LiveBinding } from './live.ts';
import { isSent, type SecretsLock } from './secrets-lock.ts';

/** The resource types that a plan changes, in the order auth0-deploy-cli applies them. */
export const RESOURCE_TYPES = ['clients', 'actions', 'connections', 'triggers'] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** What happens to one resource. */
export interface Change {
  readonly type: ResourceType;
  /** The resource's name; a trigger's id for its bindings. */
  readonly name: string;
  readonly kind: 'create' | 'update' | 'unchanged';
  /** What differs; empty when it is created or unchanged. */
  readonly fields: readonly FieldChange[];
  /** What auth0-deploy-cli is to send: for a trigger, its whole ordered list. */
  readonly payload: Resource | readonly Resource[];
}

/** A secret in the plan, with the key of its entry in the lock. */
export interface PlannedSecret {
  readonly key: string;
  readonly value: string;
  readonly updatedAt: string | undefined;
}

/**
 * What has to change for the live tenant to become as desired. What tenant.yaml does not name is kept: options of a
 * connection, applications enabled on it, other Actions' bindings. Pure: reads and writes nothing.
 */
export function planChanges(desired: Desired, live: Live, lock: SecretsLock): Change[] {
  return [
    ...desired.clients.map((client) => planClient(client, live)),
    ...desired.actions.map((action) => planAction(action, live.actions.get(action.name), lock)),
    ...desired.connections.map((connection) => planConnection(connection, live, lock)),
    ...[...desired.bindings].map(([trigger, bindings]) => planBindings(trigger, bindings, desired, live)),
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

/** Every secret that the desired state sets, with the tenant's time of its last change. */
export function secretsOf(desired: Desired, live: Live): PlannedSecret[] {
  const ofActions = desired.actions.flatMap((action) =>
    (action.secrets ?? []).flatMap(({ name, value }) =>
      typeof value === 'string'
        ? [
            {
              key: actionSecretKey(action.name, name),
              value,
              updatedAt: live.actions.get(action.name)?.secrets.find((one) => one.name === name)?.updatedAt,
            },
          ]
        : [],
    ),
  );
  const ofConnections = desired.connections.flatMap((connection) => {
    const value = optionsOf(connection)['client_secret'];
    return typeof value === 'string'
      ? [{ key: connectionSecretKey(connection.name), value, updatedAt: undefined }]
      : [];
  });
  return [...ofActions, ...ofConnections];
}

function planClient(client: Resource & { name: string }, live: Live): Change {
  const current = live.clients.get(client.name);
  if (current === undefined) {
    return { type: 'clients', name: client.name, kind: 'create', fields: [], payload: client };
  }
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
  if (live === undefined) return { type: 'actions', name: action.name, kind: 'create', fields: [], payload };
  const current = {
    code: live.deployed?.code,
    runtime: live.deployed?.runtime,
    dependencies: live.deployed?.dependencies,
    supported_triggers: live.supportedTriggers,
    deployed: live.deployed !== undefined && live.allChangesDeployed,
  };
  const { code, runtime, dependencies, supportedTriggers: supported_triggers } = action;
  const fields = [
    ...diffFields(current, { code, runtime, dependencies, supported_triggers, deployed: true }),
    ...diffSecrets(action, live, lock),
  ];
  return changed('actions', action.name, fields, payload);
}

function diffSecrets(action: DesiredAction, live: LiveAction, lock: SecretsLock): FieldChange[] {
  if (action.secrets === undefined) return [];
  const desired = new Map(action.secrets.map((secret) => [secret.name, secret.value]));
  const removed = live.secrets.filter((one) => !desired.has(one.name));
  return [
    ...[...desired].flatMap(([name, value]) => {
      const current = live.secrets.find((one) => one.name === name);
      if (current !== undefined && typeof value === 'string') {
        const key = actionSecretKey(action.name, name);
        if (isSent(lock, key, value, current.updatedAt)) return [];
      }
      const before = current === undefined ? 'absent' : 'set';
      return [{ path: `secrets.${name}`, before, after: 'set', secret: true }];
    }),
    ...removed.map(({ name }) => ({ path: `secrets.${name}`, before: 'set', after: 'absent', secret: true })),
  ];
}

function planConnection(connection: Resource & { name: string }, live: Live, lock: SecretsLock): Change {
  const names = new Map([...live.clients].map(([name, client]) => [client['client_id'], name]));
  const current = live.connections.get(connection.name);
  if (current === undefined) {
    return { type: 'connections', name: connection.name, kind: 'create', fields: [], payload: connection };
  }
  const enabled = (current['enabled_clients'] as string[]).map((id) => names.get(id) ?? id);
  const wanted = (connection['enabled_clients'] as string[] | undefined) ?? [];
  // The Management API replaces `options` as a whole, and auth0-deploy-cli disables every application it is not
  // told of: both are sent complete.
  const payload: Resource & { name: string } = {
    ...connection,
    ...(connection['options'] === undefined
      ? {}
      : { options: { ...optionsOf(current), ...optionsOf(connection) } }),
    ...(connection['enabled_clients'] === undefined
      ? {}
      : { enabled_clients: [...new Set([...enabled, ...wanted])] }),
  };
  const fields = diffFields({ ...current, enabled_clients: enabled }, payload).filter(
    (field) => field.path !== 'options.client_secret',
  );
  return changed(
    'connections',
    connection.name,
    [...fields, ...diffConnectionSecret(connection, current, lock)],
    payload,
  );
}

function diffConnectionSecret(
  connection: Resource & { name: string },
  current: Resource,
  lock: SecretsLock,
): FieldChange[] {
  const value = optionsOf(connection)['client_secret'];
  const known = optionsOf(current)['client_secret'];
  if (typeof value !== 'string') return [];
  const same =
    known === undefined
      ? isSent(lock, connectionSecretKey(connection.name), value, undefined)
      : known === value;
  return same ? [] : [{ path: 'options.client_secret', before: 'set', after: 'set', secret: true }];
}

function planBindings(
  trigger: string,
  bindings: readonly DesiredBinding[],
  desired: Desired,
  live: Live,
): Change {
  const current = live.bindings.get(trigger) ?? [];
  const wanted = mergeBindings(current, bindings, new Set(desired.actions.map((action) => action.name)));
  const payload = wanted.map((one) => ({ action_name: one.actionName, display_name: one.displayName }));
  const show = (list: readonly LiveBinding[]): string[] =>
    list.map((one) =>
      one.displayName === one.actionName ? one.actionName : `${one.actionName} (${one.displayName})`,
    );
  const fields = diffFields({ order: show(current) }, { order: show(wanted) }, { ordered: true });
  if (current.length === 0 && fields.length > 0)
    return { type: 'triggers', name: trigger, kind: 'create', fields: [], payload };
  return changed('triggers', trigger, fields, payload);
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

function changed(
  type: ResourceType,
  name: string,
  fields: readonly FieldChange[],
  payload: Change['payload'],
): Change {
  return { type, name, kind: fields.length === 0 ? 'unchanged' : 'update', fields, payload };
}

function optionsOf(connection: Resource): Resource {
  return (connection['options'] as Resource | undefined) ?? {};
}

const actionSecretKey = (action: string, secret: string): string => `actions/${action}/${secret}`;
const connectionSecretKey = (connection: string): string => `connections/${connection}/client_secret`;
