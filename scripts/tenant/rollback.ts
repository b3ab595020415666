import { mergeBindings } from './changes.ts';
import { diffFields, type FieldChange } from './diff.ts';
import type { Live, LiveBinding } from './live.ts';
import type { PlannedChange } from './plan.ts';
import type { Goal } from './rollback-goal.ts';
import { optionsOf } from './secret-changes.ts';
import type { ActionSnapshot, Snapshot } from './snapshot.ts';

/** One call of the Management API that a rollback makes. */
export type Step =
  | { readonly do: 'enable-rule'; readonly id: string; readonly name: string }
  | { readonly do: 'patch-client'; readonly id: string; readonly name: string; readonly body: object }
  | {
      /** Takes a field away again that a deploy had added: the tenant may not let it go, which harms nobody. */
      readonly do: 'unset-field';
      readonly id: string;
      readonly name: string;
      readonly field: string;
      readonly body: object;
    }
  | { readonly do: 'patch-connection'; readonly id: string; readonly name: string; readonly body: object }
  | {
      readonly do: 'set-applications';
      readonly id: string;
      readonly name: string;
      readonly changes: readonly { readonly client_id: string; readonly status: boolean }[];
    }
  | { readonly do: 'deploy-version'; readonly id: string; readonly name: string; readonly version: string }
  | { readonly do: 'unbind' | 'bind'; readonly trigger: string; readonly bindings: readonly LiveBinding[] };

/** What a rollback would do, the calls in an order that keeps every login served. */
export interface Rollback {
  readonly changes: readonly PlannedChange[];
  readonly steps: readonly Step[];
  /** What cannot be put back, and why. */
  readonly notes: readonly string[];
}

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

interface RollbackInput {
  readonly now: Snapshot;
  readonly live: Live;
  /** The secret options of a connection as tenant.yaml gives them: `options` is sent whole, and must not lose them. */
  readonly secretOptions: (connection: string) => Readonly<Record<string, unknown>>;
  /** Secret options that tenant.yaml declares and that have no value here. */
  readonly secretsMissing: (connection: string) => readonly string[];
}

type Part = (name: string, goal: Goal, input: RollbackInput) => Rollback;
const NOTHING: Rollback = { changes: [], steps: [], notes: [] };

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

  clients(name, { state, paths }, { now }) {
    const current = now.clients[name];
    const wanted = state.clients[name];
    if (current === undefined && wanted === undefined) return NOTHING;
    if (current === undefined) return noted(`The application ${name} is gone, and cannot be brought back.`);
    if (wanted === undefined) return noted(`The application ${name} was created by the deploy, and stays.`);
    const keys = topLevel(paths.get(`clients/${name}`), current, wanted);
    const fields = diffOf(current, wanted, keys);
    if (fields.length === 0) return NOTHING;
    const id = current['client_id'] as string;
    const differing = [...new Set(fields.map((field) => field.path.split('.')[0]!))];
    const [kept, added] = [true, false].map((is) =>
      differing.filter((key) => (wanted[key] !== undefined) === is),
    );
    const bodyOf = (key: string): object => ({ [key]: valueFor(key, current[key], wanted[key]) });
    return {
      changes: [{ type: 'clients', name, kind: 'update', fields }],
      steps: [
        ...(kept!.length === 0
          ? []
          : [
              {
                do: 'patch-client' as const,
                id,
                name,
                body: Object.assign({}, ...kept!.map(bodyOf)) as object,
              },
            ]),
        ...added!.map((field) => ({ do: 'unset-field' as const, id, name, field, body: bodyOf(field) })),
      ],
      notes: [],
    };
  },

  connections(name, goal, { now, live, secretOptions, secretsMissing }) {
    const current = now.connections[name];
    const wanted = goal.state.connections[name];
    if (current === undefined && wanted === undefined) return NOTHING;
    if (current === undefined) return noted(`The connection ${name} is gone, and cannot be brought back.`);
    if (wanted === undefined) return noted(`The connection ${name} was created by the deploy, and stays.`);
    const id = current['id'] as string;
    const paths = goal.paths.get(`connections/${name}`);
    const present = optionsOf(live.connections.get(name) ?? {});
    const lost = secretsMissing(name).filter((option) => !(option in present));
    const own = keptOptions(connectionFields(paths, current, wanted), lost);
    // `options` and the display name are replaced as a whole, so that both are sent complete.
    const body = {
      display_name: current['display_name'],
      ...own.fixed,
      ...(own.options === undefined
        ? {}
        : {
            options: {
              ...secretOptions(name),
              ...present,
              ...own.options,
            },
          }),
    };
    const applications = applicationChanges(goal.left.connections[name], current, wanted);
    const names = new Map([...live.clients].map(([client, { client_id }]) => [client_id, client]));
    const label = (ids: readonly string[]): string[] => ids.map((one) => names.get(one) ?? one);
    const enabled = current['enabled_clients'] as readonly string[];
    const off = new Set(applications.filter((one) => !one.status).map((one) => one.client_id));
    const after = [
      ...enabled.filter((one) => !off.has(one)),
      ...applications.filter((one) => one.status).map((one) => one.client_id),
    ];
    const fields: FieldChange[] = [
      ...own.fields,
      ...(applications.length === 0
        ? []
        : [{ path: 'enabled_clients', before: label(enabled), after: label(after) }]),
    ];
    // What is in neither snapshot holds a secret.
    const [here, then] = [optionsOf(current), optionsOf(wanted)];
    const secrets = (paths ?? []).filter((path) => {
      const [first, option = ''] = path.split('.');
      return first === 'options' && !(option in here) && !(option in then);
    });
    return {
      changes: fields.length === 0 ? [] : [{ type: 'connections', name, kind: 'update', fields }],
      steps: [
        ...(own.fields.length === 0 ? [] : [{ do: 'patch-connection' as const, id, name, body }]),
        ...(applications.length === 0
          ? []
          : [{ do: 'set-applications' as const, id, name, changes: applications }]),
      ],
      notes: [
        ...own.notes.map((note) => `The options of ${name} stay: ${note}`),
        ...secrets.map(
          (path) => `${path} of ${name} keeps its present value: the earlier one cannot be read.`,
        ),
      ],
    };
  },

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
    const show = (list: readonly LiveBinding[]): string[] => list.map((one) => one.actionName);
    const fields = diffFields(
      { order: show(current), labels: current.map((one) => one.displayName) },
      { order: show(merged), labels: merged.map((one) => one.displayName) },
      { ordered: true },
    );
    if (fields.length === 0) return NOTHING;
    const onlyGoes =
      merged.length < current.length && merged.every((one) => show(current).includes(one.actionName));
    return {
      changes: [{ type: 'triggers', name, kind: 'update', fields }],
      steps: [{ do: onlyGoes ? 'unbind' : 'bind', trigger: name, bindings: merged }],
      notes: [],
    };
  },
};

/** What is sent for a field: metadata is merged key by key, a list is emptied, anything else unset by null. */
function valueFor(key: string, current: unknown, wanted: unknown): unknown {
  if (key === 'client_metadata') {
    const gone = Object.keys((current ?? {}) as Fields).map((name) => [name, null]);
    return { ...Object.fromEntries(gone), ...(wanted as Fields | undefined) };
  }
  return wanted ?? (Array.isArray(current) ? [] : null);
}

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

function noted(note: string): Rollback {
  return { ...NOTHING, notes: [note] };
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

type Fields = Readonly<Record<string, unknown>>;

/** The first parts of the changed paths; all that differ when a deploy was cut and its paths are not known. */
function topLevel(paths: readonly string[] | undefined, current: Fields, wanted: Fields): string[] {
  const keys = paths?.includes('') ? [...Object.keys(current), ...Object.keys(wanted)] : (paths ?? []);
  return [...new Set(keys.map((path) => path.split('.')[0]!))];
}

function diffOf(current: Fields, wanted: Fields, keys: readonly string[]): FieldChange[] {
  return keys.flatMap((key) => {
    if (wanted[key] === undefined && current[key] !== undefined) {
      return [{ path: key, before: current[key], after: undefined }];
    }
    return diffFields(current[key], wanted[key], {}, key);
  });
}

/** Never part of an update of a connection. */
const FIXED = new Set(['id', 'name', 'strategy', 'enabled_clients', 'options']);

function connectionFields(
  paths: readonly string[] | undefined,
  current: Fields,
  wanted: Fields,
): { readonly fields: FieldChange[]; readonly options: Fields | undefined; readonly fixed: Fields } {
  const now = (current['options'] ?? {}) as Fields;
  const then = (wanted['options'] ?? {}) as Fields;
  const all = paths?.includes('') ? [...Object.keys(now), ...Object.keys(then)] : [];
  const options = [
    ...new Set([
      ...all,
      ...(paths ?? []).filter((path) => path.startsWith('options.')).map((path) => path.split('.')[1]!),
    ]),
  ].filter((option) => option in now || option in then);
  const keys = topLevel(paths, current, wanted).filter((key) => !FIXED.has(key) && key !== '');
  const ofOptions = diffOf(now, then, options).map((field) => ({ ...field, path: `options.${field.path}` }));
  const restored = Object.fromEntries(options.map((option) => [option, then[option]]));
  return {
    fields: [...ofOptions, ...diffOf(current, wanted, keys)],
    options: ofOptions.length === 0 ? undefined : restored,
    fixed: Object.fromEntries(keys.map((key) => [key, wanted[key]])),
  };
}

/** Options are replaced as a whole: without a value for a secret that the tenant does not give back, it would be lost. */
function keptOptions(
  own: ReturnType<typeof connectionFields>,
  lost: readonly string[],
): ReturnType<typeof connectionFields> & { readonly notes: readonly string[] } {
  if (own.options === undefined || lost.length === 0) return { ...own, notes: [] };
  return {
    ...own,
    options: undefined,
    fields: own.fields.filter(({ path }) => !path.startsWith('options.')),
    notes: [`${lost.join(', ')} has no value here and would be lost; set its keyword, and roll back again.`],
  };
}

/** Applications that the undone deploys enabled go, those they disabled come back; all others stay as they are. */
function applicationChanges(left: Fields | undefined, current: Fields, wanted: Fields) {
  const idsOf = (fields: Fields | undefined) => (fields?.['enabled_clients'] ?? []) as readonly string[];
  const added = idsOf(left).filter((id) => !idsOf(wanted).includes(id));
  const removed = idsOf(wanted).filter((id) => !idsOf(left).includes(id));
  return [
    ...added.filter((id) => idsOf(current).includes(id)).map((client_id) => ({ client_id, status: false })),
    ...removed.filter((id) => !idsOf(current).includes(id)).map((client_id) => ({ client_id, status: true })),
  ];
}
