import { ts } from '../lib/ts.ts';
import { claimFate } from '../auth0/restricted-claims.ts';
import { isConstant, isInert, textOf } from './inert.ts';
import {
  ANYTHING,
  bare,
  isOnly,
  isSomething,
  lasting,
  LISTS,
  narrowed,
  OBJECT,
  pathOf,
  PRIMITIVE,
  readBy,
  TEXT,
  TEXTS,
  withName,
  type Known,
} from './kinds.ts';
import { holding, isPart, kindOf, namesIn, SAML_SETTER, within, withDeclared } from './quiet.ts';

/** How deep functions are followed that call each other. */
const DEPTH = 12;

/** What is known at the top of a block: the functions that the source and the block declare. */
export function knownIn(block: ts.Block, { trusts, isDenied }: Pick<Known, 'trusts' | 'isDenied'>): Known {
  const declared = functionsIn(block.getSourceFile().statements);
  return {
    kinds: new Map(),
    aliases: new Map(),
    functions: new Map([...declared, ...functionsIn(block.statements)]),
    declared,
    notScope: new Set(),
    fixed: new Set(),
    trusts,
    isDenied,
    depth: DEPTH,
  };
}

export function functionsIn(statements: readonly ts.Statement[]): Map<string, ts.FunctionDeclaration> {
  const found = statements.filter((one) => ts.isFunctionDeclaration(one) && one.name !== undefined);
  return new Map(
    found.map((one) => [(one as ts.FunctionDeclaration).name!.text, one as ts.FunctionDeclaration]),
  );
}

/** What is known behind a statement that may do anything. */
export function behind(known: Known, statement: ts.Statement): Known {
  if (ts.isIfStatement(statement)) return lasting(readBy(statement.expression, known), known);
  if (!ts.isVariableStatement(statement)) return known;
  let inner = known;
  for (const { name, initializer } of statement.declarationList.declarations) {
    if (initializer && ts.isIdentifier(name) && isFixed(name)) {
      const kind = kindOf(initializer, inner) ?? shapeOf(initializer, inner);
      inner = holding(name, initializer, kind, lasting(readBy(initializer, inner), inner));
    } else for (const one of namesIn(name)) inner = withName(inner, one.text, ANYTHING);
    const fixed = namesIn(name).flatMap((one) => (isFixed(one) ? one.text : []));
    inner = { ...inner, fixed: new Set([...inner.fixed, ...fixed]) };
  }
  return inner;
}

/** Whether a name holds its first value for good. */
export function isFixed(name: ts.Identifier): boolean {
  let isAssigned = false;
  const isTarget = ({ parent }: ts.Identifier): boolean => {
    if (ts.isBinaryExpression(parent))
      return (
        parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
        parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
      );
    return (
      ts.isPrefixUnaryExpression(parent) ||
      ts.isPostfixUnaryExpression(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isForOfStatement(parent) ||
      ts.isForInStatement(parent)
    );
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text && isTarget(node)) isAssigned = true;
    ts.forEachChild(node, visit);
  };
  const list = ts.findAncestor(name, ts.isVariableDeclarationList);
  const isConst = list !== undefined && (list.flags & ts.NodeFlags.Const) !== 0;
  if (!isConst) visit(name.getSourceFile());
  return !isAssigned;
}

/** What a value must be by the way in which it is made, whatever else that did. */
function shapeOf(node: ts.Expression, known: Known): number {
  const own = bare(node);
  if (ts.isObjectLiteralExpression(own)) return OBJECT;
  if (ts.isBinaryExpression(own) && own.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
    const right = shapeOf(own.right, known);
    return isSomething(right) ? ANYTHING & right : ANYTHING;
  }
  if (!ts.isCallExpression(own) || !ts.isIdentifier(own.expression)) return ANYTHING;
  const statements =
    (known.functions.get(own.expression.text)?.body as ts.Block | undefined)?.statements ?? [];
  const last = statements.at(-1);
  const isObject =
    last !== undefined &&
    statements.slice(0, -1).every((one) => ts.isVariableStatement(one)) &&
    ts.isReturnStatement(last) &&
    last.expression !== undefined &&
    ts.isObjectLiteralExpression(last.expression);
  return isObject ? OBJECT : ANYTHING;
}

/** Statements that neither do anything nor fail; of a login that has been denied, anything that counts for it. */
function isIdle(statement: ts.Statement, known: Known): boolean {
  if (ts.isEmptyStatement(statement) || ts.isFunctionDeclaration(statement)) return true;
  if (ts.isBreakStatement(statement)) return true;
  if (ts.isBlock(statement)) return areIdle(statement.statements, known);
  if (ts.isReturnStatement(statement)) {
    const { expression } = statement;
    // The function that calls back may be one whose result somebody uses.
    if (known.isFailed && expression !== undefined && !isCallBack(expression)) return false;
    return expression === undefined || isIdleExpression(expression, known);
  }
  if (ts.isVariableStatement(statement)) return withDeclared(statement, known) !== undefined;
  if (ts.isForOfStatement(statement)) return isIdleLoop(statement, known);
  if (ts.isExpressionStatement(statement)) return isIdleExpression(statement.expression, known);
  if (ts.isSwitchStatement(statement)) {
    const { expression, caseBlock } = statement;
    return (
      kindOf(expression, known) !== undefined &&
      caseBlock.clauses.every(
        (one) =>
          (ts.isDefaultClause(one) || kindOf(one.expression, known) !== undefined) &&
          areIdle(one.statements, known),
      )
    );
  }
  if (!ts.isIfStatement(statement)) return false;
  const { expression, thenStatement, elseStatement } = statement;
  return (
    kindOf(expression, known) !== undefined &&
    isIdle(thenStatement, narrowed(expression, true, known)) &&
    (elseStatement === undefined || isIdle(elseStatement, narrowed(expression, false, known)))
  );
}

/** `callback(…)` */
export function isCallBack(node: ts.Expression | undefined): node is ts.CallExpression {
  return node !== undefined && ts.isCallExpression(node) && textOf(node.expression) === 'callback';
}

export function areIdle(statements: readonly ts.Statement[], known: Known): boolean {
  let inner = known;
  for (const one of statements) {
    if (!isIdle(one, inner)) return false;
    if (ts.isVariableStatement(one)) inner = withDeclared(one, inner) ?? inner;
    if (ts.isIfStatement(one) && !one.elseStatement && isExit(one.thenStatement))
      inner = narrowed(one.expression, false, inner);
  }
  return true;
}

function isExit(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && ts.isReturnStatement(last);
}

/** `for (const [claim, value] of Object.entries(claims))`, and over any list. */
function isIdleLoop({ initializer, expression, statement }: ts.ForOfStatement, known: Known): boolean {
  if (!ts.isVariableDeclarationList(initializer)) return false;
  const of = kindOf(expression, known);
  if (of === undefined || !isOnly(of, LISTS)) return false;
  const isEntries = ts.isCallExpression(expression) && textOf(expression.expression) === 'Object.entries';
  let inner = known;
  for (const { name } of initializer.declarations) {
    if (ts.isIdentifier(name)) inner = withName(inner, name.text, of === TEXTS ? TEXT : ANYTHING);
    else if (!isEntries || !ts.isArrayBindingPattern(name)) return false;
    else
      for (const [at, one] of name.elements.entries())
        for (const each of ts.isOmittedExpression(one) ? [] : namesIn(one.name))
          inner = withName(inner, each.text, at === 0 ? TEXT : ANYTHING);
  }
  return isIdle(statement, inner);
}

function isIdleExpression(node: ts.Expression, known: Known): boolean {
  const own = bare(node);
  if (kindOf(own, known) !== undefined || isInert(own)) return true;
  if (!ts.isCallExpression(own)) return false;
  const path = pathOf(own.expression, known);
  if (/^console\.\w+$/.test(path)) return own.arguments.every((one) => kindOf(one, known) !== undefined);
  if (known.isFailed && path === 'callback')
    return own.arguments.every((one) => kindOf(one, known) !== undefined);
  if (known.isDenied && isVoid(path, own, known)) return true;
  return isIdleCall(own, known);
}

/** A call of a function of the same source that is idle itself. */
function isIdleCall({ expression, arguments: given }: ts.CallExpression, known: Known): boolean {
  const called = ts.isIdentifier(expression) ? known.functions.get(expression.text) : undefined;
  if (!called?.body || known.depth <= 0) return false;
  const isPlain =
    called.parameters.every(({ name, dotDotDotToken }) => ts.isIdentifier(name) && !dotDotDotToken) &&
    called.parameters
      .slice(given.length)
      .every(({ initializer, questionToken }) => initializer ?? questionToken);
  if (!isPlain || !given.every((one) => isPart(one, known) || kindOf(one, known) !== undefined)) return false;
  const inner = within(called, given, known);
  return ts.isBlock(called.body)
    ? areIdle(called.body.statements, inner)
    : isIdleExpression(called.body, inner);
}

/**
 * Methods of the api whose effect nobody sees of a login that is denied: no token is issued, nobody is sent anywhere or
 * asked for a second factor, as the login stops with the Action that denies it. Not among them: metadata of the user,
 * which the denying Action still writes, the cache, and requests.
 * https://auth0.com/docs/actions/reference/post-login/post-login-api-object
 */
const VOID: Readonly<Record<string, (given: readonly ts.Expression[], known: Known) => boolean>> = {
  'api.access.deny': ([reason, ...rest], known) =>
    reason !== undefined && rest.length === 0 && kindOf(reason, known) !== undefined,
  'api.idToken.setCustomClaim': isPlainClaim,
  'api.accessToken.setCustomClaim': isPlainClaim,
  'api.accessToken.addScope': areTaken,
  'api.accessToken.removeScope': areTaken,
  'api.multifactor.enable': (given, known) => given.every(isConstant) || areTaken(given, known),
  'api.redirect.sendUserTo': areTaken,
  'api.authentication.setPrimaryUser': areTaken,
  'api.samlResponse.setAttribute': ([name, value], known) =>
    name !== undefined &&
    areTaken([name], known) &&
    (value === undefined || kindOf(value, known) !== undefined),
};

function isVoid(path: string, { arguments: given }: ts.CallExpression, known: Known): boolean {
  if (path === `${SAML_SETTER}.call`)
    return known.trusts && given.slice(1).every((one) => kindOf(one, known) !== undefined);
  return Object.hasOwn(VOID, path) && VOID[path]!(given, known);
}

/** Values that the api is taken to accept: none that may be missing. */
function areTaken(given: readonly ts.Expression[], known: Known): boolean {
  const kinds = given.map((one) => kindOf(one, known));
  return known.trusts && kinds.every((kind) => kind !== undefined && isSomething(kind));
}

/** A claim with a name that the api takes. */
function isPlainClaim([name, value, ...rest]: readonly ts.Expression[], known: Known): boolean {
  if (!name || !value || rest.length > 0) return false;
  const isTaken = ts.isStringLiteralLike(name)
    ? claimFate('idToken', name.text).kind !== 'throws'
    : ts.isIdentifier(name) && known.notScope.has(name.text);
  // Values of the event came as JSON, and so does what is no object.
  const kind = kindOf(value, known);
  const isJson =
    isInert(value) ||
    pathOf(value, known).startsWith('event.') ||
    (kind !== undefined && isOnly(kind, PRIMITIVE));
  return isTaken && (isJson || (known.trusts && kind !== undefined));
}
