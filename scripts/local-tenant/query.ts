import { badRequest } from './errors.ts';
import type { Fields } from './state.ts';

type Kind = 'text' | 'texts' | 'flag' | 'number';

type Value<K extends Kind> = K extends 'texts'
  ? readonly string[]
  : K extends 'flag'
    ? boolean
    : K extends 'number'
      ? number
      : string;

type Query<Spec extends Readonly<Record<string, Kind>>> = {
  readonly [Name in keyof Spec]: Value<Spec[Name]> | undefined;
};

/** The query parameters a route knows, typed; an unknown or malformed one is a 400 `invalid_query_string`. */
export function parseQuery<const Spec extends Readonly<Record<string, Kind>>>(
  query: URLSearchParams,
  spec: Spec,
): Query<Spec> {
  for (const name of query.keys()) {
    if (!Object.hasOwn(spec, name)) throw invalid(`Additional properties not allowed: ${name}'`);
  }
  const read = ([name, kind]: [string, Kind]) => [name, readOne(query, name, kind)];
  return Object.fromEntries(Object.entries(spec).map(read)) as Query<Spec>;
}

function readOne(query: URLSearchParams, name: string, kind: Kind): unknown {
  const all = query.getAll(name);
  const [text] = all;
  if (text === undefined) return undefined;
  if (kind === 'texts') return all;
  if (all.length > 1) throw invalid(`Expected type string but found type array' on property ${name}`);
  if (kind === 'text') return text;
  if (kind === 'flag') {
    if (text !== 'true' && text !== 'false') {
      throw invalid(`Expected type boolean but found type string' on property ${name}`);
    }
    return text === 'true';
  }
  if (!/^\d{1,9}$/.test(text))
    throw invalid(`Expected type integer but found type string' on property ${name}`);
  return Number(text);
}

export function invalid(message: string): Error {
  return badRequest(`Query validation error: '${message}.`, 'invalid_query_string');
}

/** The query parameters of every route that can leave out fields. */
export const FIELD_PARAMETERS = { fields: 'text', include_fields: 'flag' } as const;

/** Keeps (or, with `include_fields=false`, drops) the listed top-level fields. */
export function selectFields(
  item: Fields,
  query: { readonly fields: string | undefined; readonly include_fields: boolean | undefined },
): Fields {
  if (query.fields === undefined || query.fields === '') return item;
  const names = new Set(query.fields.split(',').map((name) => name.trim()));
  const keep = query.include_fields ?? true;
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name) === keep));
}
