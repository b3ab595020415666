import { ts } from '../lib/ts.ts';
import { madeIn, objectMadeBy } from './fresh.ts';
import { settledRules } from './settled-rule.ts';

/**
 * Reads of properties that nobody sets: the handler has made the context without them, and neither it nor the rule
 * writes them, or hands the context on to somebody who could.
 */
export function unsetReads(source: ts.SourceFile): ReadonlySet<ts.Node> {
  const unset = new Set<ts.Node>();
  for (const { rule, given, before, block } of settledRules(source, false)) {
    if (!rule.body || /\b(?:arguments|eval)\b/.test(rule.body.getText())) continue;
    for (const [at, { name }] of rule.parameters.entries()) {
      const argument = given[at];
      const made = argument && ts.isIdentifier(argument) ? madeIn(before, argument.text) : undefined;
      const object = made && objectMadeBy(made, source);
      if (!object || !ts.isIdentifier(name) || object.properties.some(ts.isSpreadAssignment)) continue;
      const names = new Set(object.properties.map((one) => one.name?.getText()));
      const uses = [
        ...usesIn(block, (argument as ts.Identifier).text, 1, argument),
        ...usesIn(rule.body, name.text, 0),
      ];
      if (uses.includes(undefined)) continue;
      const all = uses as ts.Expression[];
      if (all.some((one) => ts.isElementAccessExpression(one) && isWritten(one))) continue;
      const reads = all.filter(ts.isPropertyAccessExpression);
      for (const one of reads) if (isWritten(one)) names.add(one.name.text);
      for (const one of reads) if (!names.has(one.name.text) && !(one.name.text in {})) unset.add(one);
    }
  }
  return unset;
}

/**
 * What is read or written of the object that a name holds, which is declared so many times; undefined for a use that may
 * do anything with it.
 */
function usesIn(
  body: ts.Node,
  name: string,
  declared: 0 | 1,
  handedOn?: ts.Node,
): (ts.Expression | undefined)[] {
  const found: (ts.Expression | undefined)[] = [];
  let declarations = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && node !== handedOn) {
      if (ts.isVariableDeclaration(node.parent) && node.parent.name === node) declarations++;
      else found.push(...useOf(node, body));
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return declarations === declared ? found : [undefined];
}

function useOf(node: ts.Identifier, body: ts.Node): (ts.Expression | undefined)[] {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node ? [] : [parent];
  if (ts.isElementAccessExpression(parent) && parent.expression === node) return [parent];
  if (ts.isPropertyAssignment(parent) && parent.name === node) return [];
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [undefined];
  // Another name for all of it.
  const isConst = (parent.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConst ? usesIn(body, parent.name.text, 1) : [undefined];
}

/** Whether a place is assigned to, and not only something in it. */
function isWritten(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isNonNullExpression(parent))
    return isWritten(parent);
  if (ts.isBinaryExpression(parent))
    return (
      parent.left === node &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    );
  return (
    ts.isPrefixUnaryExpression(parent) ||
    ts.isPostfixUnaryExpression(parent) ||
    ts.isDeleteExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isForOfStatement(parent) ||
    ts.isForInStatement(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node)
  );
}
