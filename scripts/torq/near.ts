/** Spaces, tabs, and the characters that show as nothing or as a space. */
const blank = /[\s\u00ad\u200b-\u200f\u2060\ufeff]+/gu;

/** Ways in which two texts look alike to a person and differ to a machine; the first that explains a pair is told. */
const likenesses: readonly { readonly says: string; readonly fold: (text: string) => string }[] = [
  { says: 'differs only in upper and lower case', fold: (text) => text.toLowerCase() },
  { says: 'differs only in spaces or invisible characters', fold: (text) => text.replace(blank, '') },
  {
    says: 'differs only in the Unicode form of its characters',
    fold: (text) => text.normalize('NFKC'),
  },
  {
    says: 'differs only in case, spaces or Unicode form',
    fold: (text) => text.normalize('NFKC').toLowerCase().replace(blank, ''),
  },
  {
    says: 'differs only in accents, dashes or punctuation',
    fold: (text) =>
      text
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}@]+/gu, ''),
  },
];

/** Why two unequal texts could be taken for each other, or undefined when they are equal or plainly different. */
export function likeness(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  const found = likenesses.find(({ fold }) => fold(one) === fold(other) && fold(one) !== '');
  if (found) return found.says;
  const distance = editDistance(one, other, 2);
  if (distance > 2 || Math.min(one.length, other.length) < 5) return undefined;
  return distance === 1 ? 'differs in one character' : 'differs in two characters';
}

/** The candidate closest to `text` by edit distance, if within a third of its length. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(text.length / 3));
  const ranked = [...candidates]
    .map((candidate) => ({
      candidate,
      distance: editDistance(text.toLowerCase(), candidate.toLowerCase(), limit),
    }))
    .filter(({ candidate, distance }) => candidate !== text && distance <= limit)
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** Inserted, removed, changed or swapped neighbouring characters between two texts; counts no further than limit + 1. */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
      }
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return Math.min(last[other.length] as number, limit + 1);
}
