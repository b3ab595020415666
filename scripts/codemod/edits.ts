export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Replaces `text.slice(start, end)`; an insertion has `start === end`. */
export interface Edit extends Range {
  readonly text: string;
  /** A part of what is replaced that is written to another file. */
  readonly elsewhere?: Range;
}

export function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** Brackets that no rule holds: the last two characters of the private use area. */
const OPENS = '\uF8FE';
const MOVED = /\uF8FE(?<start>\d+),(?<end>\d+)\uF8FF/g;

/** Text of an edit that stands for a piece of the original, with the edits inside that piece applied. */
export function movedText(start: number, end: number): string {
  return `\uF8FE${start},${end}\uF8FF`;
}

/** The pieces of the original that an edit's text stands for; most stand for none. */
export function movedRanges(edit: Edit): Range[] {
  if (!edit.text.includes(OPENS)) return [];
  return [...edit.text.matchAll(MOVED)].map(({ groups }) => ({
    start: Number(groups!['start']),
    end: Number(groups!['end']),
  }));
}

/**
 * Applies edits to a text, all at once. Insertions at one place keep their order and come before what replaces the
 * text there; an edit inside a larger one goes with it. Throws when two edits overlap in part: that is a bug of the
 * converter.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return applyBetween(text, edits, 0, text.length);
}

function applyBetween(text: string, edits: readonly Edit[], from: number, to: number): string {
  const parts: string[] = [];
  let at = from;
  const here =
    from === 0 && to === text.length ? edits : edits.filter((edit) => edit.start >= from && edit.end <= to);
  for (const edit of outermost(here)) {
    if (edit.start < at)
      throw new Error(`Two edits overlap: ${JSON.stringify(text.slice(edit.start, edit.end))}`);
    parts.push(text.slice(at, edit.start), textOf(edit, text, edits));
    at = edit.end;
  }
  parts.push(text.slice(at, to));
  return parts.join('');
}

/** What an edit writes, with the pieces of the original that move there. */
function textOf(edit: Edit, text: string, edits: readonly Edit[]): string {
  if (!edit.text.includes(OPENS)) return edit.text;
  const others = edits.filter((other) => other !== edit);
  return edit.text.replaceAll(MOVED, (_, start: string, end: string) =>
    applyBetween(text, others, Number(start), Number(end)),
  );
}

/** The same as edits in which nothing moves: of what stands around the text that does, where that keeps its order. */
export function writtenOut(text: string, edits: readonly Edit[]): Edit[] {
  return outermost(edits).flatMap((edit) => {
    const moved = movedRanges(edit);
    const ends = [edit.start, ...moved.map(({ end }) => end)];
    const starts = [...moved.map(({ start }) => start), edit.end];
    if (starts.some((start, at) => start < ends[at]!)) return [{ ...edit, text: textOf(edit, text, edits) }];
    // Between the texts are the numbers that say what moves.
    const texts = edit.text.split(MOVED).filter((_, at) => at % 3 === 0);
    const within = edits.filter((one) => one !== edit && moved.some((range) => holds(range, one)));
    return [
      ...texts.map((own, at) => ({ start: ends[at]!, end: starts[at]!, text: own })),
      ...writtenOut(text, within),
    ];
  });
}

function holds(range: Range, { start, end }: Range): boolean {
  return start >= range.start && end <= range.end;
}

/** The edits that no larger one contains, in order. */
export function outermost(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = [];
  for (const edit of sortEdits(edits)) {
    const before = result.at(-1);
    if (
      before !== undefined &&
      before.end > before.start &&
      edit.end <= before.end &&
      edit.start >= before.start &&
      !(edit.start === edit.end && edit.start === before.end)
    )
      continue;
    result.push(edit);
  }
  return result;
}

function sortEdits(edits: readonly Edit[]): Edit[] {
  return edits.toSorted((a, b) => a.start - b.start || rank(a) - rank(b) || 0);
}

/** Insertions first, then the longest replacement. */
function rank({ start, end }: Edit): number {
  return start === end ? -Infinity : -end;
}

/** Follows offsets of the text before the edits to where they are after them. */
export function placesAfter(edits: readonly Edit[]): (offset: number) => number {
  const sorted = outermost(edits);
  const shifts = runningShifts(sorted);
  return (offset) => {
    const index = lastIndex(sorted.length, (at) => sorted[at]!.start <= offset);
    const edit = sorted[index];
    if (edit === undefined) return offset;
    if (edit.end > offset) return edit.start + (shifts[index - 1] ?? 0);
    return offset + shifts[index]!;
  };
}

/** Follows offsets of the text after the edits to where they were before them. */
export function placesBefore(edits: readonly Edit[]): (offset: number) => number {
  const sorted = outermost(edits);
  const shifts = runningShifts(sorted);
  return (offset) => {
    const index = lastIndex(sorted.length, (at) => sorted[at]!.start + (shifts[at - 1] ?? 0) <= offset);
    const edit = sorted[index];
    if (edit === undefined) return offset;
    const start = edit.start + (shifts[index - 1] ?? 0);
    return start + edit.text.length > offset ? edit.start : offset - shifts[index]!;
  };
}

/** By how much the text after each edit moves. */
function runningShifts(sorted: readonly Edit[]): number[] {
  let shift = 0;
  return sorted.map((edit) => (shift += edit.text.length - (edit.end - edit.start)));
}

/** The last index for which a condition holds that holds up to some index; -1 when it never does. */
export function lastIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Finds the line, counting from 1, that holds an offset of a text. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => lastIndex(starts.length, (at) => starts[at]! <= offset) + 1;
}
