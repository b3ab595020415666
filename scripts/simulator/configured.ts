import fc from 'fast-check';
import type { Aims } from './aims.ts';
import { answersWith } from './answers.ts';
import { ownWords } from './words.ts';

/** Values of the configuration are texts; what code makes of them shows how they may be written. */
export function configuredOf(
  text: fc.Arbitrary<string>,
  texts: fc.Arbitrary<string[]>,
  number: fc.Arbitrary<number>,
  json: fc.Arbitrary<unknown>,
  aims: Aims,
): fc.Arbitrary<string> {
  const { separators, parsesJson } = aims;
  const separator = fc.constantFrom(',', ...separators);
  const written = [
    { weight: 3, arbitrary: text },
    {
      weight: separators.length === 0 ? 1 : 4,
      arbitrary: fc.tuple(texts, separator).map(([all, by]) => all.join(by)),
    },
    { weight: 1, arbitrary: number.map(String) },
    { weight: 2, arbitrary: fc.constantFrom('true', 'false', '0', '1', '', ' ', 'https://example.com/') },
  ];
  const asJson = fc.oneof(texts, json).map((value) => JSON.stringify(value));
  return fc.oneof(...written, ...(parsesJson ? [{ weight: 5, arbitrary: asJson }] : []));
}

/**
 * Tables by parts of the login, for code that looks itself up in one: `{ 'example.com': { mfa: true } }`; and lists of
 * what has parts of it, for code that goes through one: `[{ domain: 'example.com', mfa: true }]`. As JSON; undefined for
 * code that looks at no such part.
 */
export function tablesOf(aims: Aims): fc.Arbitrary<string> | undefined {
  const words = ownWords(aims);
  if (words.length === 0 || !(aims.looksUp || aims.goesThrough)) return undefined;
  const word = fc.constantFrom<unknown>(true, false, 1, 'other', ...words, ...aims.texts);
  const value = fc.oneof(fc.constantFrom<unknown>(true, false, []), word, fc.array(word, { maxLength: 2 }));
  const named = fc.dictionary(fc.constantFrom('key', ...aims.names), value, { maxKeys: 4 });
  const inside = aims.paths
    .filter(([section]) => section === 'configuration' || section === 'secrets')
    .map((path) => path.slice(2));
  // Where the usual login finds itself is known by name.
  const keys = words.filter((one) => inside.some(([key]) => key === one));
  const rows = inside.map((path) => (keys.includes(path[0]!) ? path.slice(1) : path));
  const read = answersWith(
    [...aims.foreign, ...rows].filter(({ length }) => length > 0),
    value,
  );
  const row = fc.oneof(
    { weight: 1, arbitrary: value },
    { weight: 1, arbitrary: named },
    { weight: 3, arbitrary: read ?? named },
  );
  const key = fc.constantFrom(...words, ...keys, ...keys, ...keys);
  const table = fc.dictionary(key, row, { minKeys: 1, maxKeys: 3 });
  if (!aims.goesThrough) return table.map((one) => JSON.stringify(one));
  const part = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: value });
  const entry = fc.dictionary(fc.constantFrom('key', ...aims.names), part, { minKeys: 1, maxKeys: 5 });
  const list = fc.array(entry, { minLength: 1, maxLength: 2 });
  return (aims.looksUp ? fc.oneof(table, list) : list).map((one) => JSON.stringify(one));
}
