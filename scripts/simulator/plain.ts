import { isPlainObject } from '../auth0/api-host.ts';

/** Says that a value is not made of plain data alone. */
const FOREIGN = Symbol('foreign');

/** Deeper than this, a value may be a cycle. */
const DEEPEST = 100;

/** The value as JSON carries it: functions and undefined members vanish, dates become text. Throws as JSON does. */
export function plain(value: unknown): unknown {
  const copy = copied(value, 0);
  if (copy !== FOREIGN) return copy;
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** The same without the way through text, as long as nothing but plain data is met: much faster. */
function copied(value: unknown, depth: number): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  // JSON has no negative zero.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : FOREIGN;
  if (typeof value !== 'object' || depth > DEEPEST) return FOREIGN;
  if ((value as { toJSON?: unknown }).toJSON !== undefined) return FOREIGN;
  if (Array.isArray(value)) return copiedArray(value, depth);
  return isPlainObject(value) ? copiedObject(value, depth) : FOREIGN;
}

function copiedArray(value: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = [];
  for (let at = 0; at < value.length; at++) {
    const part = copied(value[at], depth + 1);
    if (part === FOREIGN) return FOREIGN;
    copy.push(part);
  }
  return copy;
}

function copiedObject(value: Readonly<Record<string, unknown>>, depth: number): unknown {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = copied(value[key], depth + 1);
    // A plain assignment would call the setter of that name.
    if (part === FOREIGN || key === '__proto__') return FOREIGN;
    copy[key] = part;
  }
  return copy;
}

/** Whether two values are the same plain data, with the same keys in the same order. */
export function isSameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b);
  return isPlainObject(a) && isPlainObject(b) && isSameObject(a, b, NO_KEYS);
}

/** The same of two objects, leaving some keys aside. */
export function isSameObject(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  aside: readonly string[],
): boolean {
  const keys = namesOf(a, aside);
  const others = namesOf(b, aside);
  if (keys.length !== others.length) return false;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!;
    if (key !== others[at] || !isSameData(a[key], b[key])) return false;
  }
  return true;
}

const NO_KEYS: readonly string[] = [];

function namesOf(value: object, aside: readonly string[]): string[] {
  const keys = Object.keys(value);
  return aside.length === 0 ? keys : keys.filter((key) => !aside.includes(key));
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!isSameData(a[at], b[at])) return false;
  return true;
}
