import { ts } from '../lib/ts.ts';
import { isAssignment, isEmptyLiteral, unwrap, wrapped } from './syntax.ts';
import type { Use } from './uses.ts';

/**
 * What a place of the rule writes all at once: each key of `Object.assign(context.idToken, { … })`, and of
 * `context.idToken = { ...context.idToken, … }`, by its name.
 */
export function assignedKeys({ kind, links }: Use): readonly ts.PropertyName[] {
  const place = wrapped(links.at(-1)!);
  const { parent } = place;
  if (kind === 'write' && isAssignment(parent)) return keysOf(unwrap(parent.right));
  const whole = parent !== undefined && isFallbackOf(parent, place) ? wrapped(parent) : place;
  const call = whole.parent;
  return ts.isCallExpression(call) && call.arguments[0] === whole ? keysOf(call) : [];
}

function isFallbackOf(node: ts.Node, place: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.left === place && isEmptyLiteral(node.right);
}

/** The keys of a literal, and of all that `Object.assign` and its likes put into their first argument. */
function keysOf(node: ts.Expression): readonly ts.PropertyName[] {
  if (ts.isObjectLiteralExpression(node))
    return node.properties.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const isAssign =
    ts.isCallExpression(node) &&
    /^(?:Object\.assign|(?:_|lodash)\.(?:assign|extend|merge|defaults))$/.test(node.expression.getText());
  return isAssign ? node.arguments.flatMap((argument) => keysOf(unwrap(argument))) : [];
}
