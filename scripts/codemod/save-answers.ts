import { ts } from '../lib/ts.ts';
import { isAssignment, isReference, unwrap, walk, wrapped } from '../rule/syntax.ts';
import { keyOf } from '../rule/uses.ts';
import type { Draft } from './draft.ts';
import { functionOf, nameOf } from './object-links.ts';
import { isSafeRead } from './positions.ts';

// The Management API answers a change of metadata with the user as changed, and rules were handed that user. Here is
// the answer to who looks at it.

/** Nobody looks at the answer; only at parts that are known; or there is no telling. */
export type Answer = 'dropped' | 'known' | 'open';

/** Attributes that a save does not change, and that the event and the Management API have under one name. */
const KEPT: ReadonlySet<string> = new Set([
  'user_id',
  'email',
  'email_verified',
  'name',
  'nickname',
  'given_name',
  'family_name',
  'picture',
  'username',
  'phone_number',
  'phone_verified',
]);

/** What becomes of the answer to a call that saves metadata: app_metadata or user_metadata. */
export function answerTo(save: ts.CallExpression, saved: string, draft: Draft): Answer {
  const seen = new Set<ts.Node>();
  const { checker, handler } = draft.parsed;

  /** Each place that names a variable or a function, the declaration apart. */
  function placesOf(name: ts.Identifier): ts.Identifier[] {
    const symbol = checker.getSymbolAtLocation(name);
    const found: ts.Identifier[] = [];
    walk(handler.body, (node) => {
      if (!ts.isIdentifier(node) || node.text !== name.text || !isReference(node)) return;
      if (checker.getSymbolAtLocation(node) === symbol) found.push(node);
    });
    return found;
  }

  /** Something that waits for the answer: what is done with the promise itself. */
  function ofPromise(promise: ts.Expression): Answer {
    if (seen.has(promise)) return 'dropped';
    seen.add(promise);
    const outer = wrapped(promise);
    const { parent } = outer;
    if (isDropped(outer)) return 'dropped';
    if (ts.isAwaitExpression(parent)) return ofValue(parent);
    if (ts.isPropertyAccessExpression(parent) && isCallee(parent)) return ofMethod(parent);
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name))
      return worst(placesOf(parent.name).map(ofPromise));
    if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) return ofResult(parent);
    if (ts.isConditionalExpression(parent) && parent.condition !== outer) return ofPromise(parent);
    if (ts.isArrayLiteralExpression(parent)) return ofList(parent);
    if (ts.isCallExpression(parent) && isPush(parent.expression))
      return worst(placesOf(parent.expression.expression).map(ofList));
    return 'open';
  }

  /** A list of promises, which `Promise.all` waits for. */
  function ofList(list: ts.Expression): Answer {
    const { parent } = list;
    if (isPush(parent)) return 'dropped';
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name))
      return worst(placesOf(parent.name).map(ofList));
    const isWaitedFor =
      ts.isCallExpression(parent) && /^Promise\.(?:all|allSettled)$/.test(draft.text(parent.expression));
    return isWaitedFor && ofPromise(parent) === 'dropped' ? 'dropped' : 'open';
  }

  /** `.then(…)`, `.catch(…)` and `.finally(…)` of a promise of the answer. */
  function ofMethod(method: ts.PropertyAccessExpression): Answer {
    const next = method.parent as ts.CallExpression;
    const [first] = next.arguments;
    if (method.name.text === 'catch' || method.name.text === 'finally') return ofPromise(next);
    if (method.name.text !== 'then') return 'open';
    return first === undefined || first.kind === ts.SyntaxKind.NullKeyword
      ? ofPromise(next)
      : ofArgument(first, 0);
  }

  /** What the caller of a function does with a promise that the function returns. */
  function ofResult(at: ts.Node): Answer {
    const fn = ts.isArrowFunction(at) ? at : ts.findAncestor(at, ts.isFunctionLike);
    if (fn === undefined || fn === handler) return 'dropped';
    const { parent } = fn;
    if (ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression))
      return /^(?:then|catch)$/.test(parent.expression.name.text) ? ofPromise(parent) : 'open';
    const name = nameOf(fn);
    if (name === undefined || !ts.isIdentifier(name)) return 'open';
    return worst(placesOf(name).map((place) => (isCallee(place) ? ofPromise(place.parent) : 'open')));
  }

  /** The answer itself, as the value of an expression. */
  function ofValue(value: ts.Expression): Answer {
    const outer = wrapped(value);
    const { parent } = outer;
    if (isDropped(outer)) return 'dropped';
    if (ts.isVariableDeclaration(parent)) return ofBinding(parent.name);
    if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) return ofResult(parent);
    return isKnownRead(outer) ? 'known' : 'open';
  }

  /** The answer as an argument of a function. */
  function ofArgument(callee: ts.Expression, index: number): Answer {
    const fn = functionOf(callee, draft);
    if (fn === undefined) return 'open';
    const parameter = fn.parameters[index];
    if (parameter?.dotDotDotToken !== undefined || /\barguments\b/.test(draft.text(fn))) return 'open';
    return parameter === undefined ? 'dropped' : ofBinding(parameter.name);
  }

  function ofBinding(name: ts.BindingName): Answer {
    if (ts.isIdentifier(name))
      return worst(
        placesOf(name).map((place) => (isKnownRead(wrapped(place)) || isHandedOn(place) ? 'known' : 'open')),
      );
    if (ts.isArrayBindingPattern(name)) return 'open';
    const keys = name.elements.map((element) => (element.dotDotDotToken ? '...' : keyOf(element)));
    return worst(keys.map((key) => (isKnown(key) ? 'known' : 'open')));
  }

  /** `answer.email`, `if (answer)`. */
  function isKnownRead(answer: ts.Expression): boolean {
    const { parent } = answer;
    if (isAssignment(parent) && parent.left === answer) return false;
    return (
      (ts.isPropertyAccessExpression(parent) && parent.expression === answer && isKnown(parent.name.text)) ||
      isSafeRead(answer)
    );
  }

  function isKnown(key: string): boolean {
    return key === saved || KEPT.has(key);
  }

  /** `callback(null, answer, context)`, which has a note of its own. */
  function isHandedOn(place: ts.Identifier): boolean {
    const { parent } = place;
    return (
      ts.isCallExpression(parent) &&
      parent.arguments.indexOf(place) > 0 &&
      ts.isIdentifier(parent.expression) &&
      draft.useOf(parent.expression)?.root === 'callback'
    );
  }

  const [, , callback] = save.arguments;
  const called =
    callback === undefined || draft.useOf(unwrap(callback))?.root === 'callback'
      ? 'dropped'
      : ofArgument(callback, 1);
  return worst([called, ofPromise(save)]);
}

function isDropped(node: ts.Expression): boolean {
  return ts.isExpressionStatement(node.parent) || ts.isVoidExpression(node.parent);
}

function isCallee(node: ts.Expression): node is ts.Expression & { parent: ts.CallExpression } {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}

/** `list.push` of a variable. */
function isPush(node: ts.Node): node is ts.PropertyAccessExpression & { readonly expression: ts.Identifier } {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'push' && ts.isIdentifier(node.expression);
}

function worst(answers: readonly Answer[]): Answer {
  if (answers.includes('open')) return 'open';
  return answers.includes('known') ? 'known' : 'dropped';
}
