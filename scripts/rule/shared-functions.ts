import { ts } from 'ts-morph';
import type { ParsedRule } from './parse.ts';
import { isAssignment, isReference, unwrap, walk } from './syntax.ts';
import { COMPUTED, isMutation, type Use, type Uses } from './uses.ts';

interface ReadRule {
  readonly parsed: ParsedRule;
  readonly uses: Uses;
}

/** Names that a function cannot take along into another Action. */
const OF_A_RULE: ReadonlySet<string> = new Set([
  'configuration',
  'auth0',
  'global',
  'globalThis',
  'require',
  'module',
  'exports',
  'UnauthorizedError',
]);

/**
 * Functions, and objects of functions and literals, that one rule puts on `global` for later ones, by name and as
 * source text. Only those that are the same wherever they stand: assigned once, certainly and before they are used,
 * never changed, and using nothing of the rule around them. Rules in the order in which they run.
 */
export function findSharedFunctions(rules: readonly ReadRule[]): ReadonlyMap<string, string> {
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
  const found = new Map<string, string>();
  for (const [name, places] of byName) {
    const writes = places.filter(({ use }) => isMutation(use));
    const [write] = writes;
    if (writes.length !== 1 || write!.use.path.length !== 1 || write!.use.kind !== 'write') continue;
    if (!places.every(({ use, index }) => index === write!.index || (index > write!.index && isCalled(use))))
      continue;
    const { parsed } = rules[write!.index]!;
    const value = valueOf(write!.use, parsed);
    if (value !== undefined && standsAlone(value, parsed)) found.set(name, value.getText(parsed.source));
  }
  return found;
}

/** `global.x()`, `global.x.f()` and `global.x.name`: nobody gets hold of what could be changed. */
function isCalled(use: Use): boolean {
  return use.kind === 'call' || (use.kind === 'read' && use.path.length > 1);
}

/** What is certainly assigned: in a statement of the body, alone or unless it is there already, that nothing skips. */
function valueOf(use: Use, { handler, source }: ParsedRule): ts.Expression | undefined {
  const left = use.links.at(-1)!;
  const assignment = left.parent;
  if (!isAssignment(assignment) || !ts.isExpressionStatement(assignment.parent)) return undefined;
  const outer = guardOf(assignment.parent, left.getText(source)) ?? assignment.parent;
  if (outer.parent !== handler.body) return undefined;
  const before = handler.body.statements.slice(0, handler.body.statements.indexOf(outer));
  if (before.some(mayLeave)) return undefined;
  const right = unwrap(assignment.right);
  const isFallback =
    ts.isBinaryExpression(right) &&
    right.operatorToken.kind === ts.SyntaxKind.BarBarToken &&
    right.left.getText(source) === left.getText(source);
  return isFallback ? unwrap(right.right) : right;
}

/** `if (!global.x) { … }` around a statement. */
function guardOf(statement: ts.Statement, name: string): ts.IfStatement | undefined {
  const block = ts.isBlock(statement.parent) ? statement.parent : statement;
  const { parent } = block;
  if (!ts.isIfStatement(parent) || parent.thenStatement !== block || parent.elseStatement !== undefined)
    return undefined;
  if (block !== statement && (block as ts.Block).statements[0] !== statement) return undefined;
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

/** A function, or an object of such and of literals, that uses nothing but its parameters and the language. */
function standsAlone(node: ts.Expression, parsed: ParsedRule): boolean {
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every(
      (property) =>
        ts.isPropertyAssignment(property) &&
        !ts.isComputedPropertyName(property.name) &&
        (isLiteral(unwrap(property.initializer)) || standsAlone(unwrap(property.initializer), parsed)),
    );
  }
  if (!ts.isFunctionExpression(node) && !ts.isArrowFunction(node)) return false;
  let alone = true;
  walk(node, (inner) => {
    if (inner.kind === ts.SyntaxKind.ThisKeyword || ts.isMetaProperty(inner)) alone = false;
    if (ts.isIdentifier(inner) && isReference(inner) && !isOwn(inner, node, parsed)) alone = false;
    return alone;
  });
  return alone;
}

function isLiteral(node: ts.Expression): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    ts.isRegularExpressionLiteral(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword
  );
}

/** Whether a name is declared inside a function, or a global of the language that no rule brings along. */
function isOwn(name: ts.Identifier, fn: ts.Node, { checker, source }: ParsedRule): boolean {
  const symbol = ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name);
  const declaration = symbol?.declarations?.find((one) => one.getSourceFile() === source);
  if (declaration !== undefined) return declaration.pos >= fn.pos && declaration.end <= fn.end;
  return name.text !== 'arguments' && !OF_A_RULE.has(name.text) && name.text in globalThis;
}
