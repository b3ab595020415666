import fc from 'fast-check';
import type { Aims } from './aims.ts';
import { ELEMENT } from './chains.ts';
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
  const asJson = fc.oneof(texts, json, ...tablesOf(aims)).map((value) => JSON.stringify(value));
  return fc.oneof(...written, ...(parsesJson ? [{ weight: 5, arbitrary: asJson }] : []));
}

/** Tables by parts of the login, for code that looks itself up in one: `{ 'example.com': { mfa: true } }`. */
function tablesOf(aims: Aims): fc.Arbitrary<unknown>[] {
  const words = ownWords(aims);
  if (!aims.looksUp || words.length === 0) return [];
  const value = fc.oneof(
    fc.constantFrom<unknown>(true, false, 1, []),
    fc.constantFrom('other', ...aims.texts),
  );
  const read = [...aims.foreign, ...aims.paths.map((path) => path.slice(2))].flat();
  const names = fc.constantFrom('key', ...read.filter((name) => name !== ELEMENT));
  const row = fc.oneof(value, fc.dictionary(names, value, { maxKeys: 3 }));
  const table = fc.dictionary(fc.constantFrom(...words), row, { minKeys: 1, maxKeys: 3 });
  return [table, table];
}
