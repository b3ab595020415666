import { ts } from '../lib/ts.ts';

export type FunctionNode = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction;

/** The expression without parentheses, casts and non-null marks around it. */
export function unwrap(node: ts.Expression): ts.Expression {
  let inner = node;
  while (ts.isParenthesizedExpression(inner) || ts.isNonNullExpression(inner) || ts.isAsExpression(inner)) {
    inner = inner.expression;
  }
  return inner;
}

/** The outermost node that is this expression, parentheses and casts included. */
export function wrapped(node: ts.Expression): ts.Expression {
  let outer = node;
  while (
    ts.isParenthesizedExpression(outer.parent) ||
    ts.isNonNullExpression(outer.parent) ||
    ts.isAsExpression(outer.parent)
  ) {
    outer = outer.parent;
  }
  return outer;
}

/** The statement around a node that stands directly in a block, a file or a case. */
export function enclosingStatement(node: ts.Node): ts.Statement | undefined {
  return ts.findAncestor(
    node,
    (inner): inner is ts.Statement =>
      ts.isStatement(inner) &&
      !ts.isBlock(inner) &&
      inner.parent !== undefined &&
      (ts.isBlock(inner.parent) || ts.isSourceFile(inner.parent) || ts.isCaseOrDefaultClause(inner.parent)),
  );
}

/** Whether an identifier stands for a value, and is not the name of a property, a label or a declaration. */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isTypeNode(parent) || ts.isTypeParameterDeclaration(parent) || ts.isImportSpecifier(parent))
    return false;
  return (
    !(
      (ts.isFunctionLike(parent) || ts.isClassLike(parent) || ts.isPropertyDeclaration(parent)) &&
      (parent as { name?: ts.Node }).name === node
    ) &&
    !ts.isLabeledStatement(parent) &&
    !ts.isBreakOrContinueStatement(parent) &&
    !ts.isImportClause(parent)
  );
}

/** Visits every node below, depth first, in source order; a false answer skips what is below a node. */
export function walk(node: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  ts.forEachChild(node, (child) => {
    if (visit(child) !== false) walk(child, visit);
  });
}

/** Line and column of an offset, counting from 1. */
export function positionOf(source: ts.SourceFile, offset: number): { line: number; column: number } {
  const { line, character } = source.getLineAndCharacterOfPosition(offset);
  return { line: line + 1, column: character + 1 };
}

/** Whether the operator of a binary expression writes its left side. */
export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

/** `{}` or `[]`, the usual fallback of `x || {}`. */
export function isEmptyLiteral(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return (
    (ts.isObjectLiteralExpression(inner) && inner.properties.length === 0) ||
    (ts.isArrayLiteralExpression(inner) && inner.elements.length === 0)
  );
}

/** `a || b` and `a ?? b`. */
export function isFallback(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.BarBarToken ||
      node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
  );
}

/** Whether a parameter stands without parentheses: `name => …`. */
export function isBareParameter({ parent: fn }: ts.ParameterDeclaration, source: ts.SourceFile): boolean {
  return (
    ts.isArrowFunction(fn) &&
    !fn.getChildren(source).some(({ kind }) => kind === ts.SyntaxKind.OpenParenToken)
  );
}
