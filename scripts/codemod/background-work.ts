import { ts } from 'ts-morph';
import { type FunctionNode, unwrap, walk } from '../rule/syntax.ts';
import { isAsync, isPromise } from './calls.ts';
import type { Draft } from './draft.ts';
import { functionOf } from './object-links.ts';

/** Packages whose calls are over when they return. */
const AT_ONCE =
  /^(?:@auth0\/rule-utilities|lodash|underscore|moment|crypto|crypto-js|util|assert|querystring|qs|url|path|fs|uuid|events|xmldom|xpath|xml2js|jsonwebtoken|ip|validator|ejs|handlebars|bcrypt|buffer|string_decoder)$/;

/** Methods that start nothing, or whose loss nobody sees. */
const QUIET =
  /^(?:set[A-Z]\w*|on|once|use|write|end|close|abort|destroy|disconnect|release|quit|unref|setEncoding|listen|promisifyAll)$/;

const TIMERS = /^(?:setTimeout|setInterval|setImmediate|process\.nextTick|queueMicrotask)$/;

/** A package that is loaded, something async, a promise or a timer: most rules have none and need no walk. */
const ANY =
  /\brequire\b|\basync\b|\bPromise\b|\.then\b|\.catch\b|setTimeout|setInterval|setImmediate|nextTick|queueMicrotask/;

/** Calls that may leave work behind which nothing waits for, and which the code does with as it likes. */
export function backgroundWork(draft: Draft): readonly ts.Node[] {
  if (!ANY.test(draft.parsed.text)) return [];
  const found: ts.Node[] = [];
  walk(draft.parsed.handler.body, (node) => {
    for (const dropped of droppedIn(node)) if (mayGoOn(dropped, draft)) found.push(dropped);
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

function mayGoOn(call: ts.Expression, draft: Draft): boolean {
  if (callsOn(call, draft)) return false;
  if (isPromise(call, draft.parsed)) return true;
  if (!ts.isCallExpression(call)) return false;
  const callee = unwrap(call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
  if (TIMERS.test(draft.text(callee)) || /^(?:then|catch|finally)$/.test(name)) return true;
  const fn = functionOf(callee, draft);
  if (fn !== undefined) return isAsync(fn as FunctionNode) || returnsPromise(fn, draft);
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

function returnsPromise(fn: ts.SignatureDeclaration, draft: Draft): boolean {
  const { body } = fn as FunctionNode;
  if (body === undefined) return false;
  const isOne = (node: ts.Expression | undefined): boolean =>
    node !== undefined &&
    (isPromise(node, draft.parsed) || /\.(?:then|catch|finally)\([^]*\)$/.test(draft.text(node)));
  if (!ts.isBlock(body)) return isOne(body);
  let found = false;
  walk(body, (node) => {
    if (ts.isReturnStatement(node)) found ||= isOne(node.expression);
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
  const declaration = draft.parsed.checker.getSymbolAtLocation(root)?.valueDeclaration;
  const variable =
    declaration === undefined ? undefined : ts.findAncestor(declaration, ts.isVariableDeclaration);
  if (variable?.initializer === undefined || ts.isParameter(declaration!) || seen.has(variable)) return false;
  return isOfPackage(variable.initializer, draft, seen.add(variable));
}

/** Whether a call ends by calling a function that somebody else gave: `resolve`, or the callback of a helper. */
function callsOn(call: ts.Expression, { parsed }: Draft): boolean {
  const seen = new Set<ts.Node>([call]);
  let found = false;
  const look = (node: ts.Node): void => {
    if (!ts.isIdentifier(node)) return;
    const declaration = parsed.checker.getSymbolAtLocation(node)?.valueDeclaration;
    if (declaration?.getSourceFile() !== parsed.source) return;
    if (ts.isParameter(declaration)) {
      const isOuter = [...seen].every((part) => declaration.pos < part.pos || declaration.end > part.end);
      found ||= isOuter && declaration.parent !== parsed.handler && isCalled(node);
    } else if (!seen.has(declaration) && !ts.isClassDeclaration(declaration)) {
      seen.add(declaration);
      walk(declaration, look);
    }
  };
  walk(call, look);
  return found;
}

function isCalled(node: ts.Identifier): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent)) return false;
  return parent.expression === node || /^(?:cb|done|next|resolve|reject|callback)$/i.test(node.text);
}
