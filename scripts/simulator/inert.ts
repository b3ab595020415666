import { ts } from 'ts-morph';
import { claimFate } from '../auth0/restricted-claims.ts';

/** Sections of the event that are always there, so that reading a key of theirs cannot fail. */
const SECTIONS = new Set(['client', 'connection', 'request', 'secrets', 'stats', 'tenant', 'user']);

const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** Expressions that neither do anything nor can fail: constants, reads of the event, and comparisons of them. */
export function isInert(node: ts.Expression): boolean {
  if (isConstant(node) || isRead(node)) return true;
  if (ts.isParenthesizedExpression(node)) return isInert(node.expression);
  if (ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.ExclamationToken && isInert(node.operand);
  if (ts.isBinaryExpression(node))
    return COMPARISONS.has(node.operatorToken.kind) && isInert(node.left) && isInert(node.right);
  return isDroppedClaim(node);
}

/** A condition that never holds: a section of the event is always there. */
export function isNever(node: ts.Expression): boolean {
  if (!ts.isPrefixUnaryExpression(node) || node.operator !== ts.SyntaxKind.ExclamationToken) return false;
  const { operand } = node;
  return isRead(operand) && ts.isPropertyAccessExpression(operand) && isSection(operand);
}

function isSection({ expression, name }: ts.PropertyAccessExpression): boolean {
  return ts.isIdentifier(expression) && SECTIONS.has(name.text);
}

function isConstant(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return true;
  if (ts.isIdentifier(node)) return node.text === 'undefined';
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isConstant);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every(
      (one) =>
        ts.isPropertyAssignment(one) && !ts.isComputedPropertyName(one.name) && isConstant(one.initializer),
    );
  return [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(
    node.kind,
  );
}

/** Objects within those sections that are always there too. */
const OBJECTS = new Set([
  'event.client.metadata',
  'event.request.body',
  'event.request.geoip',
  'event.request.query',
  'event.user.app_metadata',
  'event.user.user_metadata',
]);

/** `event.user.email`, and `?.` wherever something may be missing. */
function isRead(node: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(node)) return false;
  const { expression, questionDotToken } = node;
  if (ts.isIdentifier(expression)) return expression.text === 'event';
  if (!isRead(expression)) return false;
  if (questionDotToken !== undefined) return true;
  return (
    ts.isPropertyAccessExpression(expression) && (isSection(expression) || OBJECTS.has(textOf(expression)))
  );
}

/** A claim with a constant name that Auth0 leaves out of the token, whatever its value. */
function isDroppedClaim(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const token = /^api\.(?<token>idToken|accessToken)\.setCustomClaim$/.exec(textOf(node.expression))
    ?.groups?.['token'];
  const [name, value, ...rest] = node.arguments;
  if (token === undefined || !name || !value || rest.length > 0) return false;
  if (!ts.isStringLiteralLike(name) || !isConstant(value)) return false;
  // Names that depend on the scopes or the audience are set in some login.
  const all = ['openid', 'profile', 'email', 'phone', 'address'];
  return claimFate(token as 'idToken' | 'accessToken', name.text, { scopes: all }).kind === 'dropped';
}

export function textOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? `${textOf(node.expression)}.${node.name.text}` : '';
}

/** How deep calls of functions are followed. */
const DEPTH = 3;

/** Statements that have no effect on a login that has been denied: further denials, claims, and looking at the event. */
export function isIdleOnceDenied(statement: ts.Statement, depth = DEPTH): boolean {
  const isIdleToo = (one: ts.Statement): boolean => isIdleOnceDenied(one, depth);
  if (ts.isEmptyStatement(statement)) return true;
  if (ts.isBlock(statement)) return statement.statements.every(isIdleToo);
  if (ts.isReturnStatement(statement)) return statement.expression === undefined;
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    if (isInert(expression) || isDenial(expression) || isPlainSetting(expression)) return true;
    const called = depth === 0 ? undefined : inlined(expression);
    return called?.every((one) => isIdleOnceDenied(one, depth - 1)) ?? false;
  }
  if (!ts.isIfStatement(statement)) return false;
  const { expression, thenStatement, elseStatement } = statement;
  return (
    isInert(expression) &&
    isIdleToo(thenStatement) &&
    (elseStatement === undefined || isIdleToo(elseStatement))
  );
}

function isDenial(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || textOf(node.expression) !== 'api.access.deny') return false;
  const [reason, ...rest] = node.arguments;
  return reason !== undefined && rest.length === 0 && ts.isStringLiteralLike(reason);
}

/** A claim or a second factor with a constant name that the api takes. */
function isPlainSetting(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const [name, value, ...rest] = node.arguments;
  if (!name || rest.length > 0 || !ts.isStringLiteralLike(name)) return false;
  const method = textOf(node.expression);
  if (method === 'api.multifactor.enable') return value === undefined || isConstant(value);
  const isClaim = /^api\.(?:idToken|accessToken)\.setCustomClaim$/.test(method);
  return (
    isClaim && value !== undefined && isInert(value) && claimFate('idToken', name.text).kind !== 'throws'
  );
}

/** What a call of a function of the same source does, with the arguments in place of its parameters. */
function inlined(node: ts.Expression): readonly ts.Statement[] | undefined {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const { text } = node.expression;
  const called = ts
    .getOriginalNode(node)
    .getSourceFile()
    ?.statements.filter((one) => ts.isFunctionDeclaration(one) && one.name?.text === text);
  const [declared] = called ?? [];
  if (called?.length !== 1 || !declared || !ts.isFunctionDeclaration(declared) || !declared.body)
    return undefined;
  const given = new Map<string, ts.Expression>();
  for (const [at, { name, initializer, dotDotDotToken }] of declared.parameters.entries()) {
    const argument = node.arguments[at];
    if (!ts.isIdentifier(name) || !argument || initializer || dotDotDotToken) return undefined;
    given.set(name.text, argument);
  }
  const substitute = (context: ts.TransformationContext) => (body: ts.Block) => {
    const visit = (one: ts.Node): ts.Node => {
      if (ts.isPropertyAccessExpression(one)) {
        const { expression, name } = one;
        return ts.factory.updatePropertyAccessExpression(one, visit(expression) as ts.Expression, name);
      }
      return ts.isIdentifier(one) ? (given.get(one.text) ?? one) : ts.visitEachChild(one, visit, context);
    };
    return ts.visitNode(body, visit) as ts.Block;
  };
  const [body] = ts.transform(declared.body, [substitute]).transformed;
  return body?.statements;
}
