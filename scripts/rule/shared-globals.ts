import { ts } from '../lib/ts.ts';
import type { ParsedRule } from './parse.ts';
import { isAssignment, isReference, unwrap, walk, wrapped } from './syntax.ts';
import { COMPUTED, isMutation, type Use, type Uses } from './uses.ts';

interface ReadRule {
  readonly parsed: ParsedRule;
  readonly uses: Uses;
}

/** What one rule puts on `global` for others, and what is the same wherever it stands. */
export interface SharedGlobal {
  /** The rule that assigns it. */
  readonly writer: ParsedRule;
  /** Where it does, with the `if` that asks whether it has been done. */
  readonly statement: ts.Statement;
  /** A function, a literal, or an object or list of such. */
  readonly value: ts.Expression;
}

/** Names that a function cannot take along into a module. */
const OF_A_RULE: ReadonlySet<string> = new Set([
  'configuration',
  'auth0',
  'global',
  'globalThis',
  'require',
  'module',
  'exports',
  'UnauthorizedError',
  // A module of Node in Rules, something else in the language.
  'crypto',
]);

/**
 * The functions and constants that one rule puts on `global` and others use, by name. Only those that are the same
 * wherever they stand: assigned once, certainly and before they are used, never changed or handed out, and using nothing
 * of the rule around them. Rules in the order in which they run.
 */
export function findSharedGlobals(rules: readonly ReadRule[]): ReadonlyMap<string, SharedGlobal> {
  const byName = new Map<string, { use: Use; index: number }[]>();
  for (const [index, { uses }] of rules.entries()) {
    for (const use of uses.all) {
      if (use.root !== 'global') continue;
      const [name] = use.path;
      // Whoever takes the whole of it may change anything.
      if (name === undefined || name === COMPUTED) return new Map();
      byName.set(name, [...(byName.get(name) ?? []), { use, index }]);
    }
  }
  const found = new Map<string, SharedGlobal>();
  for (const [name, places] of byName) {
    const [write, ...others] = places.filter(({ use }) => isMutation(use));
    if (write === undefined || others.length > 0 || name in globalThis) continue;
    if (places.every(({ index }) => index <= write.index)) continue;
    const { parsed } = rules[write.index]!;
    const assigned = assignedOnce(write.use, parsed);
    if (assigned === undefined || !standsAlone(assigned.value, parsed)) continue;
    const { statement, value } = assigned;
    const isOnlyUsed = places.every(({ use, index }) => {
      if (index === write.index && isWithin(use.identifier, statement)) return true;
      const comesLater = index > write.index || (index === write.index && use.identifier.pos > statement.pos);
      return comesLater && isHarmless(use, value);
    });
    if (isOnlyUsed) found.set(name, { writer: parsed, statement, value });
  }
  return found;
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

/** Whether a use calls what is there, or takes a text, number or flag out of it: nobody gets hold of what can be changed. */
function isHarmless({ kind, path, links }: Use, value: ts.Expression): boolean {
  if (kind !== 'call' && kind !== 'read' && kind !== 'alias') return false;
  if (kind === 'read' && isTested(links.at(-1)!)) return true;
  const steps = path.slice(1);
  const last = kind === 'call' && steps.length > 0 ? steps.pop()! : undefined;
  const reached = steps.reduce<readonly ts.Expression[]>(
    (values, step) => values.flatMap((one) => partsAt(one, step)),
    [value],
  );
  if (kind !== 'call') return reached.every(isLiteral);
  if (last === undefined) return reached.every(isFunction);
  return reached.every((one) => {
    if (ts.isArrayLiteralExpression(one))
      return LOOKS.has(last) && one.elements.every((element) => isLiteral(unwrap(element)));
    return isLiteral(one) || partsAt(one, last).every(isFunction);
  });
}

/** Whether an expression only asks whether there is something. */
function isTested(node: ts.Expression): boolean {
  const outer = wrapped(node);
  const { parent } = outer;
  if (ts.isTypeOfExpression(parent) || ts.isPrefixUnaryExpression(parent)) return true;
  if (ts.isIfStatement(parent)) return parent.expression === outer;
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
    parent.left === outer
  );
}

/** Methods of a list that neither change it nor hand it out. */
const LOOKS: ReadonlySet<string> = new Set([
  'every',
  'filter',
  'find',
  'findIndex',
  'forEach',
  'includes',
  'indexOf',
  'join',
  'map',
  'slice',
  'some',
]);

/** What a property of a value may be; a property that is not there, and any of a literal, hold nothing to be changed. */
function partsAt(value: ts.Expression, step: string): ts.Expression[] {
  if (ts.isArrayLiteralExpression(value))
    return step === 'length' ? [] : value.elements.map((element) => unwrap(element));
  if (!ts.isObjectLiteralExpression(value)) return isFunction(value) ? [value] : [];
  return value.properties.flatMap((property) => {
    const { name, initializer } = property as ts.PropertyAssignment & {
      name: ts.Identifier | ts.StringLiteral;
    };
    return step === COMPUTED || name.text === step ? [unwrap(initializer)] : [];
  });
}

interface Assigned {
  /** The assignment, or the `if` around it that asks whether it has been made. */
  readonly statement: ts.Statement;
  readonly value: ts.Expression;
}

/** What is certainly assigned: in a statement of the body, alone or unless it is there already, that nothing skips. */
export function assignedOnce(use: Use, { handler, source }: ParsedRule): Assigned | undefined {
  const left = use.links.at(-1)!;
  const assignment = left.parent;
  if (use.kind !== 'write' || use.path.length !== 1) return undefined;
  if (!isAssignment(assignment) || !ts.isExpressionStatement(assignment.parent)) return undefined;
  const statement = guardOf(assignment.parent, left.getText(source)) ?? assignment.parent;
  if (statement.parent !== handler.body) return undefined;
  const before = handler.body.statements.slice(0, handler.body.statements.indexOf(statement));
  if (before.some(mayLeave)) return undefined;
  const right = unwrap(assignment.right);
  const isFallback =
    ts.isBinaryExpression(right) &&
    right.operatorToken.kind === ts.SyntaxKind.BarBarToken &&
    right.left.getText(source) === left.getText(source);
  return { statement, value: isFallback ? unwrap(right.right) : right };
}

/** `if (!global.x) { … }` around a statement and nothing else. */
function guardOf(statement: ts.Statement, name: string): ts.IfStatement | undefined {
  const block = ts.isBlock(statement.parent) ? statement.parent : statement;
  const { parent } = block;
  if (!ts.isIfStatement(parent) || parent.thenStatement !== block || parent.elseStatement !== undefined)
    return undefined;
  if (ts.isBlock(block) && block !== statement && block.statements.length > 1) return undefined;
  const test = unwrap(parent.expression);
  return ts.isPrefixUnaryExpression(test) &&
    test.operator === ts.SyntaxKind.ExclamationToken &&
    unwrap(test.operand).getText() === name
    ? parent
    : undefined;
}

/** Anything but declarations and other assignments may end the rule before. */
function mayLeave(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement)) return false;
  if (ts.isIfStatement(statement)) {
    const { thenStatement, elseStatement } = statement;
    const inner = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
    return elseStatement !== undefined || inner.some(mayLeave);
  }
  return !ts.isExpressionStatement(statement) || !isAssignment(statement.expression);
}

/** A literal, a function, or an object or list of such, that uses nothing but its parameters and the language. */
function standsAlone(node: ts.Expression, parsed: ParsedRule): boolean {
  const value = unwrap(node);
  if (isLiteral(value)) return true;
  if (ts.isArrayLiteralExpression(value))
    return value.elements.every((element) => standsAlone(element, parsed));
  if (ts.isObjectLiteralExpression(value)) {
    return value.properties.every(
      (property) =>
        ts.isPropertyAssignment(property) &&
        (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) &&
        property.name.text !== '__proto__' &&
        standsAlone(property.initializer, parsed),
    );
  }
  if (!isFunction(value)) return false;
  let alone = true;
  walk(value, (inner) => {
    if (inner.kind === ts.SyntaxKind.ThisKeyword || ts.isMetaProperty(inner)) alone = false;
    if (ts.isIdentifier(inner) && isReference(inner) && !isOwn(inner, value, parsed)) alone = false;
    return alone;
  });
  return alone;
}

/** A function of its own that an Action can call by name. */
export function isFunction(node: ts.Expression): node is ts.FunctionExpression | ts.ArrowFunction {
  return ts.isFunctionExpression(node) || ts.isArrowFunction(node);
}

function isLiteral(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  // One that goes on from its last match is never the same.
  if (ts.isRegularExpressionLiteral(node))
    return !/[gy]\w*$/.test(node.text.slice(node.text.lastIndexOf('/')));
  return (
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}

/** Whether a name is declared inside a function, or a global of the language that no rule brings along. */
function isOwn(name: ts.Identifier, fn: ts.Node, { checker }: ParsedRule): boolean {
  const declaration = checker.getSymbolAtLocation(name)?.declarations[0];
  if (declaration !== undefined) return declaration.pos >= fn.pos && declaration.end <= fn.end;
  return name.text !== 'arguments' && !OF_A_RULE.has(name.text) && name.text in globalThis;
}
