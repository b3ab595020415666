import { ts } from 'ts-morph';
import { isSuccess } from '../rule/call-kind.ts';
import { unwrap, walk, wrapped } from '../rule/syntax.ts';
import { literalText } from '../rule/uses.ts';
import type { Draft } from './draft.ts';
import { expressionOf, isCallbackCall } from './splice.ts';

const RETURNED = 'redirect-callback';

/**
 * In a rule that does not redirect itself: the places that ask whether the user comes back from where another rule sent
 * them, and do something then. Only to do nothing then is nothing.
 */
export function returnsOfOthers(draft: Draft): ts.Node[] {
  if (!draft.parsed.text.includes(RETURNED)) return [];
  const found: ts.Node[] = [];
  walk(draft.parsed.handler.body, (node) => {
    if (ts.isStringLiteralLike(node) && literalText(node) === RETURNED && !isSkip(node, draft))
      found.push(node);
  });
  return found;
}

/** `if (context.protocol === 'redirect-callback') return callback(null, user, context);` and the like. */
function isSkip(literal: ts.Expression, draft: Draft): boolean {
  const asked = wrapped(literal).parent;
  if (!ts.isBinaryExpression(asked)) return false;
  const operator = asked.operatorToken.getText(draft.parsed.source);
  if (!/^[!=]==?$/.test(operator)) return false;
  let condition: ts.Expression = wrapped(asked);
  let isReturn = operator.startsWith('=');
  let isOne = true;
  for (;;) {
    const { parent } = condition;
    if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken)
      isReturn = !isReturn;
    else if (ts.isBinaryExpression(parent) && /^(?:&&|\|\|)$/.test(parent.operatorToken.getText()))
      isOne &&= parent.operatorToken.kind === ts.SyntaxKind.BarBarToken;
    else break;
    condition = wrapped(parent);
  }
  const branch = condition.parent;
  if (!ts.isIfStatement(branch)) return false;
  if (isReturn) return doesNothing(branch.thenStatement, draft);
  if (branch.elseStatement !== undefined) return doesNothing(branch.elseStatement, draft);
  return !isOne || !leaves(branch.thenStatement) || rest(branch).every((one) => doesNothing(one, draft));
}

/** Whether a statement at most lets the login go on. */
function doesNothing(statement: ts.Statement, draft: Draft): boolean {
  if (ts.isBlock(statement)) return statement.statements.every((inner) => doesNothing(inner, draft));
  if (ts.isReturnStatement(statement) && statement.expression === undefined) return true;
  if (ts.isEmptyStatement(statement) || ts.isFunctionDeclaration(statement)) return true;
  const value = expressionOf(statement);
  if (value === undefined) return false;
  const call = unwrap(value);
  if (!ts.isCallExpression(call)) return false;
  return isCallbackCall(call, draft.parsed)
    ? isSuccess(call.arguments[0])
    : /^console\.\w+$/.test(draft.text(call.expression));
}

/** Whether what follows a statement is not reached through it. */
function leaves(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
}

/** What runs after a statement: the one function that is around does not say, where it is not the body itself. */
function rest(statement: ts.Statement): readonly ts.Statement[] {
  const { parent } = statement;
  if (!ts.isBlock(parent)) return [statement];
  return parent.statements.slice(parent.statements.indexOf(statement) + 1);
}
