import { ts } from 'ts-morph';
import { isAssignment, unwrap, walk } from '../rule/syntax.ts';
import { COMPUTED, literalText, MUTATING, type Use } from '../rule/uses.ts';
import type { Draft } from './draft.ts';

/** Paths of the user and the context that are never undefined, in a rule or in an event. */
const ALWAYS: ReadonlySet<string> = new Set([
  'user.user_id',
  'context.clientID',
  'context.clientName',
  'context.connection',
  'context.connectionStrategy',
  'context.tenant',
  'context.request.ip',
  'context.stats.loginsCount',
]);

/** Whether the value of an expression cannot be undefined, as far as its form shows. */
export function isDefined(node: ts.Expression, draft: Draft): boolean {
  const inner = unwrap(node);
  if (ts.isConditionalExpression(inner))
    return isDefined(inner.whenTrue, draft) && isDefined(inner.whenFalse, draft);
  if (ts.isBinaryExpression(inner)) {
    const kind = inner.operatorToken.kind;
    if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken)
      return isDefined(inner.right, draft);
    return (
      kind !== ts.SyntaxKind.AmpersandAmpersandToken &&
      kind !== ts.SyntaxKind.CommaToken &&
      !isAssignment(inner)
    );
  }
  if (ts.isPrefixUnaryExpression(inner) || ts.isTypeOfExpression(inner) || ts.isNewExpression(inner))
    return true;
  if (ts.isPropertyAccessExpression(inner)) {
    const use = draft.useOf(inner);
    return use?.links.at(-1) === inner && ALWAYS.has([use.root, ...use.path].join('.'));
  }
  return (
    ts.isStringLiteralLike(inner) ||
    ts.isNumericLiteral(inner) ||
    ts.isTemplateExpression(inner) ||
    ts.isObjectLiteralExpression(inner) ||
    ts.isArrayLiteralExpression(inner) ||
    isFunctionExpression(inner) ||
    inner.kind === ts.SyntaxKind.TrueKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword ||
    inner.kind === ts.SyntaxKind.NullKeyword
  );
}

function isFunctionExpression(node: ts.Node): boolean {
  return ts.isFunctionExpression(node) || ts.isArrowFunction(node);
}

/** Whether an object that becomes a value here may be changed by code that runs later. */
export function changesLater(value: ts.Expression, draft: Draft): boolean {
  const looped = ts.findAncestor(
    value,
    (node) =>
      node !== draft.parsed.handler && (ts.isFunctionLike(node) || ts.isIterationStatement(node, false)),
  );
  const inLoop = looped !== undefined && looped.pos > draft.parsed.handler.pos;
  const isUse = (node: ts.Expression): boolean => draft.useOf(node) !== undefined;
  return sourcesOf(value, isUse).some((source) => {
    const after = (node: ts.Node): boolean => inLoop || draft.start(node) > value.end;
    const use = draft.useOf(source);
    if (use !== undefined) {
      const path = use.path.slice(0, use.aliased.length + use.links.indexOf(source));
      return draft.mutationsOf(use.root).some((other) => after(other.identifier) && reaches(other, path));
    }
    if (!ts.isIdentifier(source)) return false;
    const symbol = draft.parsed.checker.getSymbolAtLocation(source);
    return symbol !== undefined && mutationsOf(symbol, draft).some(after);
  });
}

/** Whether a change at the use's path changes the object at `path`. */
function reaches(use: Use, path: readonly string[]): boolean {
  const changed = use.path.slice(0, -1);
  return (
    changed.length >= path.length &&
    path.every((step, index) => step === changed[index] || changed[index] === COMPUTED || step === COMPUTED)
  );
}

/** The variables and properties whose object the value is or holds. */
function sourcesOf(node: ts.Expression, isUse: (node: ts.Expression) => boolean): ts.Expression[] {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) return [inner];
  if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
    let root: ts.Expression = inner;
    while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root))
      root = unwrap(root.expression);
    return isUse(inner) || !ts.isIdentifier(root) ? [inner] : [root];
  }
  if (ts.isConditionalExpression(inner))
    return [...sourcesOf(inner.whenTrue, isUse), ...sourcesOf(inner.whenFalse, isUse)];
  if (ts.isBinaryExpression(inner))
    return [...sourcesOf(inner.left, isUse), ...sourcesOf(inner.right, isUse)];
  if (ts.isArrayLiteralExpression(inner))
    return inner.elements.flatMap((element) => sourcesOf(element, isUse));
  if (!ts.isObjectLiteralExpression(inner)) return [];
  return inner.properties.flatMap((property) =>
    ts.isPropertyAssignment(property)
      ? sourcesOf(property.initializer, isUse)
      : ts.isShorthandPropertyAssignment(property)
        ? [property.name]
        : [],
  );
}

function mutationsOf(symbol: ts.Symbol, draft: Draft): ts.Node[] {
  const found: ts.Node[] = [];
  walk(draft.parsed.handler.body, (node) => {
    if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return;
    let root: ts.Expression = node;
    while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) root = root.expression;
    if (draft.parsed.checker.getSymbolAtLocation(root) !== symbol) return;
    const { parent } = node;
    const changes =
      (isAssignment(parent) && parent.left === node) ||
      ts.isDeleteExpression(parent) ||
      (ts.isCallExpression(parent) &&
        parent.expression === node &&
        ts.isPropertyAccessExpression(node) &&
        MUTATING.has(node.name.text));
    if (changes) found.push(node);
  });
  return found;
}

/** The key of a property access as source text: a quoted name, or the expression in brackets. */
export function keyText(node: ts.Expression, draft: Draft): string {
  if (ts.isPropertyAccessExpression(node)) return `'${node.name.text}'`;
  if (ts.isElementAccessExpression(node)) {
    const key = node.argumentExpression;
    return ts.isNumericLiteral(key) ? `'${key.text}'` : draft.text(key);
  }
  throw new Error('Not a property access.');
}

/** A string literal in the style of the code we write. */
export function quote(text: string): string {
  const json = JSON.stringify(text);
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** The name of a property in an object literal; undefined when it is computed. */
export function propertyName(property: ts.ObjectLiteralElementLike): string | undefined {
  const { name } = property;
  if (name === undefined) return undefined;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return ts.isComputedPropertyName(name) ? literalText(name.expression) : undefined;
}
