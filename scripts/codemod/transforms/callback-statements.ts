import { ts } from '../../lib/ts.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { unwrap, walk } from '../../rule/syntax.ts';
import type { Transform } from '../draft.ts';
import { type Edit, movedText } from '../edits.ts';
import { expressionOf, indentAt, isCallbackCall, separatorBefore } from '../splice.ts';

/** A call back inside a larger expression becomes a statement of its own, as the rest of the table expects it. */
export const callbackStatements: Transform = {
  name: 'callback-statements',
  doc: 'return ok ? callback(…) : callback(error); -> if (ok) { return callback(…); } return callback(error);',
  always: true,
  rewrite(parsed) {
    const edits: Edit[] = [];
    if (!/[?,]|\bvoid\b/.test(parsed.handler.body.getText(parsed.source))) return edits;
    walk(parsed.handler.body, (node) => {
      const edit = ts.isStatement(node) ? rewritten(node, parsed) : undefined;
      if (edit !== undefined) edits.push(edit);
      return edit === undefined;
    });
    return edits;
  },
};

/** Writes the statements that do the same as one whose expression calls back somewhere inside. */
function rewritten(statement: ts.Statement, parsed: ParsedRule): Edit | undefined {
  const expression = expressionOf(statement);
  if (expression === undefined) return undefined;
  const returns = ts.isReturnStatement(statement) ? 'return ' : '';
  const lines = statementsFor(unwrap(expression), returns, parsed);
  if (lines === undefined) return undefined;
  const start = statement.getStart(parsed.source);
  const isAlone = ts.isBlock(statement.parent) || ts.isCaseOrDefaultClause(statement.parent);
  const outer = indentAt(parsed.text, statement.parent.getStart(parsed.source));
  return isAlone
    ? { start, end: statement.end, text: lines.join(separatorBefore(statement, parsed)) }
    : {
        start: statement.pos,
        end: statement.end,
        text: [' {', ...lines.map((line) => `${outer}  ${line}`), `${outer}}`].join('\n'),
      };
}

function statementsFor(expression: ts.Expression, returns: string, parsed: ParsedRule): string[] | undefined {
  if (ts.isConditionalExpression(expression)) {
    const { condition, whenTrue, whenFalse } = expression;
    if (!callsBack(whenTrue, parsed) && !callsBack(whenFalse, parsed)) return undefined;
    const [then, other] = [whenTrue, whenFalse].map((branch) => `${returns}${moved(branch, parsed)};`);
    const test = [`if (${moved(condition, parsed)}) {`, `  ${then}`];
    return returns === '' ? [...test, '} else {', `  ${other}`, '}'] : [...test, '}', other!];
  }
  if (isSequence(expression)) {
    const { left, right } = expression;
    if (!callsBack(left, parsed) && !callsBack(right, parsed)) return undefined;
    return [`${moved(left, parsed)};`, `${returns}${moved(right, parsed)};`];
  }
  // What a rule returned meant nothing to anybody.
  if (ts.isVoidExpression(expression) && isCallbackCall(unwrap(expression.expression), parsed))
    return [`${returns}${moved(expression.expression, parsed)};`];
  return undefined;
}

/** Whether an expression is a call back, or a choice or a sequence that may end in one. */
function callsBack(node: ts.Expression, parsed: ParsedRule): boolean {
  const inner = unwrap(node);
  if (ts.isConditionalExpression(inner))
    return callsBack(inner.whenTrue, parsed) || callsBack(inner.whenFalse, parsed);
  if (isSequence(inner)) return callsBack(inner.left, parsed) || callsBack(inner.right, parsed);
  if (ts.isVoidExpression(inner)) return callsBack(inner.expression, parsed);
  return isCallbackCall(inner, parsed);
}

/** `a, b`. */
function isSequence(node: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken;
}

/** The text of an expression without the parentheses around it, with the edits inside it. */
function moved(node: ts.Expression, { source }: ParsedRule): string {
  const inner = unwrap(node);
  return movedText(inner.getStart(source), inner.end);
}
