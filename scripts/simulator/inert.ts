import { ts } from '../lib/ts.ts';
import { claimFate } from '../auth0/restricted-claims.ts';

/** Sections of the event that are always there, so that reading a key of theirs cannot fail. */
export const SECTIONS = new Set(['client', 'connection', 'request', 'secrets', 'stats', 'tenant', 'user']);

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
  if (ts.isConditionalExpression(node))
    return isInert(node.condition) && isInert(node.whenTrue) && isInert(node.whenFalse);
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

export function isConstant(node: ts.Expression): boolean {
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
export const OBJECTS = new Set([
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
