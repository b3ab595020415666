import { ts } from '../lib/ts.ts';
import { METADATA } from './copies.ts';
import { textOf } from './inert.ts';
import { functionsIn } from './idle.ts';
import { settledRules } from './settled-rule.ts';

/**
 * Statements with which a rule, before all else, gives its context or its copy of the user a part in case that it has
 * none: `context.samlConfiguration = context.samlConfiguration || {};`, where the handler has just made it with that part.
 */
export function idleFallbacks(source: ts.SourceFile): ReadonlySet<ts.Node> {
  const idle = new Set<ts.Node>();
  for (const { rule, given, before } of settledRules(source, false)) {
    for (const [at, { name }] of rule.parameters.entries()) {
      const argument = given[at];
      const made = argument && ts.isIdentifier(argument) ? madeIn(before, argument.text) : undefined;
      const first = made && ts.isIdentifier(name) && rule.body ? firstUse(name.text, rule.body) : undefined;
      const part = first && fallbackOf(first, name.getText());
      if (part && isThere(made!, part.name, part.isOr, source)) idle.add(first);
    }
  }
  return idle;
}

/** What a name holds that nothing has used yet. */
export function madeIn(statements: readonly ts.Statement[], name: string): ts.Expression | undefined {
  const uses = statements.filter((one) => mentions(one, name));
  const [only] = uses;
  if (uses.length !== 1 || !only || !ts.isVariableStatement(only)) return undefined;
  const [declared, ...others] = only.declarationList.declarations;
  const isConst = (only.declarationList.flags & ts.NodeFlags.Const) !== 0;
  return isConst && others.length === 0 && declared?.name.getText() === name
    ? declared.initializer
    : undefined;
}

function mentions(node: ts.Node, name: string): boolean {
  return (
    (ts.isIdentifier(node) && node.text === name) ||
    ts.forEachChild(node, (child) => mentions(child, name) || undefined) === true
  );
}

/** The statement that is the first to name something, at the top of a function or of a `try` in it. */
function firstUse(name: string, body: ts.Block): ts.Statement | undefined {
  const isLater = body.statements.some((one) => ts.isFunctionDeclaration(one) && mentions(one, name));
  const first = body.statements.find((one) => mentions(one, name));
  if (isLater || !first) return undefined;
  return ts.isTryStatement(first) ? first.tryBlock.statements.find((one) => mentions(one, name)) : first;
}

/** The part that `context.part = context.part || {};` is about; `&&` would make it anew. */
function fallbackOf(statement: ts.Statement, name: string): { name: string; isOr: boolean } | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left, right, operatorToken } = statement.expression;
  const isPlain = operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!isPlain || !ts.isPropertyAccessExpression(left) || !ts.isBinaryExpression(right)) return undefined;
  const isEmpty = ts.isObjectLiteralExpression(right.right) && right.right.properties.length === 0;
  const isSame = textOf(left) === textOf(right.left) && textOf(left) === `${name}.${left.name.text}`;
  const { kind } = right.operatorToken;
  const isOr = kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
  const isAnd = kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isEmpty && isSame && (isOr || isAnd) ? { name: left.name.text, isOr } : undefined;
}

/** Whether what a handler has made has that part: metadata of a copy of the user, or an empty object. */
function isThere(made: ts.Expression, part: string, isOr: boolean, source: ts.SourceFile): boolean {
  if (ts.isCallExpression(made) && textOf(made.expression) === 'structuredClone') {
    const [copied] = made.arguments;
    return copied !== undefined && textOf(copied) === 'event.user' && isOr && METADATA.has(part);
  }
  return (objectMadeBy(made, source)?.properties ?? []).some(
    (one) =>
      ts.isPropertyAssignment(one) &&
      one.name.getText() === part &&
      ts.isObjectLiteralExpression(one.initializer) &&
      one.initializer.properties.length === 0,
  );
}

/** The object that an expression is, or that a function of the source returns and does nothing else. */
export function objectMadeBy(
  made: ts.Expression,
  source: ts.SourceFile,
): ts.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(made)) return made;
  const maker = ts.isCallExpression(made) && functionsIn(source.statements).get(textOf(made.expression));
  const [only, ...rest] = (maker && maker.body?.statements) || [];
  const object = only && ts.isReturnStatement(only) && rest.length === 0 ? only.expression : undefined;
  return object && ts.isObjectLiteralExpression(object) ? object : undefined;
}
