import { ts } from '../lib/ts.ts';
import { isFollowed } from './escapes.ts';
import type { ParsedRule } from './parse.ts';
import type { Place, PlacesOf } from './places.ts';
import { resolvedFunction } from './resolved-function.ts';
import { isAssignment, isFallback, isReference, unwrap, walk, wrapped } from './syntax.ts';
import { isWrite, type Uses } from './uses.ts';

/** A place that the rule looks at, under whatever name, and where it does. */
export interface Look {
  readonly place: Place;
  readonly node: ts.Expression;
}

/** Methods of every object, which may tell of all that it holds. */
const OF_OBJECTS: ReadonlySet<string> = new Set([
  'hasOwnProperty',
  'propertyIsEnumerable',
  'toString',
  'toJSON',
  'valueOf',
]);

/** Every place of which the rule takes the value. Names, arguments and results that are followed are no looks yet. */
export function looksIn(parsed: ParsedRule, uses: Uses, placesOf: PlacesOf): Look[] {
  const callbacks = new Set<ts.Node>(
    uses.all.filter(({ root }) => root === 'callback').map(({ identifier }) => identifier),
  );
  const found: Look[] = [];
  walk(parsed.handler.body, (node) => {
    if (!isNamed(node) || !isTaken(node, callbacks, parsed)) return;
    for (const value of placesOf(node)) {
      if (!('place' in value)) continue;
      const isMethod = ts.isPropertyAccessExpression(node) && OF_OBJECTS.has(node.name.text);
      const place = isMethod ? value.place.slice(0, -1) : value.place;
      if (!isTested(node) || place.length > 2) found.push({ place, node });
    }
  });
  return found;
}

/** What can stand for a place: a variable, a property, and what a function hands back. */
function isNamed(node: ts.Node): node is ts.Expression {
  return (
    (ts.isIdentifier(node) && isReference(node)) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node)
  );
}

/** Whether the value goes somewhere else than on into a longer path, a variable or a function that is followed. */
function isTaken(node: ts.Expression, callbacks: ReadonlySet<ts.Node>, parsed: ParsedRule): boolean {
  const whole = outermost(node);
  const { parent } = whole;
  if (isWrite(whole) || ts.isDeleteExpression(parent) || ts.isExpressionStatement(parent)) return false;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
    return parent.expression !== whole;
  if (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) return false;
  // `user.app_metadata = user.app_metadata || {}` takes nothing.
  if (isAssignment(parent))
    return !ts.isIdentifier(unwrap(parent.left)) && parent.left.getText() !== node.getText();
  if (ts.isForOfStatement(parent)) return false;
  if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent))
    return !isFollowed(ts.findAncestor(parent, ts.isFunctionLike), parsed);
  if (!ts.isCallExpression(parent)) return true;
  if (parent.expression === whole) return ts.isPropertyAccessExpression(node);
  return (
    !callbacks.has(unwrap(parent.expression)) && resolvedFunction(parent.expression, parsed) === undefined
  );
}

/** The expression that has the value of a node, or holds it: with the `|| {}`, the choice and the literal around it. */
function outermost(node: ts.Expression): ts.Expression {
  const whole = wrapped(node);
  const { parent } = whole;
  const goesOn =
    isFallback(parent) ||
    (ts.isBinaryExpression(parent) &&
      parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
      parent.right === whole) ||
    (ts.isConditionalExpression(parent) && parent.condition !== whole) ||
    ts.isAwaitExpression(parent) ||
    ts.isArrayLiteralExpression(parent);
  if (goesOn) return outermost(parent);
  const isPart =
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isSpreadAssignment(parent);
  return isPart && ts.isObjectLiteralExpression(parent.parent) ? outermost(parent.parent) : whole;
}

/** Whether only the presence of a value counts: whatever holds the metadata or the claims is there or not. */
function isTested(node: ts.Expression): boolean {
  return [wrapped(node), outermost(node)].some((whole) => {
    const { parent } = whole;
    return (
      ts.isPrefixUnaryExpression(parent) ||
      ts.isIfStatement(parent) ||
      ts.isTypeOfExpression(parent) ||
      (ts.isConditionalExpression(parent) && parent.condition === whole) ||
      (ts.isBinaryExpression(parent) &&
        parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
        parent.left === whole)
    );
  });
}
