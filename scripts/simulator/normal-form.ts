import { ts } from '../lib/ts.ts';
import { isInert, isNever, OBJECTS, textOf } from './inert.ts';
import { idleWrites } from './copies.ts';
import { idleFallbacks } from './fresh.ts';
import { aroundEach, callee, isHandler, returnsOnceDenied } from './denied-returns.ts';
import { areIdle } from './idle.ts';
import { namesIn } from './quiet.ts';
import { protocolHolds } from './protocols.ts';
import { returnsAtEnd, returnsOnceFailed } from './settled-rule.ts';
import { roundedTimers } from './timers.ts';
import { unsetReads } from './unset.ts';

/**
 * What a normal form leaves out, in steps: each has all before it too.
 * - `ends`: returns where a function ends anyway
 * - `unseen`: what only looks at things, writes what nobody reads, or is only seen by the console
 * - `protocols`: comparisons with protocols for which no Action runs
 * - `timers`: a few milliseconds more or less until something is given up
 * - `denied`: returns behind a denial that voids all that comes after it
 * - `trusted`: the same, as long as the api takes the values that it is given
 */
export const LEVELS = ['ends', 'unseen', 'protocols', 'timers', 'denied', 'trusted'] as const;

export type Level = (typeof LEVELS)[number];

/** The same Action without what cannot matter. Two sources with one normal form do the same. */
export function normalForm(text: string, file: string, level: Level): string {
  const print = (source: ts.SourceFile): string =>
    ts.createPrinter({ removeComments: true }).printFile(source);
  let before: string;
  let after = text;
  do {
    before = after;
    const source = ts.createSourceFile(file, before, ts.ScriptTarget.ESNext, true);
    const result = ts.transform(source, [simplifier(source, LEVELS.slice(0, LEVELS.indexOf(level) + 1))]);
    after = print(result.transformed[0]!);
    result.dispose();
  } while (after !== before);
  return after;
}

// oxfmt-ignore
const GIVEN = new Set([
  'event', 'api', 'structuredClone', 'Object', 'Array', 'String', 'Boolean', 'Error', 'JSON', 'Buffer', 'parseInt',
  'Promise', 'AbortSignal', 'setTimeout', 'console',
]);

/** Whether `event` and `api` are what a handler is given, and functions those of the language, wherever they are named. */
function areGiven(source: ts.SourceFile): boolean {
  let all = true;
  const visit = (node: ts.Node): void => {
    const { name } = node as { name?: ts.Node };
    const isOther =
      name !== undefined &&
      (ts.isVariableDeclaration(node) ||
        ts.isParameter(node) ||
        ts.isBindingElement(node) ||
        ts.isFunctionLike(node)) &&
      GIVEN.has(name.getText(source)) &&
      !(
        ts.isParameter(node) &&
        (isHandler(node.parent) || /^(?:Event|PostLoginAPI)$/.test(node.type?.getText(source) ?? ''))
      );
    const isReplaced =
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      GIVEN.has(textOf(node.left));
    if (isOther || isReplaced) all = false;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return all;
}

const simplifier =
  (source: ts.SourceFile, levels: readonly Level[]) =>
  (context: ts.TransformationContext): ((source: ts.SourceFile) => ts.SourceFile) => {
    const has = (level: Level): boolean => levels.includes(level);
    const isGiven = areGiven(source);
    const returns = isGiven
      ? [
          ...(has('ends') ? returnsAtEnd(source) : []),
          ...(has('denied') ? returnsOnceDenied(source, has('trusted')) : []),
          ...(has('denied') ? returnsOnceFailed(source, has('trusted')) : []),
        ]
      : [];
    // One at a time: what proves the one may rest on the other.
    const dropped = returns.at(-1);
    const lengths = has('timers') ? roundedTimers(source) : new Map<ts.Node, number>();
    const idle = new Set<ts.Node>(
      isGiven && has('unseen') ? [...idleFallbacks(source), ...unusedFunctions(source)] : [],
    );
    const unset = isGiven && has('unseen') ? unsetReads(source) : new Set<ts.Node>();
    const visit = (node: ts.Node): ts.Node | undefined => {
      if (idle.has(node)) return undefined;
      if (unset.has(node)) return ts.factory.createIdentifier('undefined');
      if (node === dropped)
        return dropped.expression && ts.factory.createExpressionStatement(dropped.expression);
      if (isGiven && has('unseen') && ts.isBlock(node) && ts.isFunctionLike(node.parent)) {
        for (const one of [...idleWrites(node), ...idleEnd(node)]) idle.add(one);
      }
      const visited = ts.visitEachChild(node, visit, context);
      const length = lengths.get(node);
      if (length !== undefined) return ts.factory.createNumericLiteral(length);
      if (isGiven && has('unseen') && isFallback(visited)) return visited.left;
      const holds =
        isGiven && has('protocols') && ts.isExpression(visited) ? protocolHolds(visited) : undefined;
      if (holds !== undefined) return holds ? ts.factory.createTrue() : ts.factory.createFalse();
      if (isGiven && has('unseen') && ts.isStatement(visited) && isIdleStatement(visited)) return undefined;
      if (!ts.isBlock(visited)) return visited;
      const block = has('unseen') ? withoutDeadEnd(visited) : visited;
      return ts.isFunctionLike(node.parent) ? withoutTail(block, isHandler(node.parent)) : block;
    };
    return (whole) => ts.visitEachChild(whole, visit, context);
  };

/** `event.client.metadata || { … }`: what is always there needs nothing in its place. */
function isFallback(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.BarBarToken ||
      node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) &&
    OBJECTS.has(textOf(node.left))
  );
}

/** Functions inside others that nobody names. */
function unusedFunctions(source: ts.SourceFile): ts.FunctionDeclaration[] {
  const declared: ts.FunctionDeclaration[] = [];
  const named = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) && !ts.isSourceFile(node.parent)) declared.push(node);
    if (ts.isIdentifier(node)) named.set(node.text, (named.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return declared.filter(({ name }) => name !== undefined && named.get(name.text) === 1);
}

/** Statements at the end of a handler that neither do anything nor fail. */
function idleEnd(block: ts.Block): readonly ts.Node[] {
  if (!isHandler(block.parent)) return [];
  const { statements } = block;
  const around = aroundEach(block, { trusts: false, isDenied: false });
  const first = [...statements.keys()].find((at) => areIdle(statements.slice(at), around[at]!));
  if (first === undefined) return [];
  const isKept = (one: ts.Statement, at: number): boolean => at < first || ts.isFunctionDeclaration(one);
  const dropped = statements.filter((one, at) => !isKept(one, at));
  // Functions may look at names that are declared after them.
  const others = statements.filter(isKept).map((one) => one.getText());
  const names = dropped.flatMap((one) =>
    ts.isVariableStatement(one) ? one.declarationList.declarations : [],
  );
  const isUsed = names.some(({ name }) =>
    namesIn(name).some((own) => others.some((text) => text.includes(own.text))),
  );
  return isUsed ? [] : dropped;
}

/** A block without what comes behind `await Promise.reject(…)`, which never goes on. */
function withoutDeadEnd(block: ts.Block): ts.Block {
  const at = block.statements.findIndex(
    (one) =>
      ts.isExpressionStatement(one) &&
      ts.isAwaitExpression(one.expression) &&
      textOf(callee(one.expression.expression)) === 'Promise.reject',
  );
  const isDead = (one: ts.Statement, index: number): boolean =>
    index > at && !ts.isFunctionDeclaration(one) && !ts.isVariableStatement(one);
  return at === -1 || !block.statements.some(isDead)
    ? block
    : ts.factory.updateBlock(
        block,
        block.statements.filter((one, index) => !isDead(one, index)),
      );
}

/** Statements that do nothing. A statement that has to be there, as in `else ;`, is left empty by the caller. */
function isIdleStatement(statement: ts.Node): boolean {
  if (ts.isEmptyStatement(statement)) return isInBlock(statement);
  if (ts.isExpressionStatement(statement))
    // A text alone is a directive.
    return isInBlock(statement) && !ts.isStringLiteral(statement.expression) && isInert(statement.expression);
  if (!ts.isIfStatement(statement) || !isInBlock(statement)) return false;
  const { expression, thenStatement, elseStatement } = statement;
  // Names that are declared in there are known outside too.
  const declares = /\b(?:var|function)\b/.test(
    (ts.getOriginalNode(statement) as ts.IfStatement).thenStatement.getText(),
  );
  if (isNever(expression) && elseStatement === undefined && !declares) return true;
  return (
    isInert(expression) && isEmpty(thenStatement) && (elseStatement === undefined || isEmpty(elseStatement))
  );
}

function isInBlock(statement: ts.Node): boolean {
  const original = ts.getOriginalNode(statement);
  return ts.isBlock(original.parent) || ts.isSourceFile(original.parent);
}

function isEmpty(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) return statement.statements.every(isEmpty);
  return (
    ts.isEmptyStatement(statement) || (ts.isExpressionStatement(statement) && isInert(statement.expression))
  );
}

/** Methods of the api that return at once, and nothing that anybody waits for. */
const IMMEDIATE = /^api\.(?:access|idToken|accessToken|user|multifactor|redirect|samlResponse)\.\w+$/;

/** A block without the return at its end; in a handler, whose result nobody uses, also one of a call that nobody waits for. */
function withoutTail(block: ts.Block, isHandlers: boolean): ts.Block {
  const { factory } = ts;
  const { statements } = block;
  const last = statements.findLastIndex((one) => !ts.isFunctionDeclaration(one));
  const simpler = statements.map((one, at) => (at === last ? tailOf(one, isHandlers) : one));
  return simpler.every((one, at) => one === statements[at]) ? block : factory.updateBlock(block, simpler);
}

function tailOf(statement: ts.Statement, isHandlers: boolean): ts.Statement {
  const { factory } = ts;
  if (ts.isReturnStatement(statement)) {
    const { expression } = statement;
    if (expression === undefined) return factory.createEmptyStatement();
    const isIdleResult =
      isHandlers && ts.isCallExpression(expression) && IMMEDIATE.test(textOf(expression.expression));
    return isIdleResult ? factory.createExpressionStatement(expression) : statement;
  }
  if (ts.isBlock(statement)) return withoutTail(statement, isHandlers);
  if (ts.isTryStatement(statement)) return tryWithoutTail(statement);
  if (!ts.isIfStatement(statement)) return statement;
  const { expression, thenStatement, elseStatement } = statement;
  const yes = tailOf(thenStatement, isHandlers);
  const no = elseStatement && tailOf(elseStatement, isHandlers);
  return yes === thenStatement && no === elseStatement
    ? statement
    : factory.createIfStatement(expression, yes, no);
}

/** Nothing comes after either block. A result stays: what it throws is caught inside and not outside. */
function tryWithoutTail(statement: ts.TryStatement): ts.Statement {
  const { factory } = ts;
  const { tryBlock, catchClause, finallyBlock } = statement;
  const block = withoutTail(tryBlock, false);
  const caught = catchClause && withoutTail(catchClause.block, false);
  if (block === tryBlock && caught === catchClause?.block) return statement;
  const clause = catchClause && caught && factory.createCatchClause(catchClause.variableDeclaration, caught);
  return factory.createTryStatement(block, clause, finallyBlock);
}
