import { ts } from 'ts-morph';
import { textOf } from './inert.ts';

/** Milliseconds that make no difference to a timer. */
const GRAIN = 10;

/**
 * The lengths of timers, rounded: Node promises neither their exact time nor their order
 * (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). Two of about the same length stay as they are, as
 * code may rely on which comes first.
 */
export function roundedTimers(source: ts.SourceFile): ReadonlyMap<ts.Node, number> {
  const found = new Map<ts.Node, number>();
  const visit = (node: ts.Node): void => {
    const length = ts.isCallExpression(node) ? lengthOf(node) : undefined;
    if (length) found.set(length, Number(length.text));
    ts.forEachChild(node, visit);
  };
  visit(source);
  const rounded = (length: number): number => Math.floor(length / GRAIN) * GRAIN;
  const isAlone = (length: number): boolean =>
    [...found.values()].filter((other) => Math.abs(rounded(other) - rounded(length)) <= GRAIN).length === 1;
  return new Map(
    [...found].filter(([, length]) => isAlone(length)).map(([node, length]) => [node, rounded(length)]),
  );
}

function lengthOf({ expression, arguments: given }: ts.CallExpression): ts.NumericLiteral | undefined {
  const name = textOf(expression);
  const length = name === 'setTimeout' ? given[1] : name === 'AbortSignal.timeout' ? given[0] : undefined;
  return length && ts.isNumericLiteral(length) ? length : undefined;
}
