import { ts } from '../lib/ts.ts';
import type { ParsedRule } from './parse.ts';
import { unwrap } from './syntax.ts';
import { literalText, type Uses } from './uses.ts';

/** Variables that stand for variables: more than a person writes, and few enough to follow each twice. */
const MAX_DEPTH = 5;

/** The text that an expression certainly is: put together from literals and from variables that are never assigned again. */
export function constantText(
  node: ts.Expression,
  parsed: ParsedRule,
  uses: Uses,
  depth = 0,
): string | undefined {
  const inner = unwrap(node);
  const literal = literalText(inner);
  if (literal !== undefined) return literal;
  if (ts.isTemplateExpression(inner)) {
    const parts = inner.templateSpans.map((span) => {
      const text = constantText(span.expression, parsed, uses, depth);
      return text === undefined ? undefined : text + span.literal.text;
    });
    return parts.includes(undefined) ? undefined : inner.head.text + parts.join('');
  }
  if (ts.isBinaryExpression(inner)) {
    if (inner.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
    const [left, right] = [inner.left, inner.right].map((side) => constantText(side, parsed, uses, depth));
    // Two numbers would be added.
    return left === undefined || right === undefined || ts.isNumericLiteral(unwrap(inner.left))
      ? undefined
      : left + right;
  }
  if (!ts.isIdentifier(inner) || depth === MAX_DEPTH) return undefined;
  const symbol = parsed.checker.getSymbolAtLocation(inner);
  const declared = symbol?.valueDeclaration;
  const isFixed =
    declared !== undefined &&
    ts.isVariableDeclaration(declared) &&
    declared.initializer !== undefined &&
    declared.pos < inner.pos &&
    !uses.written.has(symbol!);
  return isFixed ? constantText(declared.initializer, parsed, uses, depth + 1) : undefined;
}
