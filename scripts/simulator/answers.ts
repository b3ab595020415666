import fc from 'fast-check';
import { ts } from '../lib/ts.ts';
import { isPlainObject } from '../auth0/api-host.ts';
import {
  chainOf,
  ELEMENT,
  isAccess,
  keyOf,
  LIST_METHODS,
  METHODS,
  TAKES_ONE,
  usualText,
  type Known,
} from './chains.ts';

/**
 * What code reads of values that are no part of the login, as of an answer: `['data', 'items', '[]', 'role']` of
 * `body.data.items[0].role`. Names that stand for a part of one are followed, and patterns taken apart.
 */
export function answerPaths(source: ts.SourceFile, login: Known): string[][] {
  const parts = new Map<string, readonly string[]>();
  const found: string[][] = [];
  const isOfLogin = (node: ts.Node): boolean => chainOf(node, login) !== undefined;
  const isOther = (node: ts.Node): boolean => isOfLogin(node) || node.getText(source).startsWith('require(');

  const pathOf = (node: ts.Expression): readonly string[] => {
    const own = bare(node);
    if (ts.isIdentifier(own)) return parts.get(own.text) ?? [];
    if (ts.isBinaryExpression(own)) return pathOf(isGuard(own) ? own.right : own.left);
    if (ts.isCallExpression(own)) return calledPath(own);
    if (!isAccess(own) || own.expression.getText(source) === 'api') return [];
    const path = pathOf(own.expression);
    if (ts.isPropertyAccessExpression(own))
      return METHODS.has(own.name.text) ? path : [...path, own.name.text];
    const key = own.argumentExpression;
    // A key that a part of the login is: what that usually is.
    return [...path, usualText(key, login) ?? ELEMENT];
  };
  const calledPath = ({ expression, arguments: given }: ts.CallExpression): readonly string[] => {
    if (expression.getText(source) === 'JSON.parse' && given[0]) return pathOf(given[0]);
    if (!ts.isPropertyAccessExpression(expression)) return [];
    const path = pathOf(expression.expression);
    return TAKES_ONE.has(expression.name.text) ? [...path, ELEMENT] : path;
  };
  const bind = (name: ts.BindingName, path: readonly string[]): void => {
    if (ts.isIdentifier(name)) {
      if (login.has(name.text)) return;
      parts.set(name.text, path);
      found.push([...path]);
      return;
    }
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue;
      bind(element.name, [...path, ts.isObjectBindingPattern(name) ? keyOf(element) : ELEMENT]);
    }
  };
  /** The elements of a list have names inside the function that is called for each. */
  const bindCalled = (node: ts.CallExpression): void => {
    const { expression } = node;
    const isList = ts.isPropertyAccessExpression(expression) && LIST_METHODS.has(expression.name.text);
    if (isList && isOfLogin(expression.expression)) return;
    for (const given of node.arguments) {
      if (!ts.isArrowFunction(given) && !ts.isFunctionExpression(given)) continue;
      const [first] = given.parameters;
      if (isList && first) bind(first.name, [...pathOf(expression.expression), ELEMENT]);
      for (const { name } of isList ? [] : given.parameters) if (!ts.isIdentifier(name)) bind(name, []);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isVariableDeclaration(node) && node.initializer && !isOther(bare(node.initializer)))
      bind(node.name, pathOf(node.initializer));
    if (
      ts.isForOfStatement(node) &&
      ts.isVariableDeclarationList(node.initializer) &&
      !isOfLogin(node.expression)
    )
      bind(node.initializer.declarations[0]!.name, [...pathOf(node.expression), ELEMENT]);
    if (ts.isCallExpression(node)) bindCalled(node);
    const isWhole = isAccess(node) && !(isAccess(node.parent) && node.parent.expression === node);
    if (isWhole && !isOfLogin(node)) {
      const isCalled = ts.isCallExpression(node.parent) && node.parent.expression === node;
      found.push([...pathOf(isCalled ? node.expression : node)]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter(({ length }) => length > 0);
}

function bare(node: ts.Expression): ts.Expression {
  const isWrapped =
    ts.isParenthesizedExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node);
  return isWrapped ? bare(node.expression) : node;
}

function isGuard({ operatorToken }: ts.BinaryExpression): boolean {
  return operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
}

/** Names under which clients hand on the body of an answer; an answer may have them too. */
const BODY = new Set(['data', 'body']);

/** How many of the values that code looks at are all in one answer. */
const MOST = 24;

/** Answers with some or all of what the code looks at; undefined when it looks at nothing. */
export function answersWith(
  paths: readonly (readonly string[])[],
  value: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> | undefined {
  const inBody = paths
    .map((path) => (BODY.has(path[0]!) ? path.slice(1) : path))
    .filter(({ length }) => length > 0);
  const shapes = [inBody, paths].filter(({ length }) => length > 0);
  const element = fc.constantFrom(0, 1);
  return shapes.length === 0
    ? undefined
    : fc.oneof(
        ...shapes.flatMap((shape) => {
          const one = (path: fc.Arbitrary<readonly string[]>) => fc.record({ path, value, element });
          const whole = shape.slice(0, MOST).map((path) => fc.tuple(fc.constant(path), value));
          const some = fc.array(one(fc.constantFrom(...shape)), { minLength: 1, maxLength: 3 });
          const all = fc
            .tuple(...whole)
            .map((parts) => parts.map(([path, first]) => ({ path, value: first, element: 0 })));
          return [
            { weight: 2, arbitrary: some.map(answerWith) },
            {
              weight: 1,
              arbitrary: fc.tuple(all, some).map(([every, more]) => answerWith([...every, ...more])),
            },
          ];
        }),
      );
}

/** A value in an answer: its path, and which element is meant of a list on the way, the first or the second. */
interface Part {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly element: number;
}

/** The answer that holds all of these values; the later ones win, and those inside others. */
function answerWith(parts: readonly Part[]): unknown {
  let whole: unknown = {};
  for (const { path, value, element } of parts.toSorted((a, b) => a.path.length - b.path.length))
    whole = put(whole, path, value, element);
  return whole;
}

function put(into: unknown, [key, ...rest]: readonly string[], value: unknown, element: number): unknown {
  if (key === undefined) return value;
  if (key === ELEMENT) {
    const list: readonly unknown[] = Array.isArray(into) ? into : [];
    const index = Math.min(element, list.length);
    return [...list.slice(0, index), put(list[index], rest, value, element), ...list.slice(index + 1)];
  }
  const object: Readonly<Record<string, unknown>> = isPlainObject(into) ? into : {};
  return { ...object, [key]: put(object[key], rest, value, element) };
}
