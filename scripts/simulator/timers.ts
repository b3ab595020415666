import { ts } from '../lib/ts.ts';
import { textOf } from './inert.ts';

/** Milliseconds that make no difference to a timer. */
const GRAIN = 10;

/**
 * The lengths of timers, rounded: Node promises neither their exact time nor their order
 * (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). Two calls of setTimeout with about the same stay as
 * they are, as code may rely on which comes first.
 */
export function roundedTimers(source: ts.SourceFile): ReadonlyMap<ts.Node, number> {
  const found: { readonly length: ts.NumericLiteral; readonly name: string }[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isCallExpression(node) ? textOf(node.expression) : '';
    const length = ts.isCallExpression(node) ? node.arguments[PLACES[name] ?? Infinity] : undefined;
    if (length && ts.isNumericLiteral(length)) found.push({ length, name });
    ts.forEachChild(node, visit);
  };
  visit(source);
  const rounded = ({ text }: ts.NumericLiteral): number => Math.floor(Number(text) / GRAIN) * GRAIN;
  const isNear = (one: ts.NumericLiteral, other: ts.NumericLiteral): boolean =>
    Math.abs(rounded(one) - rounded(other)) <= GRAIN;
  const isAlone = ({ length, name }: (typeof found)[number]): boolean =>
    name !== 'setTimeout' ||
    found.filter((other) => other.name === name && isNear(other.length, length)).length === 1;
  return new Map(found.filter(isAlone).map(({ length }) => [length, rounded(length)]));
}

/** Which argument says how long. */
const PLACES: Readonly<Record<string, number>> = { setTimeout: 1, 'AbortSignal.timeout': 0 };
