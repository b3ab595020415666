import { diffArrays } from 'diff';

/** A row of two listings side by side: which line of each side stands in it, counting from 0. */
export interface Row {
  readonly left?: number;
  readonly right?: number;
}

/** What every rule or every Action says on many lines, whatever they do. */
const COMMON = new Set(['api', 'callback', 'const', 'context', 'event', 'let', 'var']);

/** Which share of their words two lines have in common to be one piece of code in two forms. */
const ALIKE = 0.5;

/**
 * Puts the lines of a rule and of its Action beside each other, in their order: those of the same words stand in one
 * row, `context.clientID === 'x'` beside `event.client.client_id === 'x'`. It reads the code as it is now, so that what
 * was written or changed by hand is aligned like what was converted.
 */
export function alignLines(left: readonly string[], right: readonly string[]): Row[] {
  const rows: Row[] = [];
  let [gapLeft, gapRight] = [0, 0];
  for (const [atLeft, atRight] of [...anchors(left, right), [left.length, right.length] as const]) {
    rows.push(...gap(left, right, [gapLeft, atLeft], [gapRight, atRight]));
    if (atLeft < left.length) rows.push({ left: atLeft, right: atRight });
    [gapLeft, gapRight] = [atLeft + 1, atRight + 1];
  }
  return rows;
}

/** Pairs of lines with the same words, in order. */
function anchors(left: readonly string[], right: readonly string[]): [number, number][] {
  const pairs: [number, number][] = [];
  let [atLeft, atRight] = [0, 0];
  for (const { added, removed, count } of diffArrays(left.map(words), right.map(words), {
    comparator: alike,
  })) {
    if (!added && !removed)
      for (let index = 0; index < count; index++) pairs.push([atLeft + index, atRight + index]);
    if (!added) atLeft += count;
    if (!removed) atRight += count;
  }
  return pairs;
}

type Span = readonly [from: number, to: number];

/** The lines between two anchors: equal ones at both ends (brackets, empty lines) share a row, others have their own. */
function gap(left: readonly string[], right: readonly string[], [l, lEnd]: Span, [r, rEnd]: Span): Row[] {
  const longest = Math.min(lEnd - l, rEnd - r);
  const equal = (atLeft: number, atRight: number): boolean => left[atLeft]!.trim() === right[atRight]!.trim();
  let head = 0;
  while (head < longest && equal(l + head, r + head)) head++;
  let tail = 0;
  while (tail < longest - head && equal(lEnd - 1 - tail, rEnd - 1 - tail)) tail++;
  return [
    ...range(l, l + head).map((at) => ({ left: at, right: at - l + r })),
    ...range(l + head, lEnd - tail).map((at) => ({ left: at })),
    ...range(r + head, rEnd - tail).map((at) => ({ right: at })),
    ...range(lEnd - tail, lEnd).map((at) => ({ left: at, right: at - lEnd + rEnd })),
  ];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** The words of a line in lower case: `clientID` and `client_id` are the same two. */
function words(line: string): ReadonlySet<string> {
  const parts = line.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').match(/[A-Za-z0-9]+/g) ?? [];
  return new Set(parts.map((part) => part.toLowerCase()).filter((part) => !COMMON.has(part)));
}

function alike(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared > 0 && (2 * shared) / (one.size + other.size) >= ALIKE;
}
