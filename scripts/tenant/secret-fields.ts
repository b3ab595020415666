import { isNotGiven } from './keywords.ts';
import { isSecretName } from './secret-name.ts';

/** The secret texts in a field: its own, or those in the fields and lists within. */
export function secretsIn(path: string, value: unknown): string[] {
  if (typeof value === 'string') return isSecretName(path) ? [value] : [];
  if (isNotGiven(value)) return isSecretName(path) ? [value.notGiven] : [];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => secretsIn(path, item));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => secretsIn(`${path}.${name}`, part));
}

/** The field with every secret text in it replaced, and `hide` applied to the others. */
export function shownField(path: string, value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return isSecretName(path) ? '[secret]' : hide(value);
  if (Array.isArray(value)) return value.map((item: unknown) => shownField(path, item, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, shownField(`${path}.${name}`, part, hide)]),
  );
}

/** True for a field that is a secret or holds one. */
export function holdsSecret(path: string, value: unknown): boolean {
  return secretsIn(path, value).length > 0;
}
