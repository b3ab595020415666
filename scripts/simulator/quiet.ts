// What expressions can come to. Longer than other files because expressions, calls and functions are made of each other.

import { ts } from '../lib/ts.ts';
import { isInert, OBJECTS, SECTIONS, textOf } from './inert.ts';
import {
  ANYTHING,
  bare,
  FLAG,
  isOnly,
  isSomething,
  LIST,
  LISTS,
  narrowed,
  NULL,
  NUMBER,
  OBJECT,
  pathOf,
  PRIMITIVE,
  TEXT,
  TEXTS,
  UNDEFINED,
  withKind,
  withName,
  type Known,
} from './kinds.ts';

/** Attributes of the event that are a text or absent. */
// oxfmt-ignore
const EVENT_TEXTS = new Set([
  'event.user.email', 'event.user.name', 'event.user.nickname', 'event.user.given_name', 'event.user.family_name',
  'event.user.picture', 'event.user.user_id', 'event.client.name', 'event.client.client_id', 'event.connection.name',
  'event.request.ip',
]);

/**
 * What an expression can come to, as bits, if working it out neither does anything nor fails: it is made of constants, of
 * values of the event, and of plain data that names hold. Undefined where that is not known.
 */
export function kindOf(node: ts.Expression, known: Known): number | undefined {
  const own = bare(node);
  if (own !== node) {
    const kind = kindOf(own, known);
    // Whoever writes `!` knows that something is there.
    const isSure = known.trusts && ts.isNonNullExpression(node);
    return kind !== undefined && isSure ? kind & ~(UNDEFINED | NULL) : kind;
  }
  const held = heldKind(own, known);
  if (held !== undefined) return held;
  if (ts.isStringLiteralLike(own)) return TEXT;
  if (ts.isNumericLiteral(own)) return NUMBER;
  if (own.kind === ts.SyntaxKind.TrueKeyword || own.kind === ts.SyntaxKind.FalseKeyword) return FLAG;
  if (own.kind === ts.SyntaxKind.NullKeyword) return NULL;
  if (ts.isFunctionExpression(own) || ts.isArrowFunction(own)) return OBJECT;
  if (ts.isClassExpression(own)) return own.members.length === 0 && !own.heritageClauses ? OBJECT : undefined;
  if (ts.isVoidExpression(own)) return after(UNDEFINED, [own.expression], known);
  if (ts.isTypeOfExpression(own)) return after(TEXT, [own.expression], known);
  if (ts.isPrefixUnaryExpression(own))
    return own.operator === ts.SyntaxKind.ExclamationToken ? after(FLAG, [own.operand], known) : undefined;
  if (ts.isArrayLiteralExpression(own)) return listKind(own, known);
  if (ts.isObjectLiteralExpression(own)) return objectKind(own, known);
  if (ts.isTemplateExpression(own))
    return own.templateSpans.every(({ expression }) => isPrintable(expression, known)) ? TEXT : undefined;
  if (ts.isConditionalExpression(own)) {
    const yes = kindOf(own.whenTrue, narrowed(own.condition, true, known));
    const no = kindOf(own.whenFalse, narrowed(own.condition, false, known));
    return kindOf(own.condition, known) === undefined ? undefined : either(yes, no);
  }
  if (ts.isBinaryExpression(own)) return binaryKind(own, known);
  if (ts.isPropertyAccessExpression(own)) return propertyKind(own, known);
  if (ts.isElementAccessExpression(own)) return elementKind(own, known);
  if (ts.isNewExpression(own)) {
    const isError = ts.isIdentifier(own.expression) && own.expression.text === 'Error';
    return isError && (own.arguments ?? []).every((one) => isPrintable(one, known)) ? OBJECT : undefined;
  }
  if (ts.isCallExpression(own)) return callKind(own, known);
  return isInert(own) ? ANYTHING : undefined;
}

/** What is known of a name, or of a path: of the event, always. */
function heldKind(node: ts.Expression, known: Known): number | undefined {
  if (ts.isIdentifier(node) && node.text === 'undefined') return UNDEFINED;
  const path = pathOf(node, known);
  if (path === '') return undefined;
  const found = known.kinds.get(path) ?? known.kinds.get(textOf(node));
  if (found !== undefined) return found;
  const [root, section, ...rest] = path.split('.');
  if (root !== 'event') return undefined;
  if (EVENT_TEXTS.has(path)) return TEXT | UNDEFINED;
  if (path === 'event.stats.logins_count') return NUMBER;
  return OBJECTS.has(path) || (rest.length === 0 && SECTIONS.has(section!)) ? OBJECT : undefined;
}

function after(kind: number, parts: readonly ts.Expression[], known: Known): number | undefined {
  return parts.every((part) => kindOf(part, known) !== undefined) ? kind : undefined;
}

function either(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one | other;
}

/** What can be made a text of: anything but an object that has its own idea of that. */
function isPrintable(node: ts.Expression, known: Known): boolean {
  const kind = kindOf(node, known);
  return kind !== undefined && (known.trusts || isOnly(kind, PRIMITIVE | TEXTS));
}

function listKind({ elements }: ts.ArrayLiteralExpression, known: Known): number | undefined {
  const kinds = elements.map((one) => (ts.isSpreadElement(one) ? undefined : kindOf(one, known)));
  if (kinds.includes(undefined)) return undefined;
  return kinds.every((kind) => kind === TEXT) ? TEXTS : LIST;
}

function objectKind({ properties }: ts.ObjectLiteralExpression, known: Known): number | undefined {
  const areQuiet = properties.every((one) => {
    if (ts.isShorthandPropertyAssignment(one)) return kindOf(one.name, known) !== undefined;
    if (ts.isSpreadAssignment(one)) return kindOf(one.expression, known) !== undefined;
    return (
      ts.isPropertyAssignment(one) &&
      !ts.isComputedPropertyName(one.name) &&
      kindOf(one.initializer, known) !== undefined
    );
  });
  return areQuiet ? OBJECT : undefined;
}

// oxfmt-ignore
const COMPARED = new Set([
  ts.SyntaxKind.LessThanToken, ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken, ts.SyntaxKind.GreaterThanEqualsToken,
]);

function binaryKind({ left, right, operatorToken }: ts.BinaryExpression, known: Known): number | undefined {
  const first = kindOf(left, known);
  if (first === undefined) return undefined;
  const operator = operatorToken.kind;
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken) {
    const second = kindOf(right, narrowed(left, true, known));
    // Of what is not true, no list and no object.
    return second === undefined ? undefined : (first & PRIMITIVE) | second;
  }
  if (operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken) {
    const isOr = operator === ts.SyntaxKind.BarBarToken;
    const second = kindOf(right, isOr ? narrowed(left, false, known) : known);
    return second === undefined ? undefined : (first & ~(UNDEFINED | NULL)) | second;
  }
  const second = kindOf(right, known);
  if (second === undefined) return undefined;
  const isSame =
    operator === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    operator === ts.SyntaxKind.ExclamationEqualsEqualsToken;
  if (isSame) return FLAG;
  if (operator === ts.SyntaxKind.InKeyword)
    return isOnly(second, OBJECT | LISTS) && isOnly(first, PRIMITIVE) ? FLAG : undefined;
  if (!isOnly(first | second, PRIMITIVE)) return undefined;
  if (COMPARED.has(operator)) return FLAG;
  if (operator === ts.SyntaxKind.PlusToken) return first === TEXT || second === TEXT ? TEXT : TEXT | NUMBER;
  return undefined;
}

function propertyKind(node: ts.PropertyAccessExpression, known: Known): number | undefined {
  const { expression, questionDotToken, name } = node;
  const from = kindOf(expression, known);
  if (from === undefined) return isInert(node) ? ANYTHING : undefined;
  if (questionDotToken === undefined && !isSomething(from)) return undefined;
  if (name.text === 'length' && isOnly(from, TEXT | LISTS)) return NUMBER;
  const isMessage = name.text === 'message' && ts.isNewExpression(bare(expression));
  return isMessage ? TEXT : ANYTHING;
}

function elementKind(node: ts.ElementAccessExpression, known: Known): number | undefined {
  const { expression, questionDotToken, argumentExpression } = node;
  const from = kindOf(expression, known);
  if (from === undefined || (questionDotToken === undefined && !isSomething(from))) return undefined;
  const key = kindOf(argumentExpression, known);
  if (key === undefined || !isOnly(key, PRIMITIVE)) return undefined;
  if (ts.isNumericLiteral(argumentExpression) && argumentExpression.text === '0' && isParts(expression))
    return TEXT;
  return isOnly(from, TEXT | TEXTS) ? TEXT | UNDEFINED : ANYTHING;
}

/** `text.split(' ')`, which has a first part, be it empty. */
function isParts(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const [separator] = node.arguments;
  return (
    node.expression.name.text === 'split' &&
    separator !== undefined &&
    ts.isStringLiteralLike(separator) &&
    separator.text !== ''
  );
}

/** What functions of the language make of values that they cannot fail on. */
const BUILT_IN: Readonly<Record<string, (kind: number, known: Known) => number | undefined>> = {
  'Array.isArray': () => FLAG,
  Boolean: () => FLAG,
  String: (kind, { trusts }) => (trusts || isOnly(kind, PRIMITIVE | TEXTS) ? TEXT : undefined),
  parseInt: (kind, { trusts }) => (trusts || isOnly(kind, PRIMITIVE) ? NUMBER : undefined),
  'Object.entries': (kind) => (isSomething(kind) ? LIST : undefined),
  'Object.keys': (kind) => (isSomething(kind) ? TEXTS : undefined),
  'Object.fromEntries': (kind, { trusts }) => (trusts && isOnly(kind, LIST) ? OBJECT : undefined),
  structuredClone: (kind, { trusts }) => (trusts ? kind : undefined),
  'JSON.stringify': (_kind, { trusts }) => (trusts ? TEXT | UNDEFINED : undefined),
  'Buffer.byteLength': (kind) => (kind === TEXT ? NUMBER : undefined),
};

/** Methods of texts and of lists, by what they make of arguments on which they cannot fail. */
const OF_TEXTS: ReadonlyMap<string, number> = new Map([
  ...['includes', 'startsWith', 'endsWith'].map((name) => [name, FLAG] as const),
  ...['toLowerCase', 'toUpperCase', 'trim', 'slice', 'concat'].map((name) => [name, TEXT] as const),
  ['split', TEXTS],
]);

function callKind(node: ts.CallExpression, known: Known): number | undefined {
  const { expression, arguments: given, questionDotToken } = node;
  if (questionDotToken !== undefined || given.some((one) => ts.isSpreadElement(one))) return undefined;
  const builtIn = textOf(expression);
  const [first] = given;
  if (Object.hasOwn(BUILT_IN, builtIn) && first && !known.functions.has(builtIn)) {
    const kinds = given.map((one) => kindOf(one, known));
    return kinds.includes(undefined) ? undefined : BUILT_IN[builtIn]!(kinds[0]!, known);
  }
  if (ts.isIdentifier(expression)) return calledKind(expression, given, known);
  if (!ts.isPropertyAccessExpression(expression) || expression.questionDotToken !== undefined)
    return undefined;
  const from = kindOf(expression.expression, known);
  if (from === undefined) return undefined;
  const method = expression.name.text;
  if (from === TEXT)
    return given.every((one) => isTextArgument(method, one, known)) ? OF_TEXTS.get(method) : undefined;
  return isOnly(from, LISTS) ? listMethodKind(method, from, given, known) : undefined;
}

function isTextArgument(method: string, node: ts.Expression, known: Known): boolean {
  if (method === 'split' && ts.isRegularExpressionLiteral(node)) return true;
  return kindOf(node, known) === (method === 'slice' ? NUMBER : TEXT);
}

function listMethodKind(
  method: string,
  from: number,
  given: readonly ts.Expression[],
  known: Known,
): number | undefined {
  const [first, second] = given;
  const element = from === TEXTS ? TEXT : ANYTHING;
  if (method === 'includes' && first) return after(FLAG, [first], known);
  if (method === 'join') return from === TEXTS || known.trusts ? after(TEXT, given, known) : undefined;
  if (!first) return undefined;
  if (method === 'reduce') {
    const made = functionKind(first, [ANYTHING, element], known);
    return made === undefined || !second || kindOf(second, known) === undefined ? undefined : ANYTHING;
  }
  const made = functionKind(first, [element], known);
  if (made === undefined || given.length > 1) return undefined;
  if (method === 'map') return made === TEXT ? TEXTS : LIST;
  if (method === 'filter') return from;
  return method === 'every' || method === 'some' ? FLAG : undefined;
}

/** What a function that is handed on makes of values of some kinds. */
function functionKind(node: ts.Expression, given: readonly number[], known: Known): number | undefined {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return madeBy(node, given, known, known);
  if (!ts.isIdentifier(node)) return undefined;
  const declared = known.functions.get(node.text);
  if (declared) return madeBy(declared, given, known, known);
  return Object.hasOwn(BUILT_IN, node.text) ? BUILT_IN[node.text]!(given[0]!, known) : undefined;
}

function calledKind(
  { text }: ts.Identifier,
  given: readonly ts.Expression[],
  known: Known,
): number | undefined {
  const declared = known.functions.get(text);
  const kinds = given.map((one) => kindOf(one, known));
  if (!declared) return undefined;
  // The parts of the api and the event are handed on under other names, or the same.
  const isGiven = given.every((one, at) => kinds[at] !== undefined || isPart(one, known));
  return isGiven ? madeBy(declared, kinds, known, within(declared, given, known)) : undefined;
}

export function isPart(node: ts.Expression, known: Known): boolean {
  return /^(?:event|api)(?:\.|$)/.test(pathOf(node, known));
}

/** What is known in a function that is called: of its parameters, and what it declares itself. */
export function within(
  { parameters }: ts.FunctionLikeDeclaration,
  given: readonly ts.Expression[],
  known: Known,
): Known {
  const isOutside = (path: string): boolean => /^(?:event|api)(?:\.|$)/.test(path);
  const aliases = new Map<string, string>();
  let inner: Known = {
    ...known,
    kinds: new Map([...known.kinds].filter(([path]) => isOutside(path))),
    aliases,
    functions: known.declared,
    notScope: new Set(),
    fixed: new Set(),
    depth: known.depth - 1,
  };
  for (const [at, { name, initializer }] of parameters.entries()) {
    const argument = given[at];
    if (!ts.isIdentifier(name) || initializer) continue;
    if (!argument) {
      inner = withName(inner, name.text, UNDEFINED);
      continue;
    }
    if (isPart(argument, known)) aliases.set(name.text, pathOf(argument, known));
    else inner = withName(inner, name.text, kindOf(argument, known) ?? ANYTHING);
    const isName = ts.isStringLiteralLike(argument)
      ? argument.text !== 'scope'
      : ts.isIdentifier(argument) && known.notScope.has(argument.text);
    if (isName) inner = { ...inner, notScope: new Set([...inner.notScope, name.text]) };
  }
  // Who has another callback does not call back for the rule.
  const hasOther = parameters.some(({ name }) => name.getText() === 'callback');
  return { ...inner, aliases, ...(hasOther ? { isFailed: false } : {}) };
}

/** What a function returns if all that it does is to work that out. */
function madeBy(
  declared: ts.FunctionLikeDeclaration,
  given: readonly (number | undefined)[],
  { depth }: Known,
  outer: Known,
): number | undefined {
  const { body, parameters, modifiers, asteriskToken } = declared;
  const isLater = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) || asteriskToken;
  if (depth <= 0 || isLater || !body) return undefined;
  let known: Known = { ...outer, depth: depth - 1 };
  for (const [at, { name, initializer, dotDotDotToken }] of parameters.entries()) {
    if (!ts.isIdentifier(name) || dotDotDotToken) return undefined;
    const kind = given[at] ?? (at < given.length ? ANYTHING : UNDEFINED);
    const otherwise = initializer && kindOf(initializer, known);
    if (initializer && otherwise === undefined) return undefined;
    if (known.aliases.has(name.text)) continue;
    known = withName(known, name.text, otherwise === undefined ? kind : (kind & ~UNDEFINED) | otherwise);
  }
  return ts.isBlock(body) ? returnedBy(body.statements, known) : kindOf(body, known);
}

function returnedBy(statements: readonly ts.Statement[], known: Known): number | undefined {
  const [first, ...rest] = statements;
  if (first === undefined) return UNDEFINED;
  if (ts.isReturnStatement(first)) return first.expression ? kindOf(first.expression, known) : UNDEFINED;
  if (ts.isVariableStatement(first)) {
    const bound = withDeclared(first, known);
    return bound && returnedBy(rest, bound);
  }
  if (!ts.isIfStatement(first) || first.elseStatement) return undefined;
  const { expression, thenStatement } = first;
  const then = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
  if (kindOf(expression, known) === undefined || !then.at(-1) || !ts.isReturnStatement(then.at(-1)!))
    return undefined;
  return either(
    returnedBy(then, narrowed(expression, true, known)),
    returnedBy(rest, narrowed(expression, false, known)),
  );
}

/** What is known behind declarations that do nothing but hold values; undefined where they may do more. */
export function withDeclared({ declarationList }: ts.VariableStatement, known: Known): Known | undefined {
  let inner = known;
  for (const { name, initializer } of declarationList.declarations) {
    if (initializer === undefined) return undefined;
    if (ts.isIdentifier(name) && isSamlSetter(initializer, inner)) {
      inner = withKind(withName(inner, name.text, ANYTHING), SAML_SETTER, ANYTHING);
      inner = { ...inner, aliases: new Map([...inner.aliases, [name.text, SAML_SETTER]]) };
      continue;
    }
    const kind = kindOf(initializer, inner);
    if (kind === undefined) return undefined;
    if (ts.isIdentifier(name)) inner = holding(name, initializer, kind, inner);
    else {
      const isTakenApart = ts.isObjectBindingPattern(name) ? isSomething(kind) : isOnly(kind, LISTS);
      if (!isTakenApart || name.elements.some((one) => !isPlainElement(one))) return undefined;
      const path = pathOf(initializer, inner);
      for (const one of name.elements) {
        if (ts.isOmittedExpression(one) || !ts.isIdentifier(one.name)) continue;
        inner = withName(inner, one.name.text, partKind(one, path, inner));
      }
    }
  }
  return inner;
}

/** What a name stands for that holds some method of that part of the api. */
export const SAML_SETTER = 'api.samlResponse.*';

/** `api.samlResponse[name]` */
function isSamlSetter(node: ts.Expression, known: Known): boolean {
  const own = bare(node);
  return (
    ts.isElementAccessExpression(own) &&
    pathOf(own.expression, known) === 'api.samlResponse' &&
    kindOf(own.argumentExpression, known) === TEXT
  );
}

function isPlainElement(one: ts.ArrayBindingElement): boolean {
  return ts.isOmittedExpression(one) || (ts.isIdentifier(one.name) && one.initializer === undefined);
}

/** What a name holds that a value is taken apart into, which has a path, or none. */
function partKind(
  { name, propertyName, dotDotDotToken, parent }: ts.BindingElement,
  path: string,
  known: Known,
): number {
  const isOfObject = ts.isObjectBindingPattern(parent);
  if (dotDotDotToken) return isOfObject ? OBJECT : LIST;
  const key = (propertyName ?? name).getText();
  const held = path === '' || !isOfObject ? undefined : heldAt(`${path}.${key}`, known);
  return held ?? ANYTHING;
}

function heldAt(path: string, known: Known): number | undefined {
  const [root, ...keys] = path.split('.');
  const node = keys.reduce<ts.Expression>(
    (from, key) => ts.factory.createPropertyAccessExpression(from, key),
    ts.factory.createIdentifier(root!),
  );
  return heldKind(node, known);
}

/** A name and what it holds from now on. */
export function holding(
  { text }: ts.Identifier,
  initializer: ts.Expression,
  kind: number,
  known: Known,
): Known {
  const value = bare(initializer);
  const path = pathOf(value, known);
  const inner = withName(known, text, kind);
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value))
    return { ...inner, functions: new Map([...inner.functions, [text, value]]) };
  return /^(?:event|api)\./.test(path)
    ? { ...inner, aliases: new Map([...inner.aliases, [text, path]]) }
    : inner;
}

/** The names that a pattern binds. */
export function namesIn(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((one) => (ts.isOmittedExpression(one) ? [] : namesIn(one.name)));
}
