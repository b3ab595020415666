import fc from 'fast-check';
import type { Aims } from './aims.ts';

/** Values of the configuration are texts; what code makes of them shows how they may be written. */
export function configuredOf(
  text: fc.Arbitrary<string>,
  texts: fc.Arbitrary<string[]>,
  number: fc.Arbitrary<number>,
  json: fc.Arbitrary<unknown>,
  { separators, parsesJson }: Aims,
): fc.Arbitrary<string> {
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
