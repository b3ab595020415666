import { diffOf, topLevel, type Fields } from './rollback-fields.ts';
import { noted, NOTHING, type Part } from './rollback-part.ts';

/** An application goes back field by field; what a deploy added is taken away where the tenant lets it go. */
export const rollbackClient: Part = (name, { state, paths }, { now }) => {
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
};

/** What is sent for a field: metadata is merged key by key, a list is emptied, anything else unset by null. */
function valueFor(key: string, current: unknown, wanted: unknown): unknown {
  if (key === 'client_metadata') {
    const gone = Object.keys((current ?? {}) as Fields).map((name) => [name, null]);
    return { ...Object.fromEntries(gone), ...(wanted as Fields | undefined) };
  }
  return wanted ?? (Array.isArray(current) ? [] : null);
}
