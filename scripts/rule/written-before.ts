import { ts } from '../lib/ts.ts';
import type { Use } from './uses.ts';

/**
 * Whether a rule has certainly made a write by the time that it gets to a place: in a statement before it, of a block
 * that the place is in as well.
 */
export function isWrittenBefore({ links }: Use, place: ts.Node): boolean {
  const statement = unconditionalStatement(links.at(-1)!);
  const block = statement?.parent;
  if (statement === undefined || block === undefined || !ts.isBlock(block)) return false;
  if (place.pos < statement.end || block.end < place.end) return false;
  // A function that is declared may be called from anywhere in the block.
  const around = ts.findAncestor(place, (node) => node === block || ts.isFunctionDeclaration(node));
  return around === block;
}

/** The statement that does nothing but what holds the node, unless something decides whether it is done. */
export function unconditionalStatement(
  node: ts.Node,
): ts.ExpressionStatement | ts.VariableStatement | undefined {
  const { parent } = node;
  if (ts.isExpressionStatement(parent) || ts.isVariableStatement(parent)) return parent;
  const isDecided =
    ts.isStatement(parent) ||
    ts.isFunctionLike(parent) ||
    ts.isBindingElement(parent) ||
    ts.isConditionalExpression(parent) ||
    (ts.isBinaryExpression(parent) && parent.right === node && !isEvaluated(parent.operatorToken.kind));
  return isDecided ? undefined : unconditionalStatement(parent);
}

/** Whether both sides of an operator are always evaluated. */
function isEvaluated(operator: ts.SyntaxKind): boolean {
  return ![
    ts.SyntaxKind.AmpersandAmpersandToken,
    ts.SyntaxKind.BarBarToken,
    ts.SyntaxKind.QuestionQuestionToken,
    ts.SyntaxKind.AmpersandAmpersandEqualsToken,
    ts.SyntaxKind.BarBarEqualsToken,
    ts.SyntaxKind.QuestionQuestionEqualsToken,
  ].includes(operator);
}
