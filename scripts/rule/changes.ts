import { ts } from '../lib/ts.ts';
import { constantText } from './constant-text.ts';
import type { ParsedRule } from './parse.ts';
import { calleeName } from './callee-name.ts';
import type { Place, PlacesOf, Value } from './places.ts';
import type { SharedFunction } from './shared-functions.ts';
import { isAssignment, isEmptyLiteral, isFallback, unwrap, walk } from './syntax.ts';
import { COMPUTED, isWrite, MUTATING, type Uses } from './uses.ts';

/** A change of what the rule was given, wherever in the rule and under whatever name. */
export interface Change {
  readonly place: Place;
  /** The object that is changed there. */
  readonly object: Place;
  readonly node: ts.Node;
}

/** Functions that change their first argument. */
const CHANGING =
  /^(?:Object\.(?:assign|definePropert(?:y|ies))|Reflect\.set|_\.(?:assign|extend|merge|defaults|set|unset|update|pull|remove)\w*)$/;

/** What Auth0 itself may have put there. */
const GIVEN =
  /^(?:user\.(?:app|user)_metadata|context\.(?:idToken|accessToken|samlConfiguration|multifactor|redirect|request|stats|sso|clientMetadata|connectionMetadata|authorization|authentication|organization))$/;

/** All that a rule may change of the user and the context. */
export function changesIn(
  parsed: ParsedRule,
  uses: Uses,
  placesOf: PlacesOf,
  functions: ReadonlyMap<string, SharedFunction>,
): Change[] {
  const found: Change[] = [];
  const add = (values: readonly Value[], steps: readonly string[], node: ts.Node): void => {
    for (const value of values)
      if ('place' in value && !value.copied)
        found.push({
          place: [...value.place, ...steps],
          object: [...value.place, ...steps.slice(0, -1)],
          node,
        });
  };
  walk(parsed.handler.body, (node) => {
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      if ((isWrite(node) || ts.isDeleteExpression(node.parent)) && !isFirst(node, placesOf, parsed))
        add(placesOf(node.expression), [keyOf(node, parsed, uses)], node);
    } else if (ts.isNewExpression(node)) {
      // What a class of the rule keeps, its methods may change.
      if (changesWhatItKeeps(node.expression, parsed))
        for (const argument of node.arguments ?? []) add(placesOf(argument), [COMPUTED], node);
    } else if (ts.isCallExpression(node)) {
      const callee = unwrap(node.expression);
      const called = uses.all.find((use) => use.root === 'global' && use.links.at(-1) === callee);
      for (const { parameter, steps } of functions.get(called?.path.join('.') ?? '')?.changes ?? [])
        if (node.arguments[parameter] !== undefined) add(placesOf(node.arguments[parameter]), steps, node);
      if (ts.isPropertyAccessExpression(callee) && MUTATING.has(callee.name.text))
        add(placesOf(callee.expression), [], node);
      const [first, ...rest] = node.arguments;
      const name = calleeName(node, parsed);
      if (first !== undefined && CHANGING.test(name))
        for (const steps of stepsSet(name, rest, parsed, uses)) add(placesOf(first), steps, node);
    }
  });
  return found;
}

/** `user.app_metadata = user.app_metadata || {}` and its like, of what Auth0 itself may have put there. */
function isFirst(node: ts.Expression, placesOf: PlacesOf, { source }: ParsedRule): boolean {
  const { parent } = node;
  if (!isAssignment(parent) || parent.left !== node) return false;
  const isPart = placesOf(node).every(
    (value) => 'place' in value && value.place.length === 2 && GIVEN.test(value.place.join('.')),
  );
  if (!isPart) return false;
  const right = unwrap(parent.right);
  const left = node.getText(source);
  if (isFallback(right)) return isEmptyLiteral(right.right) && right.left.getText(source) === left;
  if (!isEmptyLiteral(right)) return false;
  if (/^(?:\|\||\?\?)=$/.test(parent.operatorToken.getText(source))) return true;
  const around = ts.findAncestor(parent, ts.isIfStatement);
  return around !== undefined && around.expression.getText(source).replaceAll(/\s/g, '') === `!${left}`;
}

function keyOf(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  parsed: ParsedRule,
  uses: Uses,
): string {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return constantText(node.argumentExpression, parsed, uses) ?? COMPUTED;
}

/** What a function that changes its first argument sets there. */
function stepsSet(
  name: string,
  given: readonly ts.Expression[],
  parsed: ParsedRule,
  uses: Uses,
): readonly (readonly string[])[] {
  if (/set|unset|update|defineProperty$/i.test(name)) {
    const path = given[0] === undefined ? undefined : constantText(given[0], parsed, uses);
    return [path?.match(/[^.[\]]+/g) ?? [COMPUTED]];
  }
  return given.flatMap((one): string[][] => {
    const literal = unwrap(one);
    if (!ts.isObjectLiteralExpression(literal)) return [[COMPUTED]];
    return literal.properties.map((property) => {
      const { name: key } = property;
      if (key === undefined) return [COMPUTED];
      if (ts.isComputedPropertyName(key)) return [constantText(key.expression, parsed, uses) ?? COMPUTED];
      return [ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? key.text : COMPUTED];
    });
  });
}

function changesWhatItKeeps(node: ts.Expression, { checker, source }: ParsedRule): boolean {
  const declared = checker
    .getSymbolAtLocation(unwrap(node))
    ?.declarations?.find((one) => one.getSourceFile() === source);
  let found = false;
  if (declared !== undefined)
    walk(declared, (inner) => {
      if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
        const isChanged = isWrite(inner) || ts.isDeleteExpression(inner.parent);
        found ||= isChanged && inner.expression.kind !== ts.SyntaxKind.ThisKeyword;
        found ||= ts.isPropertyAccessExpression(inner) && MUTATING.has(inner.name.text);
      }
    });
  return found;
}
