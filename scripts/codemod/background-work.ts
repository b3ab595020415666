import { ts } from '../lib/ts.ts';
import type { ParsedRule } from '../rule/parse.ts';
import { type FunctionNode, isReference, unwrap, walk } from '../rule/syntax.ts';
import { isAsync, isPromise, isRequest } from './calls.ts';
import type { Draft } from './draft.ts';
import { functionOf, nameOf } from './object-links.ts';

/** Packages whose calls are over when they return. */
const AT_ONCE =
  /^(?:@auth0\/rule-utilities|lodash|underscore|moment|crypto|crypto-js|util|assert|querystring|qs|url|path|fs|uuid|events|xmldom|xpath|xml2js|jsonwebtoken|ip|validator|ejs|handlebars|bcrypt|buffer|string_decoder)$/;

/** Methods that start nothing, or whose loss nobody sees. */
const QUIET =
  /^(?:set[A-Z]\w*|on|once|use|write|end|close|abort|destroy|disconnect|release|quit|unref|setEncoding|listen|promisifyAll)$/;

const TIMERS = /^(?:setTimeout|setInterval|setImmediate|process\.nextTick|queueMicrotask)$/;

/** A package that is loaded or given, something async, a promise or a timer: most rules have none and need no walk. */
const ANY =
  /\brequire\b|\brequest\b|\basync\b|\bPromise\b|\.then\b|\.catch\b|setTimeout|setInterval|setImmediate|nextTick|queueMicrotask|\bglobal\b/;

/**
 * Calls that may leave work behind which nothing waits for, and which the code does with as it likes; but for those that
 * are known to be waited for.
 */
export function backgroundWork(draft: Draft, known: ReadonlySet<ts.Node>): readonly ts.Expression[] {
  if (!ANY.test(draft.parsed.text)) return [];
  const found: ts.Expression[] = [];
  walk(draft.parsed.handler.body, (node) => {
    for (const dropped of droppedIn(node))
      if (!known.has(dropped) && goesOn(dropped, draft))
        found.push(...(endsInNothing(dropped, draft) ?? [dropped]));
    for (const handed of handedBackIn(node))
      if (goesOn(handed, draft)) found.push(...(endsInNothing(handed, draft) ?? []));
  });
  return found;
}

/** The values that a node evaluates and forgets. */
function droppedIn(node: ts.Node): ts.Expression[] {
  if (ts.isExpressionStatement(node)) return results(node.expression);
  if (!ts.isCallExpression(node) || !isForEach(node)) return [];
  return node.arguments.flatMap((argument) => {
    const fn = unwrap(argument);
    return ts.isArrowFunction(fn) && !ts.isBlock(fn.body) ? results(fn.body) : [];
  });
}

/** The values that a node hands back. */
function handedBackIn(node: ts.Node): ts.Expression[] {
  const value = ts.isReturnStatement(node)
    ? node.expression
    : ts.isArrowFunction(node) && !ts.isBlock(node.body)
      ? node.body
      : undefined;
  return value === undefined ? [] : results(value);
}

function isForEach({ expression }: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && /^(?:forEach|each)$/.test(expression.name.text);
}

/** What the value of an expression may be. */
function results(node: ts.Expression): ts.Expression[] {
  const inner = unwrap(node);
  if (ts.isVoidExpression(inner)) return results(inner.expression);
  if (ts.isConditionalExpression(inner)) return [...results(inner.whenTrue), ...results(inner.whenFalse)];
  if (ts.isBinaryExpression(inner) && /^(?:\|\||&&|\?\?|,)$/.test(inner.operatorToken.getText()))
    return [...results(inner.left), ...results(inner.right)];
  return ts.isCallExpression(inner) || ts.isNewExpression(inner) ? [inner] : [];
}

/** Whether a call starts something that goes on when it has returned. */
function goesOn(call: ts.Expression, draft: Draft, seen = new Set<ts.Node>()): boolean {
  if (isPromise(call, draft.parsed)) return true;
  if (!ts.isCallExpression(call)) return false;
  const callee = unwrap(call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
  if (TIMERS.test(draft.text(callee)) || /^(?:then|catch|finally)$/.test(name)) return true;
  const use = draft.useOf(callee);
  if (use?.root === 'global')
    return draft.options.sharedFunctions?.get(use.path.join('.'))?.startsWork === true;
  const fn = functionOf(callee, draft);
  if (fn !== undefined) return isAsync(fn as FunctionNode) || handsBackWork(fn as FunctionNode, draft, seen);
  // Each of a list: what the function returns is forgotten with the list.
  if (call.arguments.some((argument) => isAsyncFunction(argument)) && /^(?:forEach|each|map)$/.test(name))
    return true;
  const chained = ts.isPropertyAccessExpression(callee) && ts.isCallExpression(unwrap(callee.expression));
  if (QUIET.test(name) && !chained) return false;
  return isOfPackage(callee, draft, new Set());
}

function isAsyncFunction(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) && isAsync(inner);
}

/** Whether a function hands back what it started. */
function handsBackWork(fn: FunctionNode, draft: Draft, seen: Set<ts.Node>): boolean {
  if (fn.body === undefined || seen.has(fn)) return false;
  seen.add(fn);
  const isWork = (node: ts.Expression): boolean => !callsOn(node, draft) && goesOn(node, draft, seen);
  let found = handedBackIn(fn).some(isWork);
  walk(fn.body, (node) => {
    if (ts.isReturnStatement(node)) found ||= handedBackIn(node).some(isWork);
    return !ts.isFunctionLike(node);
  });
  return found;
}

/** Whether an expression starts at a package that may go over the network, or at something made with one. */
function isOfPackage(node: ts.Expression, draft: Draft, seen: Set<ts.Node>): boolean {
  let root = unwrap(node);
  for (;;) {
    if (ts.isCallExpression(root) && draft.uses.requires.includes(root)) {
      const [argument] = root.arguments;
      return (
        argument === undefined ||
        !ts.isStringLiteralLike(argument) ||
        !AT_ONCE.test(argument.text.replace(/(?<=.)@[^/]*$/, '').replace(/^node:/, ''))
      );
    }
    if (
      ts.isCallExpression(root) ||
      ts.isNewExpression(root) ||
      ts.isPropertyAccessExpression(root) ||
      ts.isAwaitExpression(root)
    )
      root = unwrap(root.expression);
    else break;
  }
  if (!ts.isIdentifier(root)) return false;
  if (root.text === 'request' && draft.uses.free.has(root.text)) return true;
  const declaration = draft.parsed.checker.getSymbolAtLocation(root)?.valueDeclaration;
  const variable =
    declaration === undefined ? undefined : ts.findAncestor(declaration, ts.isVariableDeclaration);
  if (variable?.initializer === undefined || ts.isParameter(declaration!) || seen.has(variable)) return false;
  return isOfPackage(variable.initializer, draft, seen.add(variable));
}

/** Whether a call ends by calling a function that somebody else gave: `resolve`, or the callback of a helper. */
function callsOn(call: ts.Node, draft: Draft): boolean {
  return giversOf(call, draft).size > 0;
}

/** The functions around a call that are given what it ends by calling. */
function giversOf(call: ts.Node, { parsed }: Draft): ReadonlySet<ts.Node> {
  const seen = new Set<ts.Node>([call]);
  const found = new Set<ts.Node>();
  const look = (node: ts.Node): void => {
    if (!ts.isIdentifier(node)) return;
    const declaration = parsed.checker.getSymbolAtLocation(node)?.valueDeclaration;
    if (declaration === undefined) return;
    if (ts.isParameter(declaration)) {
      const isOuter = [...seen].every((part) => declaration.pos < part.pos || declaration.end > part.end);
      if (isOuter && declaration.parent !== parsed.handler && isCalled(node, parsed))
        found.add(declaration.parent);
    } else if (!seen.has(declaration) && !ts.isClassDeclaration(declaration)) {
      seen.add(declaration);
      walk(declaration, look);
    }
  };
  walk(call, look);
  return found;
}

/**
 * For a call that ends by calling a function that somebody else gave: where that is a function with which nothing goes
 * on, the calls that give it. Undefined for any other call.
 */
export function endsInNothing(call: ts.Expression, draft: Draft): readonly ts.Expression[] | undefined {
  const seen = new Set<ts.Node>();
  const follow = (at: ts.Expression): ts.Expression[] => {
    if (seen.has(at) || carriesCallback(at, draft) || ts.isAwaitExpression(at.parent)) return [];
    seen.add(at);
    const givers = [...giversOf(at, draft)];
    return givers.length === 0 ? [at] : givers.flatMap((fn) => callsWith(fn, draft).flatMap(follow));
  };
  return callsOn(call, draft) ? follow(call) : undefined;
}

/** The calls of a function, and those that are given it. */
function callsWith(fn: ts.Node, { parsed }: Draft): ts.CallExpression[] {
  const callAround = (node: ts.Node): ts.CallExpression[] => {
    const call = ts.findAncestor(node.parent, (at) => !ts.isParenthesizedExpression(at));
    return call !== undefined && ts.isCallExpression(call) ? [call] : [];
  };
  const name = nameOf(fn);
  if (name === undefined) return callAround(fn);
  const symbol = parsed.checker.getSymbolAtLocation(name);
  const found: ts.CallExpression[] = [];
  walk(parsed.handler.body, (node) => {
    if (ts.isIdentifier(node) && isReference(node) && parsed.checker.getSymbolAtLocation(node) === symbol)
      found.push(...callAround(node));
  });
  return found;
}

/** Whether code holds the callback of the rule, or a function that does and so will call it. */
export function carriesCallback(call: ts.Node, draft: Draft): boolean {
  const places = draft.uses.all.filter(({ root }) => root === 'callback').map((use) => use.identifier);
  const isIn = (node: ts.Node): boolean =>
    places.some((place) => place.pos >= node.pos && place.end <= node.end);
  if (isIn(call)) return true;
  let found = false;
  walk(call, (node) => {
    if (!ts.isIdentifier(node)) return;
    const declaration = draft.parsed.checker.getSymbolAtLocation(node)?.valueDeclaration;
    if (declaration === undefined || ts.isParameter(declaration)) return;
    found ||= isIn(declaration);
  });
  return found;
}

function isCalled(node: ts.Identifier, parsed: ParsedRule): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent)) return false;
  return (
    parent.expression === node ||
    // `request(url, cb)`: the last argument is called at the end.
    (isRequest(parent, parsed) && parent.arguments.length > 1 && parent.arguments.at(-1) === node) ||
    /^(?:cb|done|next|resolve|reject|callback)$/i.test(node.text)
  );
}
