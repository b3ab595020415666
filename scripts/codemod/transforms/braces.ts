import { ts } from '../../lib/ts.ts';
import { isSuccess } from '../../rule/call-kind.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { isAssignment, unwrap, walk } from '../../rule/syntax.ts';
import type { Transform } from '../draft.ts';
import { type Edit, insertion } from '../edits.ts';
import { expressionOf, indentAt, isCallbackCall, isParameter } from '../splice.ts';

/**
 * A branch on a line of its own that is to become several statements gets the braces that they need, and one in braces
 * the lines that the other has, so that a marker stands beside what it is about.
 */
export const braces: Transform = {
  name: 'braces',
  doc: 'if (x)⏎ return callback(error); -> if (x) {⏎ return callback(error);⏎ }',
  rewrite(parsed) {
    const edits: Edit[] = [];
    walk(parsed.handler.body, (node) => {
      if (ts.isIfStatement(node))
        for (const branch of [node.thenStatement, node.elseStatement])
          if (branch !== undefined && needsBraces(branch, parsed))
            edits.push(...enclose(branch, node, parsed));
      if (ts.isIfStatement(node)) edits.push(...openElse(node, parsed));
    });
    return edits;
  },
};

function needsBraces(branch: ts.Statement, parsed: ParsedRule): boolean {
  const isApart = parsed.text.slice(branch.pos, branch.getStart(parsed.source)).includes('\n');
  return isApart && !ts.isBlock(branch) && grows(branch, parsed);
}

/** Whether one statement of a rule may take two in an Action: a refusal, an end without a call, a change of the user. */
function grows(branch: ts.Statement, parsed: ParsedRule): boolean {
  const value = expressionOf(branch);
  if (value === undefined) return ts.isReturnStatement(branch);
  const inner = unwrap(value);
  if (isAssignment(inner)) {
    const target = unwrap(inner.left);
    return ts.isPropertyAccessExpression(target) && isParameter(unwrap(target.expression), 0, parsed);
  }
  return ts.isCallExpression(inner) && isCallbackCall(inner, parsed) && !isSuccess(inner.arguments[0]);
}

/** The closing brace goes behind a comment on the last line, and in front of an `else`. */
function enclose(branch: ts.Statement, choice: ts.IfStatement, { text, source }: ParsedRule): Edit[] {
  const indent = indentAt(text, branch.parent.getStart(source));
  const after = /^[ \t]*(?:\/\/[^\n]*|\/\*[^\n]*?\*\/[ \t]*)?(?=\n)/.exec(text.slice(branch.end));
  const end = branch.end + (after?.[0].trimEnd().length ?? 0);
  const other = branch === choice.thenStatement ? choice.elseStatement : undefined;
  const next = other === undefined ? undefined : /^\s*(?=else\b)/.exec(text.slice(end))?.[0].length;
  return [
    insertion(branch.pos, ' {'),
    { start: end, end: end + (next ?? 0), text: `\n${indent}}${next === undefined ? '' : ' '}` },
  ];
}

/** `} else { a = 1; }` behind a branch of several lines. */
function openElse({ thenStatement, elseStatement }: ts.IfStatement, { text, source }: ParsedRule): Edit[] {
  if (elseStatement === undefined || !ts.isBlock(elseStatement)) return [];
  const [first] = elseStatement.statements;
  const [start, end] = [elseStatement.getStart(source) + 1, elseStatement.end - 1];
  const isShort = !text.slice(start, end).includes('\n');
  if (first === undefined || !isShort || !text.slice(thenStatement.pos, thenStatement.end).includes('\n'))
    return [];
  const indent = indentAt(text, elseStatement.getStart(source));
  return [
    { start, end: first.getStart(source), text: `\n${indent}  ` },
    { start: elseStatement.statements.at(-1)!.end, end, text: `\n${indent}` },
  ];
}
