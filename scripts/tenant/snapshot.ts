import { diffFields, type FieldChange } from './diff.ts';
import { hashOf } from './hash.ts';
import type { Live } from './live.ts';
import { holdsSecret } from './secret-fields.ts';

export interface ActionSnapshot {
  readonly id: string;
  /** Undefined when it was never deployed. */
  readonly version: { readonly id: string; readonly number: number; readonly code: string } | undefined;
  readonly runtime: string | undefined;
  readonly dependencies: readonly { readonly name: string; readonly version: string }[];
  readonly allChangesDeployed: boolean;
  /** Hash of the code of a draft that is not deployed: a deploy overwrites it, and no version keeps it. */
  readonly draft?: string;
  readonly secrets: readonly { readonly name: string; readonly updatedAt: string | undefined }[];
}

interface BindingSnapshot {
  readonly actionName: string;
  readonly displayName: string;
}

/** A part of the tenant as it was at one moment, without any secret; code as its hash. */
export interface Snapshot {
  readonly clients: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly connections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly actions: Readonly<Record<string, ActionSnapshot>>;
  readonly bindings: Readonly<Record<string, readonly BindingSnapshot[]>>;
  readonly rules: Readonly<Record<string, { readonly id: string; readonly enabled: boolean }>>;
}

/** Keys of an application: secret, long, or the tenant's own business. */
const NOT_KEPT = new Set(['client_secret', 'signing_keys', 'encryption_key', 'enabled_connections']);

/** The named applications, Actions and rules, and every connection and trigger that was read. */
export function snapshotOf(
  live: Live,
  names: {
    readonly clients: readonly string[];
    readonly actions: readonly string[];
    readonly rules: readonly string[];
  },
): Snapshot {
  return {
    clients: pick(live.clients, names.clients, (client) => withoutSecrets(client)),
    connections: pick(live.connections, [...live.connections.keys()], (connection) => ({
      ...withoutSecrets({ ...connection, options: undefined }),
      enabled_clients: (connection['enabled_clients'] as string[]).toSorted(),
      options: withoutSecrets((connection['options'] ?? {}) as Record<string, unknown>),
    })),
    actions: pick(live.actions, names.actions, (action) => ({
      id: action.id,
      version:
        action.deployed === undefined
          ? undefined
          : { id: action.deployed.id, number: action.deployed.number, code: hashOf(action.deployed.code) },
      runtime: action.deployed?.runtime,
      dependencies: action.deployed?.dependencies ?? [],
      allChangesDeployed: action.allChangesDeployed,
      ...(action.draft === undefined ? {} : { draft: hashOf(action.draft.code) }),
      secrets: action.secrets,
    })),
    bindings: Object.fromEntries(live.bindings),
    rules: pick(live.rules, names.rules, ({ id, enabled }) => ({ id, enabled })),
  };
}

function pick<In, Out>(
  all: ReadonlyMap<string, In>,
  names: readonly string[],
  shown: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = all.get(name);
      return value === undefined ? [] : [[name, shown(value)]];
    }),
  );
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields that neither are nor hold a secret; of an application's metadata, which is written key by key, the keys. */
function withoutSecrets(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (NOT_KEPT.has(name)) return [];
      if (name === 'client_metadata') return [[name, withoutSecrets((value ?? {}) as Fields)]];
      return holdsSecret(name, value) ? [] : [[name, value]];
    }),
  );
}

/** A resource that differs between two snapshots. */
export interface SnapshotChange {
  readonly type: keyof Snapshot;
  readonly name: string;
  readonly kind: 'appeared' | 'vanished' | 'differs';
  readonly fields: readonly FieldChange[];
}

/** What differs between two moments, resource by resource and field by field, in both directions. */
export function diffSnapshots(before: Snapshot, after: Snapshot): SnapshotChange[] {
  return (Object.keys(before) as (keyof Snapshot)[]).flatMap((type) => {
    const names = new Set([...Object.keys(before[type]), ...Object.keys(after[type])]);
    return [...names].flatMap((name): SnapshotChange[] => {
      const old = before[type][name];
      const next = after[type][name];
      if (old === undefined) return [{ type, name, kind: 'appeared', fields: [] }];
      if (next === undefined) return [{ type, name, kind: 'vanished', fields: [] }];
      const fields = bothWays(old, next, type === 'bindings');
      return fields.length === 0 ? [] : [{ type, name, kind: 'differs', fields }];
    });
  });
}

function bothWays(before: unknown, after: unknown, ordered: boolean): FieldChange[] {
  const forth = diffFields(before, after, { ordered });
  const known = new Set(forth.map((field) => field.path));
  const back = diffFields(after, before, { ordered }).filter((field) => !known.has(field.path));
  return [...forth, ...back.map((field) => ({ ...field, before: field.after, after: undefined }))];
}
