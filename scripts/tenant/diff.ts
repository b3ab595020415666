import { isDeepStrictEqual } from 'node:util';

/**
 * One field that differs. For a secret never its value: before is `set` or `absent`; after is `set`, `absent`,
 * `changes`, or `unknown` when it is not known what the tenant holds.
 */
export interface FieldChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly secret?: boolean;
  /** For code: what differs for a reader, empty when it is formatting or comments alone. */
  readonly diff?: string;
}

/**
 * The fields of `desired` that `current` does not hold so, by path. Fields that only `current` has are left alone.
 * Lists of texts compare as sets, as Auth0 gives them back in any order, unless `ordered`.
 */
export function diffFields(
  current: unknown,
  desired: unknown,
  { ordered = false }: { readonly ordered?: boolean } = {},
  path = '',
): FieldChange[] {
  if (isPlainObject(desired)) {
    const known = isPlainObject(current) ? current : {};
    return Object.entries(desired)
      .filter(([, value]) => value !== undefined)
      .flatMap(([key, value]) =>
        diffFields(known[key], value, { ordered }, path === '' ? key : `${path}.${key}`),
      );
  }
  return isSame(current, desired, ordered) ? [] : [{ path, before: current, after: desired }];
}

function isSame(current: unknown, desired: unknown, ordered: boolean): boolean {
  if (!ordered && isTexts(current) && isTexts(desired)) {
    return isDeepStrictEqual(current.toSorted(), desired.toSorted());
  }
  return isDeepStrictEqual(stripUndefined(current), stripUndefined(desired));
}

/** As the value looks after JSON: a field that is undefined is no field. */
function stripUndefined(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
