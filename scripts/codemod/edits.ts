/** Replaces `text.slice(start, end)`; an insertion has `start === end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Brackets that no rule holds: the last two characters of the private use area. */
const MOVED = /\uF8FE(?<start>\d+),(?<end>\d+)\uF8FF/g;

/** Text of an edit that stands for a piece of the original, with the edits inside that piece applied. */
export function movedText(start: number, end: number): string {
  return `\uF8FE${start},${end}\uF8FF`;
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
  for (const edit of outermost(edits.filter((edit) => edit.start >= from && edit.end <= to))) {
    if (edit.start < at)
      throw new Error(`Two edits overlap: ${JSON.stringify(text.slice(edit.start, edit.end))}`);
    const inside = edits.filter((other) => other !== edit);
    parts.push(
      text.slice(at, edit.start),
      edit.text.replaceAll(MOVED, (_, start: string, end: string) =>
        applyBetween(text, inside, Number(start), Number(end)),
      ),
    );
    at = edit.end;
  }
  parts.push(text.slice(at, to));
  return parts.join('');
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
  // Insertions first, then the longest replacement.
  const rank = (edit: Edit): number => (edit.start === edit.end ? -Infinity : -edit.end);
  return edits.toSorted((a, b) => a.start - b.start || rank(a) - rank(b) || 0);
}

/** Where an offset of the text before the edits is found after them. */
export function offsetAfter(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const edit of outermost(edits)) {
    if (edit.start > offset) break;
    if (edit.end > offset) return edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
  }
  return offset + shift;
}

/** Where an offset of the text after the edits was before them. */
export function offsetBefore(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const edit of outermost(edits)) {
    const start = edit.start + shift;
    if (start > offset) break;
    if (start + edit.text.length > offset) return edit.start;
    shift += edit.text.length - (edit.end - edit.start);
  }
  return offset - shift;
}

/** The line that holds an offset, counting from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
