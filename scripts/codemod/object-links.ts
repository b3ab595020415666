import { ts } from '../lib/ts.ts';
import { once } from '../lib/once.ts';
import type { Variable } from '../rule/names.ts';
import { isAssignment, unwrap, walk } from '../rule/syntax.ts';
import type { Draft } from './draft.ts';

// Where an object may be found: through variables, arguments and results.

/** What holds no object, and tokens: setting one claim changes no other, and one that is read back is marked as such. */
const PLAIN =
  /^(?:user\.(?:user_id|email|email_verified|name|nickname|picture|given_name|family_name|username|phone_number|created_at|updated_at)|context\.(?:clientID|clientName|connection|connectionStrategy|protocol|tenant|sessionID|idToken|accessToken))$/;

/** A variable, or a part of the user or the context by its first property. */
export type Holder = Variable | string;

/** Methods and functions whose result holds nothing of what they were given. */
const FRESH =
  /^(?:join|toString|toLowerCase|toUpperCase|trim|split|replace|indexOf|lastIndexOf|includes|some|every|has|hasOwnProperty|startsWith|endsWith|match|test|search|substring|substr|charAt|toISOString|getTime|toFixed|localeCompare|stringify|parse|isArray|keys|cloneDeep|structuredClone|String|Number|Boolean|parseInt|parseFloat|encodeURIComponent|require|now|sign|digest)$/;

export function nameOf(fn: ts.Node): ts.Node | undefined {
  if (ts.isFunctionDeclaration(fn)) return fn.name;
  return ts.isVariableDeclaration(fn.parent) ? fn.parent.name : undefined;
}

/** The variables and properties whose object the value is or holds. */
export function sourcesOf(node: ts.Expression, draft: Draft): ts.Expression[] {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) return [inner];
  if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
    if (draft.useOf(inner) !== undefined) return [inner];
    return sourcesOf(inner.expression, draft);
  }
  const all = (nodes: readonly ts.Expression[]): ts.Expression[] =>
    nodes.flatMap((one) => sourcesOf(one, draft));
  if (ts.isConditionalExpression(inner)) return all([inner.whenTrue, inner.whenFalse]);
  if (ts.isBinaryExpression(inner)) return all([inner.left, inner.right]);
  if (ts.isAwaitExpression(inner) || ts.isSpreadElement(inner)) return sourcesOf(inner.expression, draft);
  if (ts.isArrayLiteralExpression(inner)) return all(inner.elements);
  if (ts.isNewExpression(inner)) return all(inner.arguments ?? []);
  if (ts.isCallExpression(inner)) {
    const callee = unwrap(inner.expression);
    const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : draft.text(callee);
    if (FRESH.test(name)) return [];
    return [...(ts.isFunctionLike(callee) ? [] : sourcesOf(callee, draft)), ...all(inner.arguments)];
  }
  if (!ts.isObjectLiteralExpression(inner)) return [];
  return inner.properties.flatMap((property) =>
    ts.isPropertyAssignment(property)
      ? sourcesOf(property.initializer, draft)
      : ts.isShorthandPropertyAssignment(property)
        ? [property.name]
        : ts.isSpreadAssignment(property)
          ? sourcesOf(property.expression, draft)
          : [],
  );
}

/** Undefined for names that the rule does not declare, and for packages: they hold nothing of the rule. */
export function holderOf(node: ts.Expression, draft: Draft): Holder | undefined {
  const use = draft.useOf(node);
  if (use !== undefined) {
    const name = `${use.root}.${use.path[0] ?? ''}`;
    return (use.root === 'user' || use.root === 'context') && !PLAIN.test(name) ? name : undefined;
  }
  if (!ts.isIdentifier(node)) return undefined;
  const symbol = draft.parsed.checker.getSymbolAtLocation(node);
  const declaration = symbol?.declarations[0];
  if (declaration === undefined) return undefined;
  const isPackage =
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    draft.text(declaration.initializer).startsWith('require(');
  return isPackage ? undefined : symbol;
}

/** Which holders may hold parts of one object. */
export const linksOf = once((draft: Draft): ReadonlyMap<Holder, ReadonlySet<Holder>> => {
  const found = new Map<Holder, Set<Holder>>();
  const { handler } = draft.parsed;
  const add = (a: Holder, b: Holder): void => {
    found.set(a, (found.get(a) ?? new Set()).add(b));
  };
  const link = (target: ts.Node, value: ts.Expression): void => {
    const symbols = namesIn(target).map((name) => holderOf(name, draft));
    for (const source of sourcesOf(value, draft)) {
      const holder = holderOf(source, draft);
      for (const symbol of symbols) {
        if (holder === undefined || symbol === undefined) continue;
        add(holder, symbol);
        add(symbol, holder);
      }
    }
  };
  walk(handler.body, (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined) link(node.name, node.initializer);
    else if (isAssignment(node)) link(node.left, node.right);
    else if (ts.isForOfStatement(node)) link(node.initializer, node.expression);
    else if (ts.isReturnStatement(node) && node.expression !== undefined) {
      const name = nameOf(ts.findAncestor(node, ts.isFunctionLike)!);
      if (name !== undefined) link(name, node.expression);
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
      const name = nameOf(node);
      if (name !== undefined) link(name, node.body);
    } else if (ts.isCallExpression(node)) linkCall(node, link, draft);
  });
  return found;
});

/** Arguments are what parameters hold, and what the object holds whose method takes them. */
function linkCall(
  call: ts.CallExpression,
  link: (target: ts.Node, value: ts.Expression) => void,
  draft: Draft,
): void {
  const { arguments: given } = call;
  if (draft.text(call.expression).startsWith('console.')) return;
  const called = functionOf(call.expression, draft);
  for (const [index, parameter] of (called?.parameters ?? []).entries())
    for (const argument of parameter.dotDotDotToken === undefined ? given.slice(index, index + 1) : given)
      link(parameter.name, argument);
  const callee = unwrap(call.expression);
  const [first] = given;
  const receivers = [
    ...(ts.isPropertyAccessExpression(callee) ? [callee.expression] : []),
    ...(first === undefined ? [] : [first]),
  ];
  for (const argument of given) {
    const callback = functionOf(argument, draft);
    for (const receiver of receivers) {
      if (callback === undefined) link(receiver, argument);
      else for (const parameter of callback.parameters) link(parameter.name, receiver);
    }
  }
}

/** The function of the rule that an expression is or names. */
export function functionOf(node: ts.Expression, { parsed }: Draft): ts.SignatureDeclaration | undefined {
  const inner = unwrap(node);
  if (ts.isFunctionExpression(inner) || ts.isArrowFunction(inner)) return inner;
  const declaration = ts.isIdentifier(inner)
    ? parsed.checker.getSymbolAtLocation(inner)?.valueDeclaration
    : undefined;
  if (declaration === undefined) return undefined;
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  const value =
    ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
      ? unwrap(declaration.initializer)
      : undefined;
  return value !== undefined && (ts.isFunctionExpression(value) || ts.isArrowFunction(value))
    ? value
    : undefined;
}

/** The identifiers of a pattern, or the one at the start of a chain. */
function namesIn(target: ts.Node): ts.Identifier[] {
  if (ts.isIdentifier(target)) return [target];
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target))
    return namesIn(unwrap(target.expression));
  if (ts.isParenthesizedExpression(target) || ts.isNonNullExpression(target))
    return namesIn(target.expression);
  const found: ts.Identifier[] = [];
  if (
    ts.isObjectBindingPattern(target) ||
    ts.isArrayBindingPattern(target) ||
    ts.isVariableDeclarationList(target) ||
    ts.isObjectLiteralExpression(target) ||
    ts.isArrayLiteralExpression(target) ||
    ts.isCallExpression(target)
  )
    walk(target, (node) => {
      if (ts.isIdentifier(node)) found.push(node);
    });
  return found;
}
