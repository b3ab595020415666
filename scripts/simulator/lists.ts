import fc from 'fast-check';
import type { Aims } from './aims.ts';
import { ownWords, pick, strangers } from './words.ts';

/** Lists longer than anybody counts on, or about as long as code counts, with a word at the end. */
export function longLists(word: fc.Arbitrary<string>, { lengths }: Aims): fc.Arbitrary<string[]> {
  const counted = lengths.flatMap((length) => [length - 2, length - 1, length]);
  const length = fc.integer({ min: 5, max: 60 });
  return fc
    .tuple(counted.length === 0 ? length : fc.oneof(length, fc.constantFrom(...counted)), word)
    .map(([length, last]) => [...Array.from({ length }, (_, at) => `item-${at}`), last]);
}

/** Longer lists than this are not made of what code may look at one by one. */
const MANY = 20;

/** With a weight: one element more than the code counts to, all the same, so that all of them pass a filter if one does. */
function manyAlike<T>(
  element: fc.Arbitrary<T>,
  { lengths }: Aims,
): { weight: number; arbitrary: fc.Arbitrary<T[]> }[] {
  const counted = lengths.filter((length) => length > 0 && length < MANY);
  if (counted.length === 0) return [];
  const many = fc
    .tuple(fc.constantFrom(...counted), fc.constantFrom(0, 1), element)
    .map(([length, more, one]) => Array.from({ length: length + more }, () => structuredClone(one)));
  return [{ weight: 2, arbitrary: many }];
}

/** Lists that the code holds itself: the whole of one, all of it but one, or more than it in another order. */
export function wholeLists({ together }: Aims): fc.Arbitrary<string[]> {
  const ways: readonly ((list: readonly string[], at: number) => string[])[] = [
    (list) => [...list],
    (list, at) => list.toSpliced(at % list.length, 1),
    (list) => [...list, 'other'].toReversed(),
  ];
  return fc
    .tuple(fc.constantFrom(...together), fc.constantFrom(...ways), fc.nat())
    .map(([list, way, at]) => way(list, at));
}

/** One to three elements; also more than the code counts to. */
export function severalOf<T>(element: fc.Arbitrary<T>, aims: Aims): fc.Arbitrary<T[]> {
  const few = fc.array(element, { minLength: 1, maxLength: 3 });
  return fc.oneof({ weight: 4, arbitrary: few }, ...manyAlike(element, aims));
}

/** Lists of texts with none, one and several of them, twice the same, in another order, with strangers; and no list. */
export function listsOf(aims: Aims): fc.Arbitrary<unknown> {
  const word = pick(aims.texts, strangers(aims));
  const stranger = fc.constantFrom<unknown>(null, 1, false, '', [], {});
  const lists = fc
    .tuple(word, word, word, stranger)
    .chain(([a, b, c, odd]) =>
      fc.constantFrom<unknown[]>(
        [],
        [a],
        [a, b],
        [b, a],
        [a, b, c],
        [c, a, b, a],
        [a, a],
        [a, odd],
        [odd, b, a],
      ),
    );
  return fc.oneof(
    { weight: 12, arbitrary: lists },
    { weight: 2, arbitrary: fc.oneof(word, stranger) },
    { weight: aims.lengths.length === 0 ? 1 : 4, arbitrary: longLists(word, aims) },
    ...manyAlike(word, aims),
    ...(aims.together.length === 0 ? [] : [{ weight: 4, arbitrary: wholeLists(aims) }]),
  );
}

/** Lists of objects with what the code reads of them. */
export function recordsOf(names: readonly string[], aims: Aims): fc.Arbitrary<unknown> {
  const word = fc.oneof(
    pick(aims.texts, ['other']),
    fc.constantFrom<unknown>('other', ...ownWords(aims)),
    fc.constantFrom<unknown>(true, false, 1, null, []),
  );
  const record = fc.record(Object.fromEntries(names.map((name) => [name, word])), { requiredKeys: [] });
  return severalOf(record, aims);
}
