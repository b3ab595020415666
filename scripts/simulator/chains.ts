import { ts } from '../lib/ts.ts';
import { eventPathFor, toSegments } from '../auth0/mapping-lookup.ts';
import { login } from './login.ts';

/** Names in code, and the paths in a login that they stand for. */
export type Known = ReadonlyMap<string, readonly string[]>;

/** Stands in a path for any element of a list. */
export const ELEMENT = '[]';

/** Methods that lists have and texts have not. */
export const LIST_METHODS = new Set(
  Object.getOwnPropertyNames(Array.prototype).filter((name) => !(name in String.prototype)),
);

/** Names at the end of a chain that are called on a value rather than read from it. */
export const METHODS = new Set(
  [Array.prototype, String.prototype, Object.prototype, Promise.prototype].flatMap((prototype) =>
    Object.getOwnPropertyNames(prototype),
  ),
);

export function isAccess(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** `event.user['groups']` as a path, through names that stand for a part; undefined for anything else. */
export function chainOf(node: ts.Node, known: Known): readonly string[] | undefined {
  if (ts.isIdentifier(node)) return known.get(node.text);
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)) {
    return chainOf(node.expression, known);
  }
  if (ts.isBinaryExpression(node)) {
    const isGuard = node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
    return (isGuard ? chainOf(node.right, known) : undefined) ?? chainOf(node.left, known);
  }
  if (ts.isCallExpression(node)) {
    const from = isAccess(node.expression) ? node.expression : undefined;
    const list = from && isElementOf(from) ? chainOf(from.expression, known) : undefined;
    if (list) return [...list, ELEMENT];
    return node.arguments.length === 1 ? chainOf(node.arguments[0]!, known) : undefined;
  }
  if (!isAccess(node)) return undefined;
  const path = chainOf(node.expression, known);
  if (!path) return undefined;
  if (ts.isPropertyAccessExpression(node)) return [...path, node.name.text];
  const { argumentExpression: key } = node;
  if (ts.isStringLiteralLike(key)) return [...path, key.text];
  if (ts.isNumericLiteral(key)) return [...path, ELEMENT];
  const usual = usualText(key, known);
  return usual === undefined ? path : [...path, usual];
}

function isElementOf(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
  return ts.isPropertyAccessExpression(node) && TAKES_ONE.has(node.name.text);
}

/** Methods of lists that come to one of the elements. */
export const TAKES_ONE = new Set(['find', 'findLast', 'pop', 'shift']);

/** The text that an expression has in the default login: `'SECRET_' + context.clientID`. */
export function usualText(node: ts.Expression, known: Known): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [usualText(node.left, known), usualText(node.right, known)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ expression, literal }) => [
      usualText(expression, known),
      literal.text,
    ]);
    const parts = [node.head.text, ...spans.flat()];
    return parts.includes(undefined) ? undefined : parts.join('');
  }
  const path = chainOf(node, known);
  const found = path && loginPath(path);
  const value = found?.reduce<unknown>(
    (part, key) => (part as Record<string, unknown> | undefined)?.[key],
    login(),
  );
  return typeof value === 'string' ? value : undefined;
}

/** What a number, or a calculation with numbers alone, comes to: `24 * 60 * 60 * 1000`. */
export function numberOf(node: ts.Node): number | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isParenthesizedExpression(node)) return numberOf(node.expression);
  if (!ts.isBinaryExpression(node)) return undefined;
  const left = numberOf(node.left);
  const right = left === undefined ? undefined : numberOf(node.right);
  if (left === undefined || right === undefined) return undefined;
  if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return left * right;
  if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) return left + right;
  return node.operatorToken.kind === ts.SyntaxKind.MinusToken ? left - right : undefined;
}

export function keyOf(element: ts.BindingElement): string {
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : '';
}

/** Where a login holds what the code reads. */
export function loginPath(path: readonly string[]): string[] | undefined {
  const [root, ...rest] = path;
  if (rest.length === 0) return undefined;
  if (root === 'event') return rest;
  if (root === 'user') return ['user', ...rest];
  if (root === 'configuration') return ['configuration', rest[0]!];
  const mapped = eventPathFor(path);
  return mapped?.expression === undefined ? undefined : [...toSegments(mapped.expression)].slice(1);
}
