import { ts } from 'ts-morph';
import { claimFate } from '../auth0/restricted-claims.ts';
import { COMPARISONS, isConstant, isInert, textOf } from './inert.ts';

/** What is known around a statement. */
export interface Around {
  /** Names that hold a value by then, and those of them that are never null or undefined. */
  readonly names: ReadonlyMap<string, 'anything' | 'something'>;
  /** Claims may have any value: taken for granted that it has a JSON form, without which the api fails. */
  readonly trustsClaims: boolean;
  /** Names that are not those of the one claim that the api refuses. */
  readonly notScope: ReadonlySet<string>;
  /** How deep calls of functions are followed. */
  readonly depth: number;
}

const DEPTH = 3;

/** What is known behind some statements of a block. */
export function behind(statements: readonly ts.Statement[], trustsClaims: boolean): Around {
  const around = { names: new Map(), trustsClaims, notScope: new Set<string>(), depth: DEPTH };
  return statements.reduce<Around>(withNamesOf, around);
}

function withNamesOf(around: Around, statement: ts.Statement): Around {
  if (!ts.isVariableStatement(statement)) return around;
  const names = new Map(around.names);
  for (const { name, initializer } of statement.declarationList.declarations) {
    const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    const isThere = isConst && initializer !== undefined && isSomething(initializer, around);
    for (const text of namesIn(name))
      names.set(text, ts.isIdentifier(name) && isThere ? 'something' : 'anything');
  }
  return { ...around, names };
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((one) => (ts.isOmittedExpression(one) ? [] : namesIn(one.name)));
}

/** Statements that have no effect on a login that has been denied: further denials, claims, and looking at things. */
export function isIdleOnceDenied(statement: ts.Statement, around: Around): boolean {
  const isIdleToo = (one: ts.Statement): boolean => isIdleOnceDenied(one, around);
  if (ts.isEmptyStatement(statement)) return true;
  if (ts.isBlock(statement)) return areIdle(statement.statements, around);
  if (ts.isReturnStatement(statement)) return statement.expression === undefined;
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.every(
      ({ name, initializer }) => ts.isIdentifier(name) && initializer && isQuiet(initializer, around),
    );
  if (ts.isForOfStatement(statement)) return isIdleLoop(statement, around);
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    if (isQuiet(expression, around) || isDenial(expression, around) || isPlainSetting(expression, around))
      return true;
    const called = around.depth === 0 ? undefined : inlined(expression, around);
    return called !== undefined && areIdle(called, { ...around, depth: around.depth - 1 });
  }
  if (!ts.isIfStatement(statement)) return false;
  const { expression, thenStatement, elseStatement } = statement;
  const other = comparedWithScope(expression);
  const within = other === undefined ? around : { ...around, notScope: new Set([...around.notScope, other]) };
  return (
    isQuiet(expression, around) &&
    isIdleOnceDenied(thenStatement, within) &&
    (elseStatement === undefined || isIdleToo(elseStatement))
  );
}

function areIdle(statements: readonly ts.Statement[], around: Around): boolean {
  return statements.every((one, at) =>
    isIdleOnceDenied(one, statements.slice(0, at).reduce(withNamesOf, around)),
  );
}

/** `for (const [claim, value] of Object.entries(claims))`, of something that has entries. */
function isIdleLoop({ initializer, expression, statement }: ts.ForOfStatement, around: Around): boolean {
  if (!ts.isVariableDeclarationList(initializer) || !ts.isCallExpression(expression)) return false;
  const [of, ...rest] = expression.arguments;
  if (textOf(expression.expression) !== 'Object.entries' || !of || rest.length > 0) return false;
  if (!isQuiet(of, around) || !isSomething(of, around)) return false;
  const names = new Map(around.names);
  for (const { name } of initializer.declarations)
    for (const one of namesIn(name)) names.set(one, 'anything');
  return isIdleOnceDenied(statement, { ...around, names });
}

/** `claim !== 'scope'` */
function comparedWithScope(node: ts.Expression): string | undefined {
  if (!ts.isBinaryExpression(node)) return undefined;
  const { left, right, operatorToken } = node;
  const isOther = operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
  return isOther && ts.isIdentifier(left) && ts.isStringLiteral(right) && right.text === 'scope'
    ? left.text
    : undefined;
}

/** Expressions that neither do anything nor can fail, made of values of the event and of plain data that names hold. */
function isQuiet(node: ts.Expression, around: Around): boolean {
  const isQuietToo = (one: ts.Expression): boolean => isQuiet(one, around);
  if (isInert(node) || isText(node)) return true;
  if (ts.isIdentifier(node)) return around.names.has(node.text);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return isQuietToo(node.expression);
  if (ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.ExclamationToken && isQuietToo(node.operand);
  if (ts.isBinaryExpression(node))
    return COMPARISONS.has(node.operatorToken.kind) && isQuietToo(node.left) && isQuietToo(node.right);
  if (!ts.isPropertyAccessExpression(node)) return false;
  const { expression, questionDotToken } = node;
  return isQuietToo(expression) && (questionDotToken !== undefined || isSomething(expression, around));
}

/** Neither null nor undefined. */
function isSomething(node: ts.Expression, around: Around): boolean {
  if (ts.isIdentifier(node)) return around.names.get(node.text) === 'something';
  if (ts.isParenthesizedExpression(node)) return isSomething(node.expression, around);
  if (ts.isObjectLiteralExpression(node)) return true;
  if (ts.isCallExpression(node)) return makesObject(node);
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  const isFallback = kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
  return isFallback && isSomething(node.right, around);
}

/** A call of a function of the same source whose one statement returns an object. */
function makesObject(node: ts.CallExpression): boolean {
  const statements = declarationOf(node)?.body?.statements ?? [];
  const [only] = statements;
  return (
    statements.length === 1 &&
    only !== undefined &&
    ts.isReturnStatement(only) &&
    only.expression !== undefined &&
    ts.isObjectLiteralExpression(only.expression)
  );
}

/** Attributes that are a text or absent. */
const TEXTS = new Set(
  [
    ...['email', 'name', 'nickname', 'given_name', 'family_name', 'picture', 'user_id'].map(
      (one) => `user.${one}`,
    ),
    'client.name',
    'client.client_id',
    'connection.name',
    'request.ip',
  ].map((path) => `event.${path}`),
);

/** A text put together from texts, or what an error made of one says. */
function isText(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || TEXTS.has(textOf(node))) return true;
  if (ts.isTemplateExpression(node)) return node.templateSpans.every(({ expression }) => isText(expression));
  if (ts.isBinaryExpression(node))
    return node.operatorToken.kind === ts.SyntaxKind.PlusToken && isText(node.left) && isText(node.right);
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'message') return false;
  const { expression } = node;
  if (!ts.isNewExpression(expression) || textOf(expression.expression) !== 'Error') return false;
  const [text, ...rest] = expression.arguments ?? [];
  return text !== undefined && rest.length === 0 && isText(text);
}

function isDenial(node: ts.Expression, around: Around): boolean {
  if (!ts.isCallExpression(node) || textOf(node.expression) !== 'api.access.deny') return false;
  const [reason, ...rest] = node.arguments;
  return reason !== undefined && rest.length === 0 && isQuiet(reason, around);
}

/** A claim or a second factor with a name that the api takes. */
function isPlainSetting(node: ts.Expression, around: Around): boolean {
  if (!ts.isCallExpression(node)) return false;
  const [name, value, ...rest] = node.arguments;
  if (!name || rest.length > 0) return false;
  const method = textOf(node.expression);
  if (method === 'api.multifactor.enable')
    return ts.isStringLiteralLike(name) && (value === undefined || isConstant(value));
  if (!/^api\.(?:idToken|accessToken)\.setCustomClaim$/.test(method) || value === undefined) return false;
  const isTaken = ts.isStringLiteralLike(name)
    ? claimFate('idToken', name.text).kind !== 'throws'
    : ts.isIdentifier(name) && around.names.has(name.text) && around.notScope.has(name.text);
  return isTaken && (isInert(value) || (around.trustsClaims && isQuiet(value, around)));
}

function declarationOf(node: ts.CallExpression): ts.FunctionDeclaration | undefined {
  if (!ts.isIdentifier(node.expression)) return undefined;
  const { text } = node.expression;
  const called = ts
    .getOriginalNode(node)
    .getSourceFile()
    ?.statements.filter(
      (one): one is ts.FunctionDeclaration => ts.isFunctionDeclaration(one) && one.name?.text === text,
    );
  return called?.length === 1 ? called[0] : undefined;
}

/** What a call of a function of the same source does, with the arguments in place of its parameters. */
function inlined(node: ts.Expression, { names }: Around): readonly ts.Statement[] | undefined {
  const declared = ts.isCallExpression(node) ? declarationOf(node) : undefined;
  if (!ts.isCallExpression(node) || !declared?.body) return undefined;
  const given = new Map<string, ts.Expression>();
  for (const [at, { name, initializer, dotDotDotToken }] of declared.parameters.entries()) {
    const argument = node.arguments[at];
    if (!ts.isIdentifier(name) || !argument || initializer || dotDotDotToken) return undefined;
    given.set(name.text, argument);
  }
  let isOwn = true;
  const substitute = (context: ts.TransformationContext) => (body: ts.Block) => {
    const visit = (one: ts.Node): ts.Node => {
      if (ts.isPropertyAccessExpression(one)) {
        const { expression, questionDotToken, name } = one;
        const from = visit(expression) as ts.Expression;
        return questionDotToken === undefined
          ? ts.factory.updatePropertyAccessExpression(one, from, name)
          : ts.factory.createPropertyAccessChain(from, questionDotToken, name);
      }
      if (!ts.isIdentifier(one)) return ts.visitEachChild(one, visit, context);
      const argument = given.get(one.text);
      // The same name here and there need not mean the same.
      if (argument === undefined && names.has(one.text)) isOwn = false;
      return argument ?? one;
    };
    return ts.visitNode(body, visit) as ts.Block;
  };
  const [body] = ts.transform(declared.body, [substitute]).transformed;
  return isOwn ? body?.statements : undefined;
}
