import { Problem } from '../lib/problem.ts';
import type { Desired, Resource } from './desired.ts';
import {
  asTenantProblem,
  isRulesOff,
  isSdkError,
  type Connection,
  type ManagementApi,
} from './management.ts';

export interface LiveAction {
  readonly id: string;
  readonly name: string;
  /** What runs at login: the deployed version. Undefined when the Action was never deployed. */
  readonly deployed:
    | {
        readonly id: string;
        readonly number: number;
        readonly code: string;
        readonly runtime: string;
        readonly dependencies: readonly { readonly name: string; readonly version: string }[];
      }
    | undefined;
  /** False when the draft differs from the deployed version. */
  readonly allChangesDeployed: boolean;
  /** The code of a draft that is not deployed, and when the Action was changed. */
  readonly draft?: { readonly code: string; readonly updatedAt: string | undefined };
  readonly supportedTriggers: readonly { readonly id: string; readonly version?: string | undefined }[];
  /** Names with the time of their last change; values cannot be read. */
  readonly secrets: readonly { readonly name: string; readonly updatedAt: string | undefined }[];
}

export interface LiveBinding {
  readonly actionName: string;
  readonly displayName: string;
}

export interface LiveRule {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly order: number;
}

/** Which part of the tenant is read. */
export interface Scope {
  readonly connections: readonly string[];
  readonly triggers: readonly string[];
  readonly rules: boolean;
  /** Applications whose name must be unique. */
  readonly clients: readonly string[];
}

/** What the tenant holds now, as far as the scope reaches. */
export interface Live {
  /** Every application, by name. */
  readonly clients: ReadonlyMap<string, Resource>;
  /** The connections of the scope that exist, by name, with `enabled_clients` as client IDs. */
  readonly connections: ReadonlyMap<string, Resource>;
  /** Every Action, by name. */
  readonly actions: ReadonlyMap<string, LiveAction>;
  /** By trigger of the scope, in order. */
  readonly bindings: ReadonlyMap<string, readonly LiveBinding[]>;
  /** Every rule by name, when the scope asks for them; none on a tenant that has no Rules any more. */
  readonly rules: ReadonlyMap<string, LiveRule>;
}

/** What a desired state touches. */
export function scopeOf(desired: Desired): Scope {
  const { clients, connections, actions, bindings, removals } = desired;
  // What runs beside an Action decides whom it lets in, whether tenant.yaml names the trigger or not.
  const ownTriggers = actions.length + removals.actions.length > 0 ? ['post-login'] : [];
  return {
    clients: clients.map((client) => client.name),
    connections: connections.map((connection) => connection.name),
    triggers: [...new Set([...bindings.keys(), ...Object.keys(removals.bindings), ...ownTriggers])],
    rules: removals.rules.length > 0,
  };
}

/**
 * Reads the tenant: one list of applications and one of Actions, two look-ups for each connection and one for each
 * trigger. Throws a Problem when the tenant refuses, or when a name is not unique.
 */
export function readLive(connection: Connection, desired: Desired): Promise<Live> {
  return readScope(connection, scopeOf(desired));
}

/** The same for any part of the tenant. */
export function readScope(connection: Connection, scope: Scope): Promise<Live> {
  return readParts(connection, scope, () => true, EMPTY);
}

/** The live state with only those parts read again that the changed types touch. */
export function readAgain(
  connection: Connection,
  scope: Scope,
  changed: ReadonlySet<string>,
  known: Live,
): Promise<Live> {
  return readParts(connection, scope, (part) => changed.has(part), known);
}

const EMPTY: Live = {
  clients: new Map(),
  connections: new Map(),
  actions: new Map(),
  bindings: new Map(),
  rules: new Map(),
};

async function readParts(
  { api, domain }: Connection,
  scope: Scope,
  isRead: (part: string) => boolean,
  known: Live,
): Promise<Live> {
  try {
    const [clients, connections, actions, bindings, rules] = await Promise.all([
      isRead('clients') ? readClients(api, scope.clients) : known.clients,
      isRead('connections') ? readConnections(api, scope.connections) : known.connections,
      isRead('actions') ? readActions(api) : known.actions,
      isRead('triggers') ? readBindings(api, scope.triggers) : known.bindings,
      isRead('rules') && scope.rules ? readRules(api) : known.rules,
    ]);
    return { clients, connections, actions, bindings, rules };
  } catch (error) {
    throw asTenantProblem(domain, error);
  }
}

async function readClients(
  api: ManagementApi,
  names: readonly string[],
): Promise<ReadonlyMap<string, Resource>> {
  const found = await collect(
    await api.clients.list({ is_global: false, per_page: 100, include_totals: true }),
  );
  for (const name of names) {
    const twins = found.filter((one) => one.name === name);
    if (twins.length < 2) continue;
    throw new Problem('client-twins', `The tenant holds ${twins.length} applications named "${name}".`, {
      hint: `Auth0 allows that, but a name is all a configuration file has to tell them apart. Rename all but one: ${twins.map((one) => one.client_id).join(', ')}.`,
    });
  }
  return new Map(found.map((one) => [one.name!, one as Resource]));
}

async function readConnections(api: ManagementApi, names: readonly string[]): Promise<Map<string, Resource>> {
  const found = await Promise.all(
    names.map(async (name) => {
      const [connection] = (await api.connections.list({ name, take: 1 })).data;
      if (connection?.id === undefined) return undefined;
      // Unread, they would be taken for unset, and a deploy would wipe those that tenant.yaml does not name.
      if (connection.options === undefined) {
        throw new Problem('tenant-scope', `The options of ${name} cannot be read.`, {
          hint: 'Grant the scope read:connections_options. Nothing was changed.',
        });
      }
      const enabled = await collect(await api.connections.clients.get(connection.id, { take: 100 }));
      return [name, { ...connection, enabled_clients: enabled.map((one) => one.client_id) }] as const;
    }),
  );
  return new Map(found.filter((entry) => entry !== undefined));
}

async function readActions(api: ManagementApi): Promise<Map<string, LiveAction>> {
  const found = await collect(await api.actions.list({ per_page: 100 }));
  return new Map(
    found.map((action) => {
      const version = action.deployed_version;
      return [
        action.name!,
        {
          id: action.id!,
          name: action.name!,
          deployed:
            version === undefined || version === null
              ? undefined
              : {
                  id: version.id ?? '',
                  number: version.number ?? 0,
                  code: version.code ?? '',
                  runtime: version.runtime ?? '',
                  dependencies: (version.dependencies ?? []).map((one) => ({
                    name: one.name!,
                    version: one.version!,
                  })),
                },
          allChangesDeployed: action.all_changes_deployed === true,
          ...(action.all_changes_deployed === true
            ? {}
            : { draft: { code: action.code ?? '', updatedAt: action.updated_at } }),
          supportedTriggers: (action.supported_triggers ?? []).map(({ id, version }) => ({ id, version })),
          secrets: (action.secrets ?? []).map((one) => ({ name: one.name!, updatedAt: one.updated_at })),
        },
      ];
    }),
  );
}

async function readBindings(
  api: ManagementApi,
  triggers: readonly string[],
): Promise<Map<string, readonly LiveBinding[]>> {
  type Trigger = Parameters<typeof api.actions.triggers.bindings.list>[0];
  return new Map(
    await Promise.all(
      triggers.map(async (trigger) => {
        const found = await api.actions.triggers.bindings
          .list(trigger as Trigger, { per_page: 100 })
          .then(collect, async (error: unknown) => {
            throw (await unknownTrigger(api, trigger, error)) ?? error;
          });
        return [
          trigger,
          found.map((one) => ({
            actionName: one.action!.name!,
            displayName: one.display_name ?? one.action!.name!,
          })),
        ] as const;
      }),
    ),
  );
}

/** The Problem behind a refusal of a trigger's bindings: that the tenant has no such trigger. */
async function unknownTrigger(
  api: ManagementApi,
  trigger: string,
  error: unknown,
): Promise<Problem | undefined> {
  if (!isSdkError(error) || (error.statusCode !== 400 && error.statusCode !== 404)) return undefined;
  const ids = ((await api.actions.triggers.list()).triggers ?? []).map(({ id }): string => id);
  if (ids.includes(trigger)) return undefined;
  return new Problem('trigger-unknown', `The tenant has no trigger "${trigger}".`, {
    at: { file: 'tenant.yaml' },
    hint: `Correct it under triggers or remove. There are: ${[...new Set(ids)].toSorted().join(', ')}. Nothing was sent.`,
    cause: error,
  });
}

/** A tenant without Rules answers 403, and not for want of a scope. */
async function readRules(api: ManagementApi): Promise<Map<string, LiveRule>> {
  try {
    const rules = await api.rules();
    const found = await collect(await rules.list({ per_page: 100, include_totals: true }));
    return new Map(
      found.map((rule) => [
        rule.name!,
        { id: rule.id!, name: rule.name!, enabled: rule.enabled === true, order: rule.order ?? 0 },
      ]),
    );
  } catch (error) {
    if (isRulesOff(error)) return new Map();
    throw error;
  }
}

/** All items of all pages. */
export async function collect<T>(page: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of page) items.push(item);
  return items;
}
