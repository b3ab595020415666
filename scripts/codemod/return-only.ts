import { ts } from '../lib/ts.ts';
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
  const asked = questionsOf(literal, draft);
  return asked.length > 0 && asked.every((question) => skips(question, draft));
}

interface Question {
  readonly condition: ts.Expression;
  /** Whether it is true of a user who comes back. */
  readonly isReturn: boolean;
}

/** What compares something with a text, or looks for it in a list of texts; none where it may go elsewhere. */
function questionsOf(literal: ts.Expression, draft: Draft): readonly Question[] {
  const { parent } = wrapped(literal);
  if (ts.isArrayLiteralExpression(parent)) {
    const asked = listsOf(parent, draft).map(membershipOf);
    return asked.every((question) => question !== undefined) ? asked : [];
  }
  if (!ts.isBinaryExpression(parent)) return [];
  const operator = parent.operatorToken.getText();
  return /^[!=]==?$/.test(operator)
    ? [{ condition: wrapped(parent), isReturn: operator.startsWith('=') }]
    : [];
}

/** The places that use a list: itself, or the name of a constant that it is. */
function listsOf(list: ts.ArrayLiteralExpression, { parsed }: Draft): readonly ts.Expression[] {
  const { parent } = wrapped(list);
  if (!ts.isVariableDeclaration(parent)) return [list];
  const variable = parsed.checker.getSymbolAtLocation(parent.name);
  return parsed.checker.references.filter(
    (name) => name !== parent.name && parsed.checker.getSymbolAtLocation(name) === variable,
  );
}

/** `list.includes(…)`, `list.indexOf(…) !== -1` and the like. */
function membershipOf(list: ts.Expression): Question | undefined {
  const access = wrapped(list).parent;
  if (!ts.isPropertyAccessExpression(access) || !ts.isCallExpression(access.parent)) return undefined;
  const call = wrapped(access.parent);
  if (access.name.text === 'includes') return { condition: call, isReturn: true };
  const { parent } = call;
  if (access.name.text !== 'indexOf' || !ts.isBinaryExpression(parent)) return undefined;
  const operator = `${parent.operatorToken.getText()} ${parent.right.getText()}`;
  const isReturn = /^(?:!==? -1|> -1|>= 0)$/.test(operator);
  return isReturn || /^(?:===? -1|< 0)$/.test(operator)
    ? { condition: wrapped(parent), isReturn }
    : undefined;
}

function skips(question: Question, draft: Draft): boolean {
  let { condition, isReturn } = question;
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
