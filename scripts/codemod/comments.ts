import { ts } from '../lib/ts.ts';
import type { ParsedRule } from '../rule/parse.ts';
import { type Edit, movedRanges, outermost, type Range } from './edits.ts';

/** Edits that take comments of the text along, which what they replace would have lost. */
export function keepComments(text: string, edits: readonly Edit[]): Edit[] {
  return outermost(edits).map((edit) => {
    const kept = commentsIn(text, edit).filter((comment) => !edit.text.includes(comment.trim()));
    if (kept.length === 0) return edit;
    if (removesLines(text, edit)) return { ...edit, text: linesOf(text, edit, kept) };
    const gap = edit.start === 0 || /\s/.test(text[edit.start - 1]!) ? '' : ' ';
    const comments = edit.text.startsWith('\n') ? kept.join('').trimEnd() : kept.join('');
    return { ...edit, text: `${gap}${comments}${edit.text}` };
  });
}

function removesLines(text: string, { start, end, text: given }: Edit): boolean {
  return given === '' && (start === 0 || text[start - 1] === '\n') && text[end - 1] === '\n';
}

/** Comments as lines of their own, as deep as the first of the lines that go. */
function linesOf(text: string, { start }: Edit, comments: readonly string[]): string {
  const indent = /^[ \t]*/.exec(text.slice(start))![0];
  return comments.map((comment) => `${indent}${comment.trim()}\n`).join('');
}

/** The comments inside what an edit replaces, each with what has to follow it, but for those that move along. */
function commentsIn(text: string, edit: Edit): string[] {
  const replaced = text.slice(edit.start, edit.end);
  if (!replaced.includes('//') && !replaced.includes('/*')) return [];
  const moved = [...movedRanges(edit), ...(edit.elsewhere === undefined ? [] : [edit.elsewhere])];
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', edit.start - 1) + 1))![0];
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, false, ts.LanguageVariant.Standard, replaced);
  const found: string[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const at = edit.start + scanner.getTokenStart();
    if (moved.some(({ start, end }) => at >= start && at < end)) continue;
    if (token === ts.SyntaxKind.MultiLineCommentTrivia) found.push(`${scanner.getTokenText()} `);
    if (token === ts.SyntaxKind.SingleLineCommentTrivia) found.push(`${scanner.getTokenText()}\n${indent}`);
  }
  return found;
}

/** The lines of comments right above a statement that begins its line, indentation and line breaks included. */
export function commentsAbove(statement: ts.Statement, { text, source }: ParsedRule): Range | undefined {
  const end = text.lastIndexOf('\n', statement.getStart(source) - 1) + 1;
  const comments = ts.getLeadingCommentRanges(text, statement.pos) ?? [];
  let start = end;
  for (const comment of comments.toReversed()) {
    const from = text.lastIndexOf('\n', comment.pos - 1) + 1;
    const isAlone =
      text.slice(from, comment.pos).trim() === '' && /^[ \t]*\n$/.test(text.slice(comment.end, start));
    if (!isAlone) break;
    start = from;
  }
  return start === end ? undefined : { start, end };
}
