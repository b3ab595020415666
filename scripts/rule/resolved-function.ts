import { ts } from '../lib/ts.ts';
import type { ParsedRule } from './parse.ts';
import { type FunctionNode, unwrap } from './syntax.ts';

/** The function of the rule that an expression certainly is: written there, or by the name that it was declared with. */
export function resolvedFunction(
  node: ts.Expression,
  { checker, source }: ParsedRule,
): FunctionNode | undefined {
  const inner = unwrap(node);
  if (isFunctionValue(inner)) return inner;
  if (!ts.isIdentifier(inner)) return undefined;
  const declared = checker
    .getSymbolAtLocation(inner)
    ?.declarations?.find((one) => one.getSourceFile() === source);
  if (declared === undefined || ts.isFunctionDeclaration(declared)) return declared;
  const value =
    ts.isVariableDeclaration(declared) && declared.initializer ? unwrap(declared.initializer) : undefined;
  return value !== undefined && isFunctionValue(value) ? value : undefined;
}

function isFunctionValue(node: ts.Expression): node is ts.FunctionExpression | ts.ArrowFunction {
  return ts.isFunctionExpression(node) || ts.isArrowFunction(node);
}
