import { ts } from 'ts-morph';
import { isInert, isNever, textOf } from './inert.ts';
import { idleWrites } from './copies.ts';
import { behind, isIdleOnceDenied } from './once-denied.ts';

/**
 * The same Action without what cannot matter: returns at the end of a function, statements that only look at the
 * event, and claims that Auth0 drops. Two sources with one normal form do the same; if claims are trusted, as long as the
 * values of all claims have a JSON form.
 */
export function normalForm(text: string, file: string, trustsClaims = false): string {
  const print = (source: ts.SourceFile): string =>
    ts.createPrinter({ removeComments: true }).printFile(source);
  let before: string;
  let after = text;
  do {
    before = after;
    const source = ts.createSourceFile(file, before, ts.ScriptTarget.ESNext, true);
    const result = ts.transform(source, [simplifier(areGiven(source), trustsClaims)]);
    after = print(result.transformed[0]!);
    result.dispose();
  } while (after !== before);
  return after;
}

/** Whether `event` and `api` are what a handler is given, and two functions those of the language, wherever they are named. */
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
      /^(?:event|api|structuredClone|Object)$/.test(name.getText(source)) &&
      !(
        ts.isParameter(node) &&
        (isHandler(node.parent) || /^(?:Event|PostLoginAPI)$/.test(node.type?.getText(source) ?? ''))
      );
    if (isOther) all = false;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return all;
}

const simplifier =
  (isGiven: boolean, trustsClaims: boolean) =>
  (context: ts.TransformationContext): ((source: ts.SourceFile) => ts.SourceFile) => {
    const idle = new Set<ts.Node>();
    const visit = (node: ts.Node): ts.Node | undefined => {
      if (idle.has(node)) return undefined;
      if (isGiven && ts.isBlock(node) && ts.isFunctionLike(node.parent))
        for (const one of idleWrites(node)) idle.add(one);
      const visited = ts.visitEachChild(node, visit, context);
      if (isGiven && ts.isStatement(visited) && isIdle(visited)) return undefined;
      if (!ts.isBlock(visited) || !ts.isFunctionLike(node.parent)) return visited;
      return withoutTail(visited, isHandler(node.parent) ? { isHandlers: true, trustsClaims } : FUNCTION);
    };
    return (source) => ts.visitEachChild(source, visit, context);
  };

/** Statements that do nothing. A statement that has to be there, as in `else ;`, is left empty by the caller. */
function isIdle(statement: ts.Node): boolean {
  if (ts.isEmptyStatement(statement)) return isInBlock(statement);
  if (ts.isExpressionStatement(statement))
    // A text alone is a directive.
    return isInBlock(statement) && !ts.isStringLiteral(statement.expression) && isInert(statement.expression);
  if (!ts.isIfStatement(statement) || !isInBlock(statement)) return false;
  const { expression, thenStatement, elseStatement } = statement;
  // Names that are declared in there are known outside too.
  const declares = /\b(?:var|function)\b/.test(ts.getOriginalNode(thenStatement).getText());
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

/** A handler's result goes nowhere. */
function isHandler(node: ts.Node): boolean {
  const named = ts.isFunctionDeclaration(node)
    ? node.name
    : ts.isVariableDeclaration(node.parent)
      ? node.parent.name
      : undefined;
  return named !== undefined && /^on(?:Execute|Continue)PostLogin$/.test(named.getText());
}

/** What a block is the body of. */
interface Body {
  /** Of a handler, whose result nobody uses. */
  readonly isHandlers: boolean;
  readonly trustsClaims: boolean;
}

const FUNCTION: Body = { isHandlers: false, trustsClaims: false };

/**
 * A block without the return at its end; in a handler also one of a call that nobody waits for, and one after a denial
 * behind which nothing comes that counts once the login is denied.
 */
function withoutTail(block: ts.Block, body: Body): ts.Block {
  const { factory } = ts;
  const { statements } = block;
  const last = statements.findLastIndex((one) => !ts.isFunctionDeclaration(one));
  const lastThatCounts = statements.findLastIndex(
    (one, at) => !isIdleOnceDenied(one, behind(statements.slice(0, at), body.trustsClaims)),
  );
  const simpler = statements.map((one, at) => {
    if (at === last) return tailOf(one, body);
    return body.isHandlers && at >= lastThatCounts ? withoutReturnAfterDenial(one) : one;
  });
  return simpler.every((one, at) => one === statements[at]) ? block : factory.createBlock(simpler, true);
}

function withoutReturnAfterDenial(statement: ts.Statement): ts.Statement {
  const { factory } = ts;
  if (ts.isIfStatement(statement)) {
    const { expression, thenStatement, elseStatement } = statement;
    const simpler = withoutReturnAfterDenial(thenStatement);
    return simpler === thenStatement
      ? statement
      : factory.createIfStatement(expression, simpler, elseStatement);
  }
  if (!ts.isBlock(statement)) return statement;
  const [denial, end] = statement.statements.slice(-2);
  const isDenied =
    denial !== undefined &&
    ts.isExpressionStatement(denial) &&
    textOf(callee(denial.expression)) === 'api.access.deny';
  if (!isDenied || !end || !ts.isReturnStatement(end) || end.expression !== undefined) return statement;
  return factory.createBlock(statement.statements.slice(0, -1), true);
}

function callee(node: ts.Expression): ts.Expression {
  return ts.isCallExpression(node) ? node.expression : node;
}

function tailOf(statement: ts.Statement, body: Body): ts.Statement {
  const { factory } = ts;
  if (ts.isReturnStatement(statement)) {
    const { expression } = statement;
    if (expression === undefined) return factory.createEmptyStatement();
    const isIdleResult =
      body.isHandlers && ts.isCallExpression(expression) && IMMEDIATE.test(textOf(expression.expression));
    return isIdleResult ? factory.createExpressionStatement(expression) : statement;
  }
  if (ts.isBlock(statement)) return withoutTail(statement, body);
  if (ts.isTryStatement(statement)) return tryWithoutTail(statement);
  if (!ts.isIfStatement(statement)) return statement;
  const { expression, thenStatement, elseStatement } = statement;
  const yes = tailOf(thenStatement, body);
  const no = elseStatement && tailOf(elseStatement, body);
  return yes === thenStatement && no === elseStatement
    ? statement
    : factory.createIfStatement(expression, yes, no);
}

/** Nothing comes after either block. A result stays: what it throws is caught inside and not outside. */
function tryWithoutTail(statement: ts.TryStatement): ts.Statement {
  const { factory } = ts;
  const { tryBlock, catchClause, finallyBlock } = statement;
  const block = withoutTail(tryBlock, FUNCTION);
  const caught = catchClause && withoutTail(catchClause.block, FUNCTION);
  if (block === tryBlock && caught === catchClause?.block) return statement;
  const clause = catchClause && caught && factory.createCatchClause(catchClause.variableDeclaration, caught);
  return factory.createTryStatement(block, clause, finallyBlock);
}
