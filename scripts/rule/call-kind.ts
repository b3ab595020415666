import { ts } from '../lib/ts.ts';
import { unwrap } from './syntax.ts';
import type { Uses } from './uses.ts';

const ERRORS: ReadonlySet<string> = new Set(['Error', 'UnauthorizedError', 'TypeError', 'RangeError']);

/** What a call of the callback decides: the login goes on, it is refused, or that is only known when it runs. */
export type CallKind = 'next' | 'refused' | 'either';

/** Reads it from the first argument alone. */
export function kindOfCall(call: ts.CallExpression, uses: Uses): CallKind {
  const [error] = call.arguments;
  if (isSuccess(error)) return 'next';
  const inside = unwrap(error!);
  const refuses =
    isStandardError(inside, uses) ||
    (ts.isStringLiteralLike(inside) && inside.text !== '') ||
    ts.isObjectLiteralExpression(inside) ||
    (ts.isIdentifier(inside) && isTested(inside, call.parent as ts.Statement));
  return refuses ? 'refused' : 'either';
}

/** Whether an error argument is literally none. */
export function isSuccess(node: ts.Expression | undefined): boolean {
  if (node === undefined) return true;
  const inner = unwrap(node);
  return (
    inner.kind === ts.SyntaxKind.NullKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword ||
    (ts.isIdentifier(inner) && inner.text === 'undefined') ||
    (ts.isStringLiteralLike(inner) && inner.text === '') ||
    (ts.isNumericLiteral(inner) && Number(inner.text) === 0)
  );
}

/** `new Error(…)` and its like, of the language or the sandbox. */
export function isStandardError(
  node: ts.Expression,
  uses: Uses,
): node is ts.NewExpression | ts.CallExpression {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return false;
  const name = node.expression;
  return ts.isIdentifier(name) && ERRORS.has(name.text) && uses.free.has(name.text);
}

/** `if (err) return callback(err)`: the error is not empty here. */
export function isTested(error: ts.Identifier, statement: ts.Statement): boolean {
  const branch =
    ts.isBlock(statement.parent) && statement.parent.statements[0] === statement
      ? statement.parent
      : statement;
  const { parent } = branch;
  return (
    ts.isIfStatement(parent) &&
    parent.thenStatement === branch &&
    ts.isIdentifier(unwrap(parent.expression)) &&
    (unwrap(parent.expression) as ts.Identifier).text === error.text
  );
}
