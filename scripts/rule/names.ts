import { ts } from 'ts-morph';
import { isAssignment, walk } from './syntax.ts';

/** What the names of a rule stand for, as the compiler resolves them. */
export type Names = Pick<ts.TypeChecker, 'getSymbolAtLocation' | 'getShorthandAssignmentValueSymbol'>;

/**
 * The same answers as the checker's, each looked for once. The checker is not asked for properties that nothing in the
 * rule declares, as of `user.email`: it would work out the types of all that is before the name, again for each.
 */
export function namesOf(source: ts.SourceFile, checker: ts.TypeChecker): Names {
  const known = new Map<ts.Node, ts.Symbol | undefined>();
  let declared: ReadonlySet<string> | undefined;
  const look = (node: ts.Node): ts.Symbol | undefined => {
    if (isPropertyName(node)) {
      declared ??= declaredNames(source);
      if (!declared.has(node.text)) return undefined;
    }
    return checker.getSymbolAtLocation(node);
  };
  return {
    getSymbolAtLocation(node) {
      if (known.has(node)) return known.get(node);
      const symbol = look(node);
      known.set(node, symbol);
      return symbol;
    },
    getShorthandAssignmentValueSymbol: (node) => checker.getShorthandAssignmentValueSymbol(node),
  };
}

/** `b` of `a.b`. */
function isPropertyName(node: ts.Node): node is ts.Identifier {
  return ts.isIdentifier(node) && ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

/** Every name that may declare a property: all but those of properties that are only read, and those of the language. */
function declaredNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set(['length', 'prototype']);
  walk(source, (node) => {
    if (isPropertyName(node)) {
      const { parent: access } = node;
      if (isAssignment(access.parent) && access.parent.left === access) names.add(node.text);
    } else if (ts.isIdentifier(node) || ts.isLiteralExpression(node)) names.add(node.text);
  });
  return names;
}
