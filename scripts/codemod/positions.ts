import { ts } from '../lib/ts.ts';
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

/** What comes between two statements here: a space in a block on one line. */
export function lineBreak(statement: ts.Statement, draft: Draft): string {
  const between = draft.parsed.text.slice(draft.start(statement.parent), draft.start(statement));
  return between.includes('\n') ? `\n${draft.indentOf(statement)}` : ' ';
}

/** Whether something can follow a statement on its line. */
export function isClosed(statement: ts.Statement | undefined, { parsed }: Draft): boolean {
  return statement === undefined || /[;}]/.test(parsed.text[statement.end - 1]!);
}

/** Whether two places may both be reached in one run: not when a branch or a return parts them. */
export function mayBothRun(a: ts.Node, b: ts.Node): boolean {
  const [first, second] = a.pos <= b.pos ? [a, b] : [b, a];
  let at: ts.Node = first;
  while (at.parent !== undefined && (at.parent.pos > second.pos || at.parent.end < second.end)) {
    at = at.parent;
    if (ts.isFunctionLike(at) || ts.isTryStatement(at)) return true;
    if (ts.isBlock(at) && ts.isReturnStatement(at.statements.at(-1) ?? at) && isPlainBranch(at)) return false;
    if (ts.isReturnStatement(at)) return false;
  }
  const common = at.parent;
  if (common === undefined || !(ts.isIfStatement(common) || ts.isConditionalExpression(common))) return true;
  const [then, other] = ts.isIfStatement(common)
    ? [common.thenStatement, common.elseStatement]
    : [common.whenTrue, common.whenFalse];
  return at !== then || other === undefined || second.pos < other.pos;
}

/** A block that nothing but its end or its return leaves: no loop, no `break`. */
function isPlainBranch(block: ts.Block): boolean {
  return ts.isIfStatement(block.parent) || ts.isBlock(block.parent);
}
