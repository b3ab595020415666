import { ts } from '../lib/ts.ts';

/** A way that a login has to take at a condition or block to get to some other place. Lines and columns count from 1. */
export interface Need {
  readonly line: number;
  readonly column: number;
  readonly way: 0 | 1;
}

export function needOf(at: ts.Node, way: 0 | 1, source: ts.SourceFile): Need {
  const { line, character } = source.getLineAndCharacterOfPosition(at.getStart(source));
  return { line: line + 1, column: character + 1, way };
}

/** What has to hold on the way from the top of the source to a node; an `if` that is dropped has to have been true. */
export function needsOf(node: ts.Node, source: ts.SourceFile): Need[] {
  const needs: Need[] = [];
  const need = (at: ts.Node, way: 0 | 1): void => void needs.push(needOf(at, way, source));
  if (ts.isIfStatement(node) && node.elseStatement === undefined) need(node.expression, 1);
  for (let child = node, { parent } = node; parent !== undefined; child = parent, { parent } = parent) {
    if (ts.isIfStatement(parent) && child !== parent.expression)
      need(parent.expression, child === parent.thenStatement ? 1 : 0);
    if (ts.isConditionalExpression(parent) && child !== parent.condition)
      need(parent.condition, child === parent.whenTrue ? 1 : 0);
    if (ts.isBinaryExpression(parent) && child === parent.right) {
      const { kind } = parent.operatorToken;
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken) need(parent.left, 1);
      if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken)
        need(parent.left, 0);
    }
    if (ts.isCatchClause(parent) || ts.isCaseOrDefaultClause(parent)) need(parent, 1);
    const isBody =
      ts.isFunctionLike(parent) && (parent as ts.FunctionLikeDeclaration).body === child && ts.isBlock(child);
    if (isBody) need(parent, 1);
  }
  return needs;
}
