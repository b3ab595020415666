import type { ParsedRule } from '../rule/parse.ts';

/** The rule's function as an expression, on the lines that it has in its file. */
export function ruleExpression({ text, handler, source }: ParsedRule): string {
  const start = handler.getStart(source);
  return text.slice(0, start).replaceAll(/[^\n]/g, ' ') + text.slice(start, handler.end);
}
