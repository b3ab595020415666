import { ts } from '../lib/ts.ts';
import { enclosingStatement } from '../rule/syntax.ts';
import type { Draft, DraftNote } from './draft.ts';
import type { Edit } from './edits.ts';
import { markerComment } from './marker.ts';
import { type NoteCode, NOTES } from './notes.ts';

/** What is said of a value, and so the same wherever the rule reads or writes it. */
const SAME_EVERYWHERE: ReadonlySet<NoteCode> = new Set<NoteCode>([
  'whole-user',
  'undefined-metadata',
  'root-read',
  'root-attribute',
  'root-attribute-local',
  'metadata-local',
  'upstream-token',
  'claim-read',
  'connection-options',
]);

/** More markers of such a kind than this are one, at the first place. */
const MANY = 3;

/** The marker comments of all notes that need a person, once for each statement. */
export function markersOf(draft: Draft): Edit[] {
  const marked = new Map<string, { readonly note: DraftNote; readonly places: Set<number> }>();
  for (const note of draft.notes) {
    if (NOTES[note.code].severity === 'info') continue;
    const at = placeOf(note, draft);
    const key = `${SAME_EVERYWHERE.has(note.code) ? '' : at}:${note.code}:${note.subject}`;
    const known = marked.get(key);
    if (known === undefined) marked.set(key, { note, places: new Set([at]) });
    else known.places.add(at);
  }
  return [...marked.values()].flatMap(({ note, places }) =>
    places.size > MANY
      ? [markerAt(Math.min(...places), note, draft, ` The same goes for ${places.size - 1} places below.`)]
      : [...places].map((at) => markerAt(at, note, draft)),
  );
}

function markerAt(at: number, { code, subject, node }: DraftNote, draft: Draft, more = ''): Edit {
  const { reason, url } = NOTES[code];
  const { text } = draft.parsed;
  const start = text.lastIndexOf('\n', at - 1) + 1;
  // At the closing brace, what it is about is written behind the last statement.
  const indent = text[at] === '}' && ts.isStatement(node) ? draft.indentOf(node) : text.slice(start, at);
  const said = `${subject === undefined ? '' : `${subject}: `}${reason}${more}`;
  return { start, end: start, text: `${indent}${markerComment(code, said, url)}\n` };
}

/** The start of the nearest statement that begins its line. */
function placeOf({ code, node }: DraftNote, draft: Draft): number {
  const { text, handler, outer } = draft.parsed;
  if (node === handler || node === handler.body) return endOf(node, draft);
  if (code === 'never-calls-back' && node === handler.body.statements.at(-1) && !ts.isReturnStatement(node)) {
    const end = endOf(handler.body, draft);
    if (text[end] === '}') return end;
  }
  for (let at = enclosingStatement(node); at !== undefined; at = enclosingStatement(at.parent)) {
    const start = draft.start(at);
    if (text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '') return start;
    if (at === outer) break;
  }
  return draft.start(outer);
}

/** The closing brace of the body, when it begins its line. */
function endOf(node: ts.Node, draft: Draft): number {
  const { text, handler, outer } = draft.parsed;
  const brace = handler.body.end - 1;
  const begins = text.slice(text.lastIndexOf('\n', brace - 1) + 1, brace).trim() === '';
  return node === handler.body && begins ? brace : draft.start(outer);
}
