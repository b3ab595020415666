import { diffFields, type FieldChange } from './diff.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** The first parts of the changed paths; all that differ when a deploy was cut and its paths are not known. */
export function topLevel(paths: readonly string[] | undefined, current: Fields, wanted: Fields): string[] {
  const keys = paths?.includes('') ? [...Object.keys(current), ...Object.keys(wanted)] : (paths ?? []);
  return [...new Set(keys.map((path) => path.split('.')[0]!))];
}

/** What differs in these fields, in the direction of what is wanted. */
export function diffOf(current: Fields, wanted: Fields, keys: readonly string[]): FieldChange[] {
  return keys.flatMap((key) => {
    if (wanted[key] === undefined && current[key] !== undefined) {
      return [{ path: key, before: current[key], after: undefined }];
    }
    return diffFields(current[key], wanted[key], {}, key);
  });
}
