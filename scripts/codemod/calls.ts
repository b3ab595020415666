import { ts } from '../lib/ts.ts';
import type { ParsedRule } from '../rule/parse.ts';
import { type FunctionNode, unwrap } from '../rule/syntax.ts';

/**
 * Calls that return a promise, by package: what may follow its name, with `()` for each call. A name that is no package
 * is a global of the sandbox.
 */
const PROMISED: Readonly<Record<string, RegExp>> = {
  auth0: /^\.users\.update(?:App|User)Metadata\(\)$/,
  axios: /^(?:\.(?:get|post|put|patch|delete|head|options|request|all))?\(\)$/,
  fetch: /^\(\)$/,
  got: /^(?:\.(?:get|post|put|patch|delete|head))?\(\)(?:\.(?:json|text|buffer)\(\))?$/,
  'node-fetch': /^\(\)$/,
  Promise: /^\.(?:all|allSettled|race|resolve|reject)\(\)$/,
  'request-promise': /^(?:\.(?:get|post|put|patch|delete|del|head))?\(\)$/,
  'request-promise-native': /^(?:\.(?:get|post|put|patch|delete|del|head))?\(\)$/,
};

/** The globals among them. */
const SANDBOX: ReadonlySet<string> = new Set(['auth0', 'fetch', 'Promise', 'request']);

/** The same for what never throws but only ever returns a promise, whatever it is given. */
const NEVER_THROW: ReadonlySet<string> = new Set(['fetch', 'node-fetch']);

/** Calls of `request`, whose last argument is called once: with an error, or with the response and its body. */
const REQUEST = /^(?:\.(?:get|post|put|patch|delete|del|head))?\(\)$/;

interface Origin {
  /** The package or the global that the call begins with. */
  readonly name: string;
  /** What follows it, with `()` for each call. */
  readonly chain: string;
}

/** What a call begins with, and what follows it: `axios` and `.get()` for `axios.get(url)`. */
function originOf(call: ts.Expression, parsed: ParsedRule): Origin | undefined {
  let chain = '';
  let root = unwrap(call);
  for (;;) {
    if (ts.isCallExpression(root)) {
      const required = requiredName(root);
      if (required !== undefined && chain !== '') return { name: required, chain };
      chain = `()${chain}`;
      root = unwrap(root.expression);
    } else if (ts.isPropertyAccessExpression(root) && root.questionDotToken === undefined) {
      chain = `.${root.name.text}${chain}`;
      root = unwrap(root.expression);
    } else break;
  }
  if (!ts.isIdentifier(root)) return undefined;
  const declaration = declarationOf(root, parsed);
  if (declaration === undefined) return SANDBOX.has(root.text) ? { name: root.text, chain } : undefined;
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return undefined;
  const name = assignmentsOf(root, parsed) <= 1 ? requiredName(unwrap(declaration.initializer)) : undefined;
  return name === undefined ? undefined : { name, chain };
}

/** `axios` for `require('axios@0.21.1')` and for its `default`. */
function requiredName(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'default')
    return requiredName(unwrap(node.expression));
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'require')
    return undefined;
  const [argument] = node.arguments;
  return argument !== undefined && ts.isStringLiteralLike(argument)
    ? argument.text.replace(/(?<=.)@[^/]*$/, '')
    : undefined;
}

/** Where the rule declares a name; undefined for a name of the sandbox. */
function declarationOf(name: ts.Identifier, { checker }: ParsedRule): ts.Declaration | undefined {
  return checker.getSymbolAtLocation(name)?.valueDeclaration;
}

/** How often something may be assigned to a name, its declaration included, as far as the text shows. */
function assignmentsOf(name: ts.Identifier, { text }: ParsedRule): number {
  return (
    text.match(new RegExp(`(?<![.\\w$])${name.text.replaceAll('$', '\\$')}\\s*=(?![=>])`, 'g'))?.length ?? 0
  );
}

/** Whether an expression is certainly a promise once it has been evaluated. */
export function isPromise(node: ts.Expression, parsed: ParsedRule): boolean {
  const inner = unwrap(node);
  if (ts.isNewExpression(inner)) return isGlobal(inner.expression, 'Promise', parsed);
  if (asyncCallee(inner, parsed) !== undefined) return true;
  const origin = originOf(inner, parsed);
  return (
    origin !== undefined && Object.hasOwn(PROMISED, origin.name) && PROMISED[origin.name]!.test(origin.chain)
  );
}

/** Whether evaluating a promise cannot throw, but at most reject it: where its arguments cannot throw either. */
export function cannotThrow(node: ts.Expression, parsed: ParsedRule): boolean {
  const inner = unwrap(node);
  if (ts.isNewExpression(inner))
    return isPromise(inner, parsed) && (inner.arguments ?? []).every((argument) => isPlainValue(argument));
  if (!ts.isCallExpression(inner)) return false;
  const name = asyncCallee(inner, parsed) === undefined ? originOf(inner, parsed)?.name : 'fetch';
  return name !== undefined && NEVER_THROW.has(name) && inner.arguments.every(isPlainValue);
}

/** Whether an expression has a value without calling anything or reading a property of something that may be absent. */
export function isPlainValue(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isFunctionExpression(inner) || ts.isArrowFunction(inner) || ts.isIdentifier(inner)) return true;
  if (ts.isPropertyAccessExpression(inner))
    return (
      ts.isIdentifier(inner.expression) && /^(?:user|context|configuration)$/.test(inner.expression.text)
    );
  if (ts.isBinaryExpression(inner))
    return (
      inner.operatorToken.kind === ts.SyntaxKind.PlusToken &&
      isPlainText(inner.left) &&
      isPlainText(inner.right)
    );
  if (ts.isTemplateExpression(inner))
    return inner.templateSpans.every(({ expression }) => isPlainText(expression));
  if (ts.isObjectLiteralExpression(inner))
    return inner.properties.every(
      (property) =>
        ts.isShorthandPropertyAssignment(property) ||
        (ts.isPropertyAssignment(property) &&
          !ts.isComputedPropertyName(property.name) &&
          isPlainValue(property.initializer)),
    );
  return (
    ts.isStringLiteralLike(inner) ||
    ts.isNumericLiteral(inner) ||
    inner.kind === ts.SyntaxKind.TrueKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword ||
    inner.kind === ts.SyntaxKind.NullKeyword
  );
}

/** Something that can be added to a text without calling a method of its own. */
function isPlainText(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isBinaryExpression(inner)) return isPlainValue(inner);
  if (ts.isPropertyAccessExpression(inner))
    return /^(?:user\.(?:user_id|email)|context\.(?:clientID|clientName)|configuration\.\w+)$/.test(
      inner.getText(),
    );
  return ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner);
}

/** The async function of the rule that a call runs. */
function asyncCallee(node: ts.Expression, parsed: ParsedRule): FunctionNode | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const callee = unwrap(node.expression);
  if (!ts.isIdentifier(callee)) return undefined;
  const declaration = declarationOf(callee, parsed);
  if (declaration === undefined) return undefined;
  const isVariable = ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined;
  const fn = isVariable ? unwrap(declaration.initializer) : declaration;
  if (!ts.isFunctionDeclaration(fn) && !ts.isFunctionExpression(fn) && !ts.isArrowFunction(fn))
    return undefined;
  if (fn.asteriskToken !== undefined || assignmentsOf(callee, parsed) > (isVariable ? 1 : 0))
    return undefined;
  return isAsync(fn) ? fn : undefined;
}

export function isAsync(fn: FunctionNode): boolean {
  return fn.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
}

function isGlobal(node: ts.Expression, name: string, parsed: ParsedRule): boolean {
  return ts.isIdentifier(node) && node.text === name && declarationOf(node, parsed) === undefined;
}

/** Whether an expression is a call of `request` that answers through its last argument. */
export function isRequest(node: ts.Expression, parsed: ParsedRule): node is ts.CallExpression {
  const origin = ts.isCallExpression(node) ? originOf(node, parsed) : undefined;
  return origin?.name === 'request' && REQUEST.test(origin.chain);
}
