import { ts } from '../lib/ts.ts';
import { kindOfCall } from '../rule/call-kind.ts';
import { endsAfter } from '../rule/ends-after.ts';
import { unwrap, walk } from '../rule/syntax.ts';
import { isMutation } from '../rule/uses.ts';
import { isPlainValue } from './calls.ts';
import type { Draft } from './draft.ts';
import { expressionOf } from './splice.ts';

/**
 * A promise that may still fail when one of its steps has called back, too late to matter: as the value of the rule it is
 * waited for, and its error is taken where it counts. One that is not the last thing the rule does is marked.
 */
export function returnLatePromises(draft: Draft): void {
  const { body } = draft.parsed.handler;
  const calls = [...callsOf(draft)];
  walk(body, (node) => {
    if (!ts.isExpressionStatement(node)) return;
    const call = calls.find((one) => isWithin(one, node) && mayFailLater(one, node));
    if (call === undefined) return;
    if (!isReturned(node, draft)) draft.note('goes-on-after-callback', call);
    else {
      draft.insert(draft.start(node), 'return ');
      draft.returnsPromise = true;
    }
  });
}

function isReturned(statement: ts.Statement, { parsed }: Draft): boolean {
  return (
    ts.findAncestor(statement, ts.isFunctionLike) === parsed.handler &&
    endsAfter(statement, parsed.handler.body)
  );
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

/** Whether a chain of promises without a last `catch` goes on after the step that calls back. */
function mayFailLater(call: ts.CallExpression, statement: ts.ExpressionStatement): boolean {
  const steps: ts.CallExpression[] = [];
  let at = unwrap(statement.expression);
  while (
    ts.isCallExpression(at) &&
    ts.isPropertyAccessExpression(at.expression) &&
    STEP.test(at.expression.name.text)
  ) {
    steps.push(at);
    at = unwrap(at.expression.expression);
  }
  const [last] = steps;
  if (last === undefined || nameOf(last) === 'catch' || last.arguments.length > 1) return false;
  const step = steps.find((one) => one.arguments.some((argument) => isWithin(call, argument)));
  return step !== undefined && (step !== last || nameOf(step) === 'finally');
}

const STEP = /^(?:then|catch|finally)$/;

function nameOf({ expression }: ts.CallExpression): string {
  return (expression as ts.PropertyAccessExpression).name.text;
}

/** Marks each call back that may let the login on and after which the rule goes on with more than a line of its log. */
export function noteWhatFollows(draft: Draft): void {
  const last = new Set(draft.exits.calls.filter((site) => site.last).map((site) => site.call));
  const calls = callsOf(draft);
  for (const call of calls) {
    const statement = ts.findAncestor(call, ts.isStatement);
    if (last.has(call) || kindOfCall(call, draft.uses) === 'refused') continue;
    if (statement === undefined || !ts.isExpressionStatement(statement)) continue;
    const around = ts.findAncestor(call, ts.isFunctionLike)!;
    if (around !== ts.findAncestor(statement, ts.isFunctionLike)) continue;
    if (isCaught(around) && !changesAfter(call, around, draft)) continue;
    if (mayMatterAfter(statement, calls)) draft.note('goes-on-after-callback', call);
  }
}

function callsOf({ uses }: Draft): ReadonlySet<ts.CallExpression> {
  return new Set(
    uses.all.flatMap(({ root, identifier }) => {
      const { parent } = identifier;
      return root === 'callback' && ts.isCallExpression(parent) && parent.expression === identifier
        ? [parent]
        : [];
    }),
  );
}

/** Whether a function is a step of a promise that catches its errors. */
function isCaught(fn: ts.Node): boolean {
  for (let call: ts.Node = fn.parent; ts.isCallExpression(call); call = call.parent.parent) {
    if (!ts.isPropertyAccessExpression(call.expression)) return false;
    const { text } = call.expression.name;
    if (text === 'catch' && !call.arguments.includes(fn as ts.Expression)) return true;
    if (!STEP.test(text) || !ts.isPropertyAccessExpression(call.parent)) return false;
  }
  return false;
}

/** Whether a function changes what the rule was given, or saves something, after a call. */
function changesAfter(call: ts.CallExpression, fn: ts.Node, { uses }: Draft): boolean {
  return uses.all.some(
    (use) =>
      use.identifier.pos > call.end &&
      use.identifier.end <= fn.end &&
      (isMutation(use) || use.root === 'auth0' || use.root === 'global'),
  );
}

/** Whether anything but a message to the log runs after a statement of a function. */
function mayMatterAfter(statement: ts.Statement, calls: ReadonlySet<ts.CallExpression>): boolean {
  for (let at: ts.Node = statement; !ts.isFunctionLike(at.parent); at = at.parent) {
    const { parent } = at;
    // Another round.
    if (ts.isIterationStatement(parent, false)) return true;
    if (ts.isTryStatement(parent) && parent.finallyBlock !== undefined) {
      // What was thrown before goes on being thrown.
      if (parent.finallyBlock === at || parent.finallyBlock.statements.some((one) => mayMatter(one, calls)))
        return true;
    }
    if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) continue;
    for (const next of parent.statements.slice(parent.statements.indexOf(at as ts.Statement) + 1)) {
      if (mayMatter(next, calls)) return true;
      if (ts.isReturnStatement(next)) return false;
      if (ts.isBreakStatement(next) && next.label === undefined) {
        at = ts.findAncestor(
          next,
          (one) => ts.isIterationStatement(one, false) || ts.isSwitchStatement(one),
        )!;
        break;
      }
    }
  }
  return false;
}

function mayMatter(node: ts.Statement, calls: ReadonlySet<ts.CallExpression>): boolean {
  if (ts.isFunctionDeclaration(node) || ts.isEmptyStatement(node) || ts.isBreakStatement(node)) return false;
  const value = expressionOf(node);
  if (value === undefined) return !ts.isReturnStatement(node);
  const call = unwrap(value);
  // A second call has a note of its own.
  if (!ts.isCallExpression(call)) return !isPlainValue(call);
  return (
    !calls.has(call) &&
    !(/^console\.\w+$/.test(call.expression.getText()) && call.arguments.every(isPlainValue))
  );
}
