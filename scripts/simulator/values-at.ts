import { isIP } from 'node:net';
import fc from 'fast-check';
import type { Aims } from './aims.ts';
import { tablesOf } from './configured.ts';
import { kindOf, type Kind } from './domains.ts';
import { listsOf, recordsOf } from './lists.ts';
import { PROTOCOLS } from './protocols.ts';
import { arbitraryOf, SCOPE } from './values-of-kinds.ts';

/** Values for a path: those that the sources mention, and the edges of what the platform allows there. */
export function valuesFor(path: readonly string[], aims: Aims): fc.Arbitrary<unknown> | undefined {
  const kind = kindOf(path);
  if (kind === undefined) return undefined;
  const isHere = (list: readonly string[]): boolean => list.join('.') === path.join('.');
  const isWritten = aims.uses.some((use) => use.as === 'json' && isHere(use.path));
  const written =
    kind === 'configured' ? tablesOf(aims) : TEXTUAL.has(kind) ? writtenOf(kind, aims) : undefined;
  const usual = arbitraryOf(kind, aims);
  const values = isWritten && written ? fc.oneof(usual, written) : usual;
  if (kind !== 'json' || !aims.lists.some(isHere)) return values;
  const names = aims.elements.filter(({ list }) => isHere(list)).map(({ name }) => name);
  return fc.oneof(
    { weight: 2, arbitrary: listsOf(aims) },
    ...(names.length === 0 ? [] : [{ weight: 3, arbitrary: recordsOf([...new Set(names)], aims) }]),
    { weight: 1, arbitrary: values },
  );
}

/** Kinds of which a text is one: metadata of a user is an object, whatever reads it as JSON. */
const TEXTUAL: ReadonlySet<Kind> = new Set(['id', 'text', 'text?', 'email?', 'json']);

/** The values at a path that a comparison with `value` may be about: itself, what ends or begins with it, a list of it. */
export function hintedValues(path: readonly string[], value: string | number | boolean): unknown[] {
  const kind = kindOf(path);
  if (typeof value === 'boolean') return kind === 'json' ? [value, !value, String(value)] : [];
  const around = [value, 'other', `${value}x`];
  if (kind === 'texts' || kind === 'texts?')
    return [[value], around, around.toReversed()].map((list) => list.map(String));
  if (kind === 'scopes') return SCOPE.test(String(value)) ? [[String(value)]] : [];
  if (kind === 'configured') return [String(value), around.join(), JSON.stringify(around)];
  if (kind === 'json')
    return typeof value === 'string'
      ? [value, [value], around, `x${value}`]
      : [value, value + 1, value - 1, value - 0.5, value + 0.5];
  if (kind === 'count') return typeof value === 'number' ? [Math.max(1, value), Math.max(1, value + 1)] : [];
  if (kind === 'number') return typeof value === 'number' ? [value, value + 1, value - 1] : [];
  if (kind === 'protocol') return PROTOCOLS.includes(String(value)) ? [value] : [];
  if (kind === 'ip') return isIP(String(value)) === 0 ? [] : [value];
  if (kind === 'text' || kind === 'text?' || kind === 'email?')
    return [String(value), `x${value}`, `${value}x`];
  return kind === 'id' || kind === 'strategy' ? [value] : [];
}

/** Texts that hold what code expects to read from JSON. */
function writtenOf(kind: Kind, aims: Aims): fc.Arbitrary<unknown> {
  return fc.oneof(listsOf(aims), arbitraryOf(kind, aims)).map((value) => JSON.stringify(value) ?? 'null');
}
