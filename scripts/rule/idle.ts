import { ts } from '../lib/ts.ts';
import { kindOfCall } from './call-kind.ts';
import type { ParsedRule } from './parse.ts';
import { type FunctionNode, isAssignment, isEmptyLiteral, unwrap, wrapped } from './syntax.ts';
import { isWrite, MUTATING, type Use, type Uses } from './uses.ts';

// After the first call of the callback a login is decided. What still runs in the same turn can change objects that the
// pipeline goes on with, save something, call somebody. Code that does nothing of the kind may as well not run.

/** Methods of values of the language, and of lodash, that change nothing. */
const PURE =
  /^(?:at|charAt|concat|endsWith|entries|every|filter|find|findIndex|flat|flatMap|forEach|from|fromEntries|get|getTime|has|hasOwnProperty|includes|indexOf|isArray|isEmpty|join|keys|lastIndexOf|map|match|now|parse|pick|reduce|replace|search|slice|some|split|startsWith|stringify|substr|substring|test|toISOString|toLowerCase|toString|toUpperCase|trim|uniq|values)$/;

const CLASSES: ReadonlySet<string> = new Set(['Date', 'Error', 'Map', 'RegExp', 'Set', 'UnauthorizedError']);
const FUNCTIONS: ReadonlySet<string> = new Set([
  'Boolean',
  'Error',
  'Number',
  'String',
  'decodeURIComponent',
  'encodeURIComponent',
  'parseFloat',
  'parseInt',
]);
const OBJECTS: ReadonlySet<string> = new Set(['Array', 'Date', 'JSON', 'Math', 'Object', '_']);

/** Those among them that call what they are given. */
const CALLS = /^(?:every|filter|find|findIndex|flatMap|forEach|from|map|pick|reduce|replace|some|uniq)$/;

/** What was decided when the code runs: after a refusal nobody sees the user and the context any more. */
type Decided = 'next' | 'refused';

/** Whether nothing that can run in the body of the rule after a call of the callback makes a difference but to the log. */
export function isOverAfter(call: ts.CallExpression, parsed: ParsedRule, uses: Uses): boolean {
  const kind = kindOfCall(call, uses);
  if (kind === 'either') return false;
  const idle = new IdleCode(kind, call.end, parsed, uses);
  for (let at: ts.Node = call.parent; at !== parsed.handler.body; at = at.parent) {
    const { parent } = at;
    if (ts.isFunctionLike(parent) || ts.isTryStatement(parent)) return false;
    // Another round, or the next case.
    if ((ts.isIterationStatement(parent, false) || ts.isCaseBlock(parent)) && !idle.is(parent)) return false;
    if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) continue;
    for (const next of parent.statements.slice(parent.statements.indexOf(at as ts.Statement) + 1)) {
      if (!ts.isFunctionDeclaration(next) && !idle.is(next)) return false;
      if (ts.isReturnStatement(next)) return true;
    }
  }
  return true;
}

/** Looks at code that runs after the login was decided. */
export class IdleCode {
  readonly #decided: Decided;
  /** Where the code begins. */
  readonly #from: number;
  readonly #parsed: ParsedRule;
  readonly #uses: Uses;
  readonly #byIdentifier: ReadonlyMap<ts.Identifier, Use>;
  /** Functions of the rule that are called, each looked at once. */
  readonly #seen = new Set<ts.Node>();

  constructor(decided: Decided, from: number, parsed: ParsedRule, uses: Uses) {
    this.#decided = decided;
    this.#from = from;
    this.#parsed = parsed;
    this.#uses = uses;
    this.#byIdentifier = new Map(uses.all.map((use) => [use.identifier, use]));
  }

  /** Whether running a node makes no difference. An error it may throw is none: it comes too late. */
  is(node: ts.Node): boolean {
    if (ts.isTypeNode(node)) return true;
    if (FORBIDDEN.has(node.kind) || (ts.isThrowStatement(node) && this.#decided === 'next')) return false;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return false;
    if (ts.isCallExpression(node) && !this.#isIdleCall(node)) return false;
    if (ts.isNewExpression(node) && !this.#isFree(node.expression, CLASSES)) return false;
    if (ts.isDeleteExpression(node) && !this.#mayAssign(unwrap(node.expression))) return false;
    if (ts.isIdentifier(node) && !this.#isHarmless(node)) return false;
    if (isTarget(node) && !this.#mayAssign(unwrap(node))) return false;
    return ts.forEachChild(node, (child) => (this.is(child) ? undefined : true)) === undefined;
  }

  /** What other logins see, and the callback handed on, are not. */
  #isHarmless(name: ts.Identifier): boolean {
    const root = this.#byIdentifier.get(name)?.root;
    if (root === 'callback') return ts.isCallExpression(name.parent) && name.parent.expression === name;
    return root !== 'global' && root !== 'auth0';
  }

  #isIdleCall(call: ts.CallExpression): boolean {
    const callee = unwrap(call.expression);
    if (ts.isIdentifier(callee)) {
      if (this.#byIdentifier.get(callee)?.root === 'callback')
        return this.#decided === 'refused' || kindOfCall(call, this.#uses) === 'next';
      return this.#isFree(callee, FUNCTIONS) || this.#isIdleFunction(callee);
    }
    if (!ts.isPropertyAccessExpression(callee)) return false;
    const method = callee.name.text;
    const root = rootOf(callee);
    if (ts.isIdentifier(root) && root.text === 'console' && this.#uses.free.has('console')) return true;
    if (MUTATING.has(method)) return this.#mayChange(callee.expression);
    if (!PURE.test(method) || (ts.isIdentifier(root) && !this.#isData(root))) return false;
    return !CALLS.test(method) || call.arguments.every((given) => this.#isIdleArgument(unwrap(given)));
  }

  /** What is handed to a method that may call it; a literal function is looked at where it stands. */
  #isIdleArgument(given: ts.Expression): boolean {
    const root = rootOf(given);
    if (!ts.isIdentifier(root) || this.#isIdleFunction(root)) return true;
    const declared = this.#declarationOf(root);
    return (
      this.#isData(root) &&
      (declared === undefined || (!ts.isParameter(declared) && functionOf(declared) === undefined))
    );
  }

  /** A function of the rule by its name, which does nothing either. */
  #isIdleFunction(name: ts.Identifier): boolean {
    const declared = this.#declarationOf(name);
    const fn = declared === undefined ? undefined : functionOf(declared);
    if (fn === undefined || fn.asteriskToken !== undefined || this.#isReassigned(name)) return false;
    if (this.#seen.has(fn)) return true;
    this.#seen.add(fn);
    return this.is(fn);
  }

  #isFree(callee: ts.Expression, names: ReadonlySet<string>): boolean {
    return ts.isIdentifier(callee) && names.has(callee.text) && this.#declarationOf(callee) === undefined;
  }

  #declarationOf(name: ts.Identifier): ts.Declaration | undefined {
    return this.#parsed.checker.getSymbolAtLocation(name)?.valueDeclaration;
  }

  #isReassigned(name: ts.Identifier): boolean {
    const symbol = this.#parsed.checker.getSymbolAtLocation(name);
    return symbol !== undefined && this.#uses.written.has(symbol);
  }

  /** A name that stands for data: what the rule was given, an object of the language, a variable that loads nothing. */
  #isData(name: ts.Identifier): boolean {
    if (this.#isFree(name, OBJECTS) || this.#byIdentifier.has(name)) return true;
    const declared = this.#declarationOf(name);
    if (declared === undefined) return false;
    if (ts.isParameter(declared)) return declared.parent !== this.#parsed.handler;
    const variable = ts.findAncestor(declared, ts.isVariableDeclaration);
    return (
      variable !== undefined && !/\b(?:require|new|global)\b/.test(variable.initializer?.getText() ?? '')
    );
  }

  /** A variable of the body; a property only where the object may be changed. */
  #mayAssign(target: ts.Expression): boolean {
    if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target))
      return this.#mayChange(target.expression);
    if (!ts.isIdentifier(target) || this.#byIdentifier.has(target)) return false;
    const declared = this.#declarationOf(target);
    return declared !== undefined && this.#isInBody(declared);
  }

  /** An object that the code made itself; the user and the context of a refused login. */
  #mayChange(object: ts.Expression): boolean {
    const root = rootOf(object);
    if (!ts.isIdentifier(root)) return false;
    const use = this.#byIdentifier.get(root);
    if (use !== undefined)
      return this.#decided === 'refused' && (use.root === 'user' || use.root === 'context');
    const declared = this.#declarationOf(root);
    if (unwrap(object) !== root || declared === undefined || !ts.isVariableDeclaration(declared))
      return false;
    // One made before may be part of the user by now.
    const isOwn = declared.pos >= this.#from || this.#decided === 'refused';
    return isOwn && this.#isInBody(declared) && !this.#isReassigned(root) && isMade(declared.initializer);
  }

  #isInBody(declared: ts.Declaration): boolean {
    const { body } = this.#parsed.handler;
    return ts.isVariableDeclaration(declared) && declared.pos >= body.pos && declared.end <= body.end;
  }
}

const FORBIDDEN: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AwaitExpression,
  ts.SyntaxKind.YieldExpression,
  ts.SyntaxKind.TaggedTemplateExpression,
  ts.SyntaxKind.WithStatement,
  ts.SyntaxKind.ThisKeyword,
]);

/** Whether an expression is assigned to, deleted from or counted up. */
function isTarget(node: ts.Node): node is ts.Expression {
  return ts.isExpression(node) && node.parent !== undefined && isWrite(wrapped(node)) && !isPattern(node);
}

/** The parts of a pattern are looked at one by one. */
function isPattern(node: ts.Node): boolean {
  return (
    (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) &&
    isAssignment(wrapped(node).parent)
  );
}

function functionOf(declared: ts.Declaration): FunctionNode | undefined {
  if (ts.isFunctionDeclaration(declared)) return declared;
  const value =
    ts.isVariableDeclaration(declared) && declared.initializer !== undefined
      ? unwrap(declared.initializer)
      : undefined;
  return value !== undefined && (ts.isFunctionExpression(value) || ts.isArrowFunction(value))
    ? value
    : undefined;
}

/** A new, empty object or list. */
function isMade(node: ts.Expression | undefined): boolean {
  return node !== undefined && isEmptyLiteral(node);
}

/** What a chain of properties and calls starts with. */
function rootOf(node: ts.Expression): ts.Expression {
  let root = unwrap(node);
  while (
    ts.isPropertyAccessExpression(root) ||
    ts.isElementAccessExpression(root) ||
    ts.isCallExpression(root)
  )
    root = unwrap(root.expression);
  return root;
}
