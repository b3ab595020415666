import { ts } from 'ts-morph';
import { wrapped } from '../rule/syntax.ts';
import type { Draft } from './draft.ts';

const COMPARES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** Whether a read only asks if there is something: a condition, a comparison with nothing, `typeof`. */
export function isSafeRead(node: ts.Expression): boolean {
  const outer = wrapped(node);
  const { parent } = outer;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === outer;
  if (ts.isConditionalExpression(parent)) return parent.condition === outer;
  if (ts.isTypeOfExpression(parent)) return true;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return parent.left === outer || isSafeRead(parent);
  return kind === ts.SyntaxKind.BarBarToken ? isSafeRead(parent) : COMPARES.has(kind);
}

/** The statement that is nothing but an assignment to this expression. */
export function assignmentStatement(
  left: ts.Expression,
): (ts.ExpressionStatement & { expression: ts.BinaryExpression }) | undefined {
  const assignment = left.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.left !== left) return undefined;
  if (assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const { parent } = assignment;
  return ts.isExpressionStatement(parent) ? (parent as ReturnType<typeof assignmentStatement>) : undefined;
}

/** `left = right;` becomes a call with the right side as its last argument. */
export function assignmentToCall(left: ts.Expression, opening: string, draft: Draft): void {
  const { right } = assignmentStatement(left)!.expression;
  draft.replaceRange(draft.start(left), draft.start(right), opening);
  draft.insert(right.end, ')');
}
