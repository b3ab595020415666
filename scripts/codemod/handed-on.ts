import { ts } from '../lib/ts.ts';
import { isSuccess } from '../rule/call-kind.ts';
import { type FunctionNode, unwrap, walk, wrapped } from '../rule/syntax.ts';
import type { Draft } from './draft.ts';
import { functionOf } from './object-links.ts';

// callback(null, user, context) hands on the user and the context; anything else in their place is what later rules get.

/** Marks a call of the callback that hands on something else. */
export function noteHandedOn(call: ts.CallExpression, draft: Draft): void {
  const [error, user, context] = call.arguments;
  if (error === undefined || !isSuccess(error)) return;
  if (!isOwn(user, 'user', draft)) draft.note('replaces-user', call);
  if (!isOwn(context, 'context', draft)) draft.note('replaces-context', call);
}

/** Marks the callback itself handed to somebody who may call it with an answer: that became the user. */
export function noteHandedOut(draft: Draft): void {
  for (const reference of draft.exits.elsewhere) {
    const argument = wrapped(reference);
    const call = argument.parent;
    if (!ts.isCallExpression(call) || !call.arguments.includes(argument)) continue;
    if (!isAnsweredPlainly(call, call.arguments.indexOf(argument), draft))
      draft.note('replaces-user', reference);
  }
}

function isOwn(node: ts.Expression | undefined, root: 'user' | 'context', draft: Draft): boolean {
  if (node === undefined || node.kind === ts.SyntaxKind.NullKeyword || draft.text(node) === 'undefined')
    return true;
  const use = draft.useOf(unwrap(node));
  return use?.root === root && use.path.length === 0;
}

/** Whether a call is known to call what it is given at an index with an error at most, or with the user as it is. */
function isAnsweredPlainly(
  call: ts.CallExpression,
  index: number,
  draft: Draft,
  seen = new Set<ts.Node>(),
): boolean {
  const callee = unwrap(call.expression);
  if (ts.isPropertyAccessExpression(callee)) {
    const { text } = callee.name;
    const [first] = call.arguments;
    if (/^(?:then|catch|finally)$/.test(text)) return true;
    if (/^(?:on|once|addListener)$/.test(text))
      return (
        first !== undefined &&
        ts.isStringLiteralLike(first) &&
        /^(?:error|end|close|finish|timeout)$/.test(first.text)
      );
  }
  // With arguments of its own: the error, the user, the context.
  if (/^(?:setTimeout|setImmediate|process\.nextTick)$/.test(draft.text(callee)))
    return isOwn(call.arguments[index + (draft.text(callee) === 'setTimeout' ? 3 : 2)], 'user', draft);
  const fn = functionOf(callee, draft) as FunctionNode | undefined;
  if (fn?.body === undefined || seen.has(fn)) return false;
  return callsPlainly(fn, call, index, draft, seen.add(fn));
}

/** Whether a function of the rule does nothing with what a call gives it but call it plainly, or hand it on to such. */
function callsPlainly(
  fn: FunctionNode,
  call: ts.CallExpression,
  index: number,
  draft: Draft,
  seen: Set<ts.Node>,
): boolean {
  const { checker } = draft.parsed;
  const name = fn.parameters[index]?.name;
  if (name === undefined || !ts.isIdentifier(name)) return false;
  const symbol = checker.getSymbolAtLocation(name);
  /** The user, or the parameter that the call gives the user for. */
  const isUser = (node: ts.Expression | undefined): boolean => {
    if (isOwn(node, 'user', draft)) return true;
    const other = checker.getSymbolAtLocation(unwrap(node!));
    const given = fn.parameters.findIndex((one) => checker.getSymbolAtLocation(one.name) === other);
    return (
      other !== undefined &&
      given !== -1 &&
      !draft.uses.written.has(other) &&
      isOwn(call.arguments[given], 'user', draft)
    );
  };
  let plainly = true;
  walk(fn.body!, (node) => {
    if (!ts.isIdentifier(node) || node.text !== name.text || checker.getSymbolAtLocation(node) !== symbol)
      return;
    const { parent } = node;
    if (!ts.isCallExpression(parent))
      plainly &&=
        ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent) || ts.isTypeOfExpression(parent);
    else if (parent.expression === node) plainly &&= isUser(parent.arguments[1]);
    else plainly &&= isAnsweredPlainly(parent, parent.arguments.indexOf(node), draft, seen);
  });
  return plainly;
}
