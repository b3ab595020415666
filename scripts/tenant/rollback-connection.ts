import type { FieldChange } from './diff.ts';
import { diffOf, topLevel, type Fields } from './rollback-fields.ts';
import { noted, NOTHING, type Part } from './rollback-part.ts';
import { optionsOf } from './secret-changes.ts';

/** A connection goes back option by option, and application by application; its secrets stay. */
export const rollbackConnection: Part = (name, goal, { now, live, secretOptions, secretsMissing }) => {
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
      ...secrets.map((path) => `${path} of ${name} keeps its present value: the earlier one cannot be read.`),
    ],
  };
};

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
