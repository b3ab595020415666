import { ts } from '../lib/ts.ts';
import type { ParsedRule } from '../rule/parse.ts';
import { type FunctionNode, unwrap, walk } from '../rule/syntax.ts';
import { isPromise } from './calls.ts';
import {
  declarationFor,
  declaredNames,
  endsFunction,
  endsPlainly,
  inlineFunction,
  type InlineFunction,
  isCallback,
  isCallbackCall,
  mentions,
  returnsOf,
  expressionOf,
} from './splice.ts';

/** A promise that a function ends with, what is done with its value, step by step, and what when it fails. */
export interface Chain {
  readonly statement: ts.ExpressionStatement | ts.ReturnStatement;
  /** The function that ends with the chain. */
  readonly around: FunctionNode;
  readonly promise: ts.Expression;
  readonly steps: readonly InlineFunction[];
  /** The function of the `catch`, or `callback` itself. */
  readonly failed: InlineFunction | ts.Identifier | undefined;
}

/** The chain that a statement is, when its steps can stand where it stands and do the same. */
export function chainOf(
  statement: ts.ExpressionStatement | ts.ReturnStatement,
  parsed: ParsedRule,
): Chain | undefined {
  if (statement.expression === undefined) return undefined;
  const thens: ts.Expression[] = [];
  let promise = unwrap(statement.expression);
  const caught = methodCall(promise, 'catch');
  if (caught !== undefined) promise = unwrap(caught.target);
  for (let then = methodCall(promise, 'then'); then !== undefined; then = methodCall(promise, 'then')) {
    thens.unshift(then.argument);
    promise = unwrap(then.target);
  }
  const steps = thens.flatMap((then) => inlineStep(then) ?? []);
  const failed = caught === undefined ? undefined : failedOf(caught.argument, parsed);
  if (steps.length === 0 || steps.length < thens.length || (caught !== undefined && failed === undefined))
    return undefined;
  const around = ts.findAncestor(statement, ts.isFunctionLike) as FunctionNode;
  const chain = { statement, around, promise, steps, failed };
  return isPromise(promise, parsed) && canReplace(chain, parsed) ? chain : undefined;
}

function methodCall(
  node: ts.Expression,
  name: string,
): { target: ts.Expression; argument: ts.Expression } | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: method, arguments: all } = node;
  const [argument] = all;
  return method.name.text === name && method.questionDotToken === undefined && argument && all.length === 1
    ? { target: method.expression, argument: unwrap(argument) }
    : undefined;
}

function inlineStep(node: ts.Expression): InlineFunction | undefined {
  const fn = inlineFunction(node);
  return fn !== undefined && fn.parameters.length <= 1 ? fn : undefined;
}

function failedOf(node: ts.Expression, parsed: ParsedRule): Chain['failed'] {
  if (ts.isIdentifier(node)) return isCallback(node, parsed) ? node : undefined;
  const fn = inlineStep(node);
  return fn === undefined || fn.parameters.some(({ name }) => !ts.isIdentifier(name)) ? undefined : fn;
}

function holdsCallback(node: ts.Node, parsed: ParsedRule): boolean {
  let found = isCallback(node, parsed);
  walk(node, (inner) => {
    found ||= isCallback(inner, parsed);
    return !found;
  });
  return found;
}

/** Whether the statements of the steps do the same where the chain stands, one after the other. */
function canReplace(chain: Chain, parsed: ParsedRule): boolean {
  const { statement, around, promise, steps, failed } = chain;
  const isNested = around !== parsed.handler;
  if (!endsFunction(statement, around)) return false;
  if (isNested && !(isThen(around) && isTied(chain, parsed))) return false;
  if (holdsCallback(promise, parsed)) return false;
  if (!steps.slice(0, -1).every((step) => hasOneResult(step, parsed))) return false;
  const ends = [steps.at(-1)!, ...(failed === undefined || ts.isIdentifier(failed) ? [] : [failed])];
  if (!ends.every((end) => endsPlainly(end, parsed))) return false;
  return namesFit(chain) && (failed === undefined || isSafeInside(chain, parsed));
}

/** A function that a promise waits for. */
function isThen(fn: FunctionNode): boolean {
  const { parent } = fn;
  return (
    ts.isCallExpression(parent) && (methodCall(parent, 'then') ?? methodCall(parent, 'catch')) !== undefined
  );
}

/** A chain inside a step counts for the promise around it when it is returned, or when nothing is left to go wrong. */
function isTied({ statement, failed }: Chain, parsed: ParsedRule): boolean {
  if (ts.isReturnStatement(statement)) return true;
  if (failed === undefined) return false;
  if (ts.isIdentifier(failed)) return true;
  const only =
    ts.isBlock(failed.body) && failed.body.statements.length === 1
      ? expressionOf(failed.body.statements[0]!)
      : ts.isBlock(failed.body)
        ? undefined
        : failed.body;
  return (
    isCallbackCall(only, parsed) &&
    (only as ts.CallExpression).arguments.every((node) => isSimple(unwrap(node)))
  );
}

function isSimple(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || ts.isStringLiteralLike(node) || node.kind === ts.SyntaxKind.NullKeyword;
}

/** A step before the last one: it hands on one value, at its end, and does not call back. */
function hasOneResult(step: InlineFunction, parsed: ParsedRule): boolean {
  if (holdsCallback(step.body, parsed)) return false;
  if (!ts.isBlock(step.body)) return true;
  const [first, ...more] = returnsOf(step.body);
  return first?.expression !== undefined && more.length === 0 && first === step.body.statements.at(-1);
}

/** Whether no name of a step means something else in another step or around. */
function namesFit({ statement, around, promise, steps, failed }: Chain): boolean {
  const functions = [...steps, ...(failed === undefined || ts.isIdentifier(failed) ? [] : [failed])];
  return functions.every((fn) => {
    const { block, lifted } = declaredNames(fn);
    const isStep = fn !== failed;
    const others = steps.filter((step) => step !== fn);
    if ([...lifted].some((name) => block.has(name)) || mentions(around, lifted, [fn])) return false;
    if (!isStep) return true;
    if (mentions(promise, block, []) || others.some((other) => mentions(other, block, []))) return false;
    // Without a try around them, they are declared in the block of the statement.
    return failed !== undefined || !mentions(around, block, [statement]);
  });
}

/** What an Action asks of Auth0 may throw where a rule only assigned: that must not look like a failed promise. */
function isSafeInside({ steps, failed }: Chain, parsed: ParsedRule): boolean {
  if (handsOnError(failed!, parsed)) return true;
  return !steps.some((step) =>
    /samlConfiguration|multifactor|redirect|primaryUser|\bscope\b/.test(step.getText(parsed.source)),
  );
}

/** Whether a failed promise certainly fails the login with its error. */
export function handsOnError(failed: InlineFunction | ts.Identifier, parsed: ParsedRule): boolean {
  if (ts.isIdentifier(failed)) return true;
  const [error] = failed.parameters;
  const last = ts.isBlock(failed.body) ? expressionOf(failed.body.statements.at(-1)!) : unwrap(failed.body);
  if (error === undefined || last === undefined || !isCallbackCall(last, parsed)) return false;
  const [first] = (last as ts.CallExpression).arguments;
  const handed = first !== undefined && first.getText(parsed.source) === error.name.getText(parsed.source);
  return (
    handed &&
    declarationFor(failed, 0) === 'const' &&
    (!ts.isBlock(failed.body) || failed.body.statements.slice(0, -1).every(isLogged))
  );
}

/** `console.log(…);` */
function isLogged(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && /^console\.\w+\(/.test(statement.getText());
}
