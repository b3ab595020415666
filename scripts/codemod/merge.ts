import { diffArrays } from 'diff';

/** A stretch of the base that one side replaced: lines `start` to `end` by `lines`. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Two texts in one, or the first line of mine, from 1 on, that both changed. */
type Merged = { readonly text: string } | { readonly clash: number };

/**
 * Merges two texts that both come from `base`, line by line. They clash when both changed the same lines, or lines next
 * to each other, in different ways.
 */
export function mergeTexts(base: string, mine: string, theirs: string): Merged {
  const lines = base.split('\n');
  const a = hunks(lines, mine.split('\n'));
  const b = hunks(lines, theirs.split('\n'));
  const merged: string[] = [];
  let at = 0;
  let added = 0;
  while (a.length > 0 || b.length > 0) {
    const [first, second] = [a[0], b[0]];
    if (
      first !== undefined &&
      second !== undefined &&
      first.start <= second.end &&
      second.start <= first.end
    ) {
      if (!same(first, second)) return { clash: first.start + added + 1 };
      b.shift();
    }
    const isMine = second === undefined || (first !== undefined && first.start <= second.start);
    const next = isMine ? a.shift()! : b.shift()!;
    if (isMine) added += next.lines.length - (next.end - next.start);
    merged.push(...lines.slice(at, next.start), ...next.lines);
    at = next.end;
  }
  return { text: [...merged, ...lines.slice(at)].join('\n') };
}

function same(a: Hunk, b: Hunk): boolean {
  return a.start === b.start && a.end === b.end && a.lines.join('\n') === b.lines.join('\n');
}

function hunks(base: readonly string[], changed: readonly string[]): Hunk[] {
  const found: Hunk[] = [];
  let at = 0;
  for (const part of diffArrays([...base], [...changed])) {
    const last = found.at(-1);
    if (part.removed) {
      if (last !== undefined && last.end === at)
        found[found.length - 1] = { ...last, end: at + part.value.length };
      else found.push({ start: at, end: at + part.value.length, lines: [] });
      at += part.value.length;
    } else if (part.added) {
      if (last !== undefined && last.end === at)
        found[found.length - 1] = { ...last, lines: [...last.lines, ...part.value] };
      else found.push({ start: at, end: at, lines: part.value });
    } else at += part.value.length;
  }
  return found;
}
