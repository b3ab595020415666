import { ts } from '../lib/ts.ts';
import { isInert, textOf } from './inert.ts';

/** Metadata that every user of an event has, be it empty. */
export const METADATA = new Set(['app_metadata', 'user_metadata']);

/**
 * Statements of a function that do nothing to its own copy of the user: they give it metadata in case that it has none,
 * which it always has; or they write what nobody reads.
 */
export function idleWrites(body: ts.Block): ReadonlySet<ts.Node> {
  const idle = new Set<ts.Node>();
  for (const statement of body.statements) {
    const name = copyIn(statement);
    const uses = name === undefined ? [] : usesOf(name, body);
    if (name === undefined || uses.filter(isDeclared).length !== 1) continue;
    const later = uses.filter((one) => !isDeclared(one));
    const writes = new Set<ts.Node>(later.map((one) => statementOf(one, body)));
    if ([...writes].every((one) => isWriteTo(name, one)))
      for (const one of [statement, ...writes]) idle.add(one);
    for (const [at, one] of later.entries()) {
      const write = statementOf(one, body);
      if (
        isFallback(name, write) &&
        later.slice(0, at).every((earlier) => isHarmless(earlier) || earlier.pos >= write.pos)
      )
        idle.add(write);
    }
  }
  return idle;
}

/** `const user = structuredClone(event.user);` */
function copyIn(statement: ts.Statement): string | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const { flags, declarations } = statement.declarationList;
  const [only] = declarations;
  if ((flags & ts.NodeFlags.Const) === 0 || declarations.length !== 1 || !only) return undefined;
  const { name, initializer } = only;
  if (!ts.isIdentifier(name) || !initializer || !ts.isCallExpression(initializer)) return undefined;
  const [copied] = initializer.arguments;
  const isCopy = textOf(initializer.expression) === 'structuredClone' && initializer.arguments.length === 1;
  return isCopy && copied && textOf(copied) === 'event.user' ? name.text : undefined;
}

function usesOf(name: string, body: ts.Node): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    const isProperty =
      (ts.isPropertyAccessExpression(node.parent) || ts.isPropertyAssignment(node.parent)) &&
      node.parent.name === node;
    if (ts.isIdentifier(node) && node.text === name && !isProperty) found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

function isDeclared({ parent }: ts.Identifier): boolean {
  return (
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isFunctionLike(parent)
  );
}

/** The statement that a use is in, as long as it runs once: no loop, no function of its own. */
function statementOf(use: ts.Node, body: ts.Block): ts.Node {
  let statement: ts.Node = use;
  while (!ts.isExpressionStatement(statement)) {
    if (statement === body || ts.isFunctionLike(statement)) return body;
    statement = statement.parent;
  }
  for (let { parent } = statement as ts.Node; parent !== body; { parent } = parent)
    if (!ts.isBlock(parent) && !ts.isIfStatement(parent) && !ts.isTryStatement(parent)) return body;
  return statement;
}

/** A use that leaves metadata as it is: of another property, or reading it. */
function isHarmless(use: ts.Identifier): boolean {
  const { parent } = use;
  const isOther = ts.isPropertyAccessExpression(parent) && !METADATA.has(parent.name.text);
  return isOther || isRead(use);
}

/** A property of the copy that is read, and not the copy itself. */
function isRead({ parent }: ts.Identifier): boolean {
  if (!ts.isPropertyAccessExpression(parent)) return false;
  const around = parent.parent;
  const isWritten = ts.isBinaryExpression(around) && around.left === parent;
  return (
    !isWritten &&
    !ts.isDeleteExpression(around) &&
    !ts.isPostfixUnaryExpression(around) &&
    !ts.isPrefixUnaryExpression(around)
  );
}

function assignmentIn(statement: ts.Node): ts.BinaryExpression | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const isPlain = statement.expression.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isPlain ? statement.expression : undefined;
}

/** `user.app_metadata = user.app_metadata || {};` */
function isFallback(name: string, statement: ts.Node): boolean {
  const { left, right } = assignmentIn(statement) ?? {};
  if (!left || !right || !ts.isBinaryExpression(right)) return false;
  const { kind } = right.operatorToken;
  return (
    (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) &&
    isMetadata(name, left) &&
    textOf(left) === textOf(right.left) &&
    isInert(right.right)
  );
}

/** A write of something that cannot fail, to the copy or to metadata of it; metadata stays an object. */
function isWriteTo(name: string, statement: ts.Node): boolean {
  const { left, right } = assignmentIn(statement) ?? {};
  if (!left || !right || !ts.isPropertyAccessExpression(left)) return false;
  const [root, ...path] = textOf(left).split('.');
  const isPlace = path.length === 1 || (path.length === 2 && METADATA.has(path[0]!));
  if (root !== name || !isPlace || path.includes('__proto__')) return false;
  return isMetadata(name, left) ? isObject(name, right) : isInert(right);
}

/** `user.app_metadata || {}` */
function isObject(name: string, value: ts.Expression): boolean {
  if (isMetadata(name, value)) return true;
  if (ts.isObjectLiteralExpression(value)) return isInert(value);
  return (
    ts.isBinaryExpression(value) &&
    LOGICAL.has(value.operatorToken.kind) &&
    isObject(name, value.left) &&
    isObject(name, value.right)
  );
}

const LOGICAL = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

function isMetadata(name: string, node: ts.Expression): boolean {
  const [root, section, ...rest] = textOf(node).split('.');
  return root === name && METADATA.has(section ?? '') && rest.length === 0;
}
