import { ts } from '../lib/ts.ts';
import { once } from '../lib/once.ts';
import { isAssignment, isReference, unwrap, walk, wrapped } from '../rule/syntax.ts';
import { COMPUTED, MUTATING, type Use } from '../rule/uses.ts';
import type { Draft } from './draft.ts';
import { functionOf, type Holder, holderOf, linksOf, nameOf, sourcesOf } from './object-links.ts';

// The tokens of a login were made after all rules, so a claim showed what became of its object until then. Here is the
// answer to whether anything may become of it: objects are followed through variables, arguments and results.

/** Methods that change neither what they are called on nor what they are given. */
const READING =
  /^(?:map|filter|forEach|some|every|find|findIndex|findLast|indexOf|lastIndexOf|includes|join|slice|concat|reduce|reduceRight|flat|flatMap|keys|values|entries|toString|toLowerCase|toUpperCase|trim|split|replace|startsWith|endsWith|match|test|search|substring|substr|charAt|at|has|get|hasOwnProperty|toISOString|getTime|toFixed|localeCompare|then|catch|finally)$/;

/** Those of them that call a function later, or never. */
const LATER = /^(?:then|catch|finally)$/;

/** Functions that change none of their arguments. */
const HARMLESS =
  /^(?:console\.\w+|JSON\.stringify|Array\.isArray|Object\.(?:keys|values|entries|freeze)|String|Number|Boolean|encodeURIComponent|(?:[\w.]+\.)?hasOwnProperty\.call|_\.(?:get|has|map|filter|find|includes|pick|omit|uniq|union|difference|intersection|isEmpty|isEqual|some|every|keys|values|size|cloneDeep|clone|forEach|each)|auth0\.users\.\w+|new (?:Error|UnauthorizedError|Date|URL|Set|Map))$/;

/** Whether an object that becomes a value here may be changed by code that runs later. */
export function changesLater(value: ts.Expression, draft: Draft): boolean {
  const sources = sourcesOf(value, draft);
  if (sources.length === 0) return false;
  const runs = afterwards(value, draft);
  const holders = new Set<Holder>();
  for (const source of sources) {
    const use = draft.useOf(source);
    if (use === undefined) addLinked(holderOf(source, draft), holders, draft);
    else if (isChanged(use, source, runs, draft)) return true;
    else
      for (const other of linksOf(draft).get(holderOf(source, draft)!) ?? [])
        addLinked(other, holders, draft);
  }
  return changesIn(draft).some(({ holder, chain }) => holders.has(holder) && runs(chain));
}

/** Whether a part of the user or the context is changed, in place or by whoever gets it. */
function isChanged(use: Use, source: ts.Expression, runs: (node: ts.Node) => boolean, draft: Draft): boolean {
  const path = use.path.slice(0, use.aliased.length + use.links.indexOf(source));
  if (draft.mutationsOf(use.root).some((other) => reaches(other, path) && runs(other.identifier)))
    return true;
  return handedOn(draft).some((other) => {
    const related = other.path.every((step, index) => index >= path.length || same(step, path[index]!));
    return other.root === use.root && related && other !== use && runs(other.links.at(-1)!);
  });
}

/** The uses that give something away. */
const handedOn = once((draft: Draft): readonly Use[] =>
  draft.uses.all.filter((use) => isHandedOn(use.links.at(-1)!, draft)),
);

/** Whether a change at the use's path changes the object at `path`. */
function reaches(use: Use, path: readonly string[]): boolean {
  const changed = use.path.slice(0, -1);
  return changed.length >= path.length && path.every((step, index) => same(step, changed[index]!));
}

function same(a: string, b: string): boolean {
  return a === b || a === COMPUTED || b === COMPUTED;
}

/** Adds a holder, and all that may hold parts of what it holds. */
export function addLinked(holder: Holder | undefined, holders: Set<Holder>, draft: Draft): void {
  if (holder === undefined || holders.has(holder)) return;
  holders.add(holder);
  for (const other of linksOf(draft).get(holder) ?? []) addLinked(other, holders, draft);
}

/** What runs after a value was taken: all that follows, and functions that are called then. */
function afterwards(value: ts.Expression, { parsed }: Draft): (node: ts.Node) => boolean {
  const { handler, checker, source } = parsed;
  const again = ts.findAncestor(
    value,
    (node) => node === handler || ts.isFunctionLike(node) || ts.isIterationStatement(node, false),
  );
  if (again !== handler) return () => true;
  const known = new Map<ts.Node, boolean>();
  const runs = (node: ts.Node): boolean => {
    const around = ts.findAncestor(node, (at) => at === handler || (ts.isFunctionLike(at) && !isInline(at)));
    if (around === undefined || around === handler) return node.getStart(source) > value.end;
    const name = nameOf(around);
    const symbol = name === undefined ? undefined : checker.getSymbolAtLocation(name);
    if (symbol === undefined) return true;
    const before = known.get(around);
    if (before !== undefined) return before;
    known.set(around, false);
    let called = false;
    walk(handler.body, (at) => {
      if (!called && ts.isIdentifier(at) && isReference(at) && checker.getSymbolAtLocation(at) === symbol)
        called = runs(at);
    });
    known.set(around, called);
    return called;
  };
  return runs;
}

/** `list.forEach(function () { … })`: it runs where it stands, or not at all. */
function isInline(fn: ts.Node): boolean {
  const { parent } = fn;
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return false;
  const { text } = parent.expression.name;
  return READING.test(text) && !LATER.test(text);
}

interface Reference {
  readonly holder: Holder;
  /** The identifier with the properties behind it. */
  readonly chain: ts.Expression;
}

/** What is done with an object that may change it. */
const changesIn = once((draft: Draft): readonly Reference[] => {
  const found: Reference[] = [];
  walk(draft.parsed.handler.body, (node) => {
    if (!ts.isIdentifier(node) || !isReference(node)) return;
    const holder = holderOf(node, draft);
    if (holder === undefined) return;
    let chain = wrapped(node);
    while (
      (ts.isPropertyAccessExpression(chain.parent) || ts.isElementAccessExpression(chain.parent)) &&
      chain.parent.expression === chain
    )
      chain = wrapped(chain.parent);
    if (isChange(chain, draft)) found.push({ holder, chain });
  });
  return found;
});

/** Whether what is done with a chain of properties may change the object at its start. */
function isChange(chain: ts.Expression, draft: Draft): boolean {
  const { parent } = chain;
  const inner = unwrap(chain);
  const use = draft.useOf(inner);
  const deep =
    use === undefined
      ? ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)
      : use.path.length > 1;
  if (ts.isCallExpression(parent) && parent.expression === chain) {
    if (!deep) return false;
    return (
      !ts.isPropertyAccessExpression(inner) || MUTATING.has(inner.name.text) || !READING.test(inner.name.text)
    );
  }
  if (isAssignment(parent) && parent.left === chain) return deep;
  if (ts.isDeleteExpression(parent)) return true;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return deep && parent.operator !== ts.SyntaxKind.ExclamationToken;
  return isHandedOn(chain, draft);
}

/** Whether an object is given to code that is not the rule's, as it is or in a literal. */
function isHandedOn(node: ts.Expression, draft: Draft): boolean {
  let at: ts.Expression = wrapped(node);
  for (;;) {
    const { parent } = at;
    const isPart =
      ts.isArrayLiteralExpression(parent) ||
      ts.isSpreadElement(parent) ||
      (ts.isConditionalExpression(parent) && parent.condition !== at) ||
      (ts.isBinaryExpression(parent) && /^(?:\|\||&&|\?\?|,)$/.test(draft.text(parent.operatorToken)));
    if (isPart) at = wrapped(parent);
    else if (
      ts.isPropertyAssignment(parent) ||
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isSpreadAssignment(parent)
    )
      at = wrapped(parent.parent);
    else break;
  }
  const { parent } = at;
  if (!(ts.isCallExpression(parent) || ts.isNewExpression(parent)) || parent.expression === at) return false;
  const callee = unwrap(parent.expression);
  const use = draft.useOf(callee);
  if (use?.root === 'callback' || functionOf(callee, draft) !== undefined) return false;
  if (
    ts.isPropertyAccessExpression(callee) &&
    (READING.test(callee.name.text) || MUTATING.has(callee.name.text))
  ) {
    // `list.push(x)` changes the list, not x; `_.map(x)` reads x.
    if (draft.text(callee.expression) !== '_' || READING.test(callee.name.text)) return false;
  }
  const name = draft.text(callee).replaceAll(/\s/g, '');
  return !HARMLESS.test(ts.isNewExpression(parent) ? `new ${name}` : name);
}
