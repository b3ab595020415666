import { ts } from 'ts-morph';
import { claimFate } from '../auth0/restricted-claims.ts';

/**
 * The same Action without what cannot matter: returns at the end of a function, statements that only look at the
 * event, and claims that Auth0 drops. Two sources with one normal form do the same.
 */
export function normalForm(text: string, file: string): string {
  const print = (source: ts.SourceFile): string =>
    ts.createPrinter({ removeComments: true }).printFile(source);
  let before: string;
  let after = text;
  do {
    before = after;
    const source = ts.createSourceFile(file, before, ts.ScriptTarget.ESNext, true);
    const result = ts.transform(source, [simplifier(areGiven(source))]);
    after = print(result.transformed[0]!);
    result.dispose();
  } while (after !== before);
  return after;
}

/** Whether `event` and `api` are what a handler is given, wherever they are named. */
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
      /^(?:event|api)$/.test(name.getText(source)) &&
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
  (isGiven: boolean) =>
  (context: ts.TransformationContext): ((source: ts.SourceFile) => ts.SourceFile) => {
    const visit = (node: ts.Node): ts.Node | undefined => {
      const visited = ts.visitEachChild(node, visit, context);
      if (isGiven && ts.isStatement(visited) && isIdle(visited)) return undefined;
      const isBody = ts.isBlock(visited) && ts.isFunctionLike(node.parent);
      return isBody ? withoutTail(visited, isHandler(node.parent)) : visited;
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

/** Sections of the event that are always there, so that reading a key of theirs cannot fail. */
const SECTIONS = new Set(['client', 'connection', 'request', 'secrets', 'stats', 'tenant', 'user']);

const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** Expressions that neither do anything nor can fail: constants, reads of the event, and comparisons of them. */
function isInert(node: ts.Expression): boolean {
  if (isConstant(node) || isRead(node)) return true;
  if (ts.isParenthesizedExpression(node)) return isInert(node.expression);
  if (ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.ExclamationToken && isInert(node.operand);
  if (ts.isBinaryExpression(node))
    return COMPARISONS.has(node.operatorToken.kind) && isInert(node.left) && isInert(node.right);
  return isDroppedClaim(node);
}

function isConstant(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return true;
  if (ts.isIdentifier(node)) return node.text === 'undefined';
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isConstant);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every(
      (one) =>
        ts.isPropertyAssignment(one) && !ts.isComputedPropertyName(one.name) && isConstant(one.initializer),
    );
  return [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(
    node.kind,
  );
}

/** `event.user.email`, and `?.` wherever something may be missing. */
function isRead(node: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(node)) return false;
  const { expression, questionDotToken } = node;
  if (ts.isIdentifier(expression)) return expression.text === 'event';
  if (!isRead(expression)) return false;
  if (questionDotToken !== undefined) return true;
  const isSection = ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.expression);
  return isSection && SECTIONS.has(expression.name.text);
}

/** A claim with a constant name that Auth0 leaves out of the token, whatever its value. */
function isDroppedClaim(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const token = /^api\.(?<token>idToken|accessToken)\.setCustomClaim$/.exec(textOf(node.expression))
    ?.groups?.['token'];
  const [name, value, ...rest] = node.arguments;
  if (token === undefined || !name || !value || rest.length > 0) return false;
  if (!ts.isStringLiteralLike(name) || !isConstant(value)) return false;
  // Names that depend on the scopes or the audience are set in some login.
  const all = ['openid', 'profile', 'email', 'phone', 'address'];
  return claimFate(token as 'idToken' | 'accessToken', name.text, { scopes: all }).kind === 'dropped';
}

function textOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? `${textOf(node.expression)}.${node.name.text}` : '';
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

/**
 * A block without the return at its end; in a handler also one of a call that nobody waits for, and one after a denial
 * behind which nothing comes that counts once the login is denied.
 */
function withoutTail(block: ts.Block, isHandlers: boolean): ts.Block {
  const { factory } = ts;
  const { statements } = block;
  const lastThatCounts = statements.findLastIndex((one) => !isIdleOnceDenied(one));
  const simpler = statements.map((one, at) => {
    if (at === statements.length - 1) return tailOf(one, isHandlers);
    return isHandlers && at >= lastThatCounts ? withoutReturnAfterDenial(one) : one;
  });
  return simpler.every((one, at) => one === statements[at]) ? block : factory.createBlock(simpler, true);
}

/** How deep calls of functions are followed. */
const DEPTH = 3;

/** Statements that have no effect on a login that has been denied: further denials, claims, and looking at the event. */
function isIdleOnceDenied(statement: ts.Statement, depth = DEPTH): boolean {
  const isIdleToo = (one: ts.Statement): boolean => isIdleOnceDenied(one, depth);
  if (ts.isEmptyStatement(statement)) return true;
  if (ts.isBlock(statement)) return statement.statements.every(isIdleToo);
  if (ts.isReturnStatement(statement)) return statement.expression === undefined;
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    if (isInert(expression) || isDenial(expression) || isPlainSetting(expression)) return true;
    const called = depth === 0 ? undefined : inlined(expression);
    return called?.every((one) => isIdleOnceDenied(one, depth - 1)) ?? false;
  }
  if (!ts.isIfStatement(statement)) return false;
  const { expression, thenStatement, elseStatement } = statement;
  return (
    isInert(expression) &&
    isIdleToo(thenStatement) &&
    (elseStatement === undefined || isIdleToo(elseStatement))
  );
}

function isDenial(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || textOf(node.expression) !== 'api.access.deny') return false;
  const [reason, ...rest] = node.arguments;
  return reason !== undefined && rest.length === 0 && ts.isStringLiteralLike(reason);
}

/** A claim or a second factor with a constant name that the api takes. */
function isPlainSetting(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const [name, value, ...rest] = node.arguments;
  if (!name || rest.length > 0 || !ts.isStringLiteralLike(name)) return false;
  const method = textOf(node.expression);
  if (method === 'api.multifactor.enable') return value === undefined || isConstant(value);
  const isClaim = /^api\.(?:idToken|accessToken)\.setCustomClaim$/.test(method);
  return (
    isClaim && value !== undefined && isInert(value) && claimFate('idToken', name.text).kind !== 'throws'
  );
}

/** What a call of a function of the same source does, with the arguments in place of its parameters. */
function inlined(node: ts.Expression): readonly ts.Statement[] | undefined {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const { text } = node.expression;
  const called = ts
    .getOriginalNode(node)
    .getSourceFile()
    ?.statements.filter((one) => ts.isFunctionDeclaration(one) && one.name?.text === text);
  const [declared] = called ?? [];
  if (called?.length !== 1 || !declared || !ts.isFunctionDeclaration(declared) || !declared.body)
    return undefined;
  const given = new Map<string, ts.Expression>();
  for (const [at, { name, initializer, dotDotDotToken }] of declared.parameters.entries()) {
    const argument = node.arguments[at];
    if (!ts.isIdentifier(name) || !argument || initializer || dotDotDotToken) return undefined;
    given.set(name.text, argument);
  }
  const substitute = (context: ts.TransformationContext) => (body: ts.Block) => {
    const visit = (one: ts.Node): ts.Node => {
      if (ts.isPropertyAccessExpression(one)) {
        const { expression, name } = one;
        return ts.factory.updatePropertyAccessExpression(one, visit(expression) as ts.Expression, name);
      }
      return ts.isIdentifier(one) ? (given.get(one.text) ?? one) : ts.visitEachChild(one, visit, context);
    };
    return ts.visitNode(body, visit) as ts.Block;
  };
  const [body] = ts.transform(declared.body, [substitute]).transformed;
  return body?.statements;
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

function tailOf(statement: ts.Statement, isResultUnused: boolean): ts.Statement {
  const { factory } = ts;
  if (ts.isReturnStatement(statement)) {
    const { expression } = statement;
    if (expression === undefined) return factory.createEmptyStatement();
    const isIdleResult =
      isResultUnused && ts.isCallExpression(expression) && IMMEDIATE.test(textOf(expression.expression));
    return isIdleResult ? factory.createExpressionStatement(expression) : statement;
  }
  if (ts.isBlock(statement)) return withoutTail(statement, isResultUnused);
  if (!ts.isIfStatement(statement)) return statement;
  const { expression, thenStatement, elseStatement } = statement;
  const yes = tailOf(thenStatement, isResultUnused);
  const no = elseStatement && tailOf(elseStatement, isResultUnused);
  return yes === thenStatement && no === elseStatement
    ? statement
    : factory.createIfStatement(expression, yes, no);
}
