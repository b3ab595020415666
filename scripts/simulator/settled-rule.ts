import { ts } from '../lib/ts.ts';
import { textOf } from './inert.ts';
import { ANYTHING, withName, type Known } from './kinds.ts';
import { areIdle, behind, functionsIn, isCallBack, isFixed, knownIn } from './idle.ts';
import { namesIn, within } from './quiet.ts';

/**
 * The helper with which converted Actions run a rule that is left with its callback. An error stays once there is one,
 * whatever the rule calls back with then; and the callback returns nothing.
 */
const SETTLED = `
async function settled(rule: (callback: Callback) => unknown): Promise<unknown> {
  let failure: unknown;
  await new Promise<void>((resolve) => {
    const fail = (error: unknown): void => callback(error || new Error(String(error)));
    const timer = setTimeout(() => fail(new Error('The rule did not call back in time.')), 18_000);
    const callback: Callback = (error) => {
      failure ||= error;
      clearTimeout(timer);
      resolve();
    };
    (async () => rule(callback))().catch(fail);
  });
  return failure;
}`;

/** Without layout, and without underscores in numbers. */
const core = (text: string): string => text.replaceAll(/\s+|(?<=\d)_(?=\d)/g, '');

/** A rule that the helper runs, and what it is called with. */
interface SettledRule {
  readonly rule: ts.FunctionDeclaration;
  readonly known: Known;
  readonly given: readonly ts.Expression[];
  /** What the handler has done before. */
  readonly before: readonly ts.Statement[];
  readonly block: ts.Block;
  /** Whether a failure denies the login before anything else is done: `if (failure) api.access.deny(…);` */
  readonly denies: boolean;
}

/** The rules of `const failure = await settled((callback) => rule(…, callback));` */
export function settledRules(source: ts.SourceFile, trusts: boolean): SettledRule[] {
  const helper = source.statements.find(
    (one) => ts.isFunctionDeclaration(one) && one.name?.text === 'settled',
  );
  if (helper === undefined || core(helper.getText(source)) !== core(SETTLED)) return [];
  const found: SettledRule[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) && ts.isFunctionLike(node.parent)) {
      let known = knownIn(node, { trusts, isDenied: false });
      for (const [at, one] of node.statements.entries()) {
        const call = callOf(one);
        const rule = call && known.declared.get(textOf(call.expression));
        if (call && rule && ts.isFunctionDeclaration(rule) && isOnlyCall(rule))
          found.push({
            rule,
            known: withOthers(rule, within(rule, call.arguments, { ...known, isDenied: true })),
            given: call.arguments,
            before: node.statements.slice(0, at),
            block: node,
            denies: denies(node.statements[at + 1]),
          });
        known = behind(known, one);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Parameters that the rule assigns to may hold anything. */
function withOthers({ parameters }: ts.FunctionDeclaration, known: Known): Known {
  const assigned = parameters.flatMap(({ name }) => namesIn(name)).filter((name) => !isFixed(name));
  return assigned.reduce((inner, { text }) => withName(inner, text, ANYTHING), known);
}

/** `rule(…, callback)` of `const failure = await settled((callback) => rule(…, callback));` */
function callOf(statement: ts.Statement): ts.CallExpression | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const [only] = statement.declarationList.declarations;
  const awaited = only?.initializer;
  if (!awaited || !ts.isAwaitExpression(awaited) || !ts.isCallExpression(awaited.expression))
    return undefined;
  if (textOf(only.name as ts.Expression) !== 'failure') return undefined;
  const { expression, arguments: given } = awaited.expression;
  const [run] = given;
  if (textOf(expression) !== 'settled' || !run || !ts.isArrowFunction(run)) return undefined;
  const call = run.body;
  const last = ts.isCallExpression(call) ? call.arguments.at(-1) : undefined;
  return ts.isCallExpression(call) && last && textOf(last) === 'callback' ? call : undefined;
}

/** `if (failure) api.access.deny(…)`, before anything else. */
function denies(statement: ts.Statement | undefined): boolean {
  if (!statement || !ts.isIfStatement(statement) || textOf(statement.expression) !== 'failure') return false;
  const { thenStatement } = statement;
  const [first] = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
  return (
    first !== undefined &&
    ts.isExpressionStatement(first) &&
    ts.isCallExpression(first.expression) &&
    textOf(first.expression.expression) === 'api.access.deny'
  );
}

/** Whether a rule has its callback as last parameter, whose name means nothing else in it, and is called once. */
function isOnlyCall({ name, parameters, body }: ts.FunctionDeclaration): boolean {
  const last = parameters.at(-1);
  if (!name || !body || last?.name.getText() !== 'callback') return false;
  const named = (text: string, inside: ts.Node): ts.Identifier[] => {
    const found: ts.Identifier[] = [];
    const visit = (node: ts.Node): void => {
      const isName = ts.isIdentifier(node) && node.text === text;
      if (isName && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node))
        found.push(node);
      if (!isHelper(node)) ts.forEachChild(node, visit);
    };
    visit(inside);
    return found;
  };
  const isDeclared = ({ parent }: ts.Identifier): boolean =>
    ts.isParameter(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isBindingElement(parent) ||
    ts.isFunctionLike(parent);
  // Once where it is declared, once where it is called.
  return named(name.text, name.getSourceFile()).length === 2 && !named('callback', body).some(isDeclared);
}

function isHelper(node: ts.Node): node is ts.FunctionDeclaration {
  return ts.isFunctionDeclaration(node) && node.name?.text === 'settled';
}

/**
 * Returns behind a call back with an error, with nothing after them but what has no effect any more; those of the call
 * itself (`return callback(new Error(…));`) among them.
 */
export function returnsOnceFailed(source: ts.SourceFile, trusts: boolean): ts.ReturnStatement[] {
  return settledRules(source, trusts).flatMap(({ rule, known, denies }) => {
    const { body } = rule;
    if (!body || !denies) return [];
    const functions = new Map([...known.functions, ...functionsIn(body.statements)]);
    const inner = { ...withName(known, 'callback', ANYTHING), functions, isFailed: true };
    return [body, ...blocksOfFunctionsIn(body)].flatMap((block) => returnsIn(block, inner, () => true));
  });
}

/** What functions do that are written in a block, and called by others. */
function blocksOfFunctionsIn(body: ts.Block): ts.Block[] {
  const found: ts.Block[] = [];
  const visit = (node: ts.Node): void => {
    const isOther = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
    if (isOther && ts.isBlock(node.body)) found.push(node.body);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** Returns of what a call back comes to, which is nothing, at the end of such rules. */
export function returnsAtEnd(source: ts.SourceFile): ts.ReturnStatement[] {
  return settledRules(source, false).flatMap(({ rule }) => {
    const last = rule.body?.statements.findLast((one) => !ts.isFunctionDeclaration(one));
    return last && ts.isReturnStatement(last) && isCallBack(last.expression) ? [last] : [];
  });
}

function returnsIn(
  node: ts.Node,
  known: Known,
  isIdleAfter: (known: Known) => boolean,
): ts.ReturnStatement[] {
  if (ts.isIfStatement(node))
    return [node.thenStatement, node.elseStatement].flatMap((one) =>
      one === undefined ? [] : returnsIn(one, known, isIdleAfter),
    );
  if (ts.isReturnStatement(node)) return isFailing(node.expression) && isIdleAfter(known) ? [node] : [];
  if (!ts.isBlock(node)) return [];
  let inner = known;
  return node.statements.flatMap((one, at) => {
    inner = behind(inner, one);
    const rest = node.statements.slice(at + 1);
    const before = node.statements[at - 1];
    const isIdle = (later: Known): boolean => areIdle(rest, later) && isIdleAfter(later);
    const isBare = ts.isReturnStatement(one) && one.expression === undefined;
    if (!isBare) return returnsIn(one, inner, isIdle);
    const isFailed = before && ts.isExpressionStatement(before) && isFailing(before.expression);
    return isFailed && isIdle(inner) ? [one] : [];
  });
}

/** `callback(new Error(…))` */
function isFailing(node: ts.Expression | undefined): boolean {
  const [error] = isCallBack(node) ? node.arguments : [];
  return error !== undefined && ts.isNewExpression(error) && textOf(error.expression) === 'Error';
}
