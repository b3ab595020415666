import { ts } from '../lib/ts.ts';
import { numberOf } from './chains.ts';

/**
 * After how many milliseconds code gives up on an answer, as far as it says so; empty when it waits for ever. Any of its
 * `numbers` may be meant where the limit is put together elsewhere.
 */
export function patienceOf(source: ts.SourceFile, numbers: ReadonlySet<number>): number[] {
  const limits = new Set<number>();
  const visit = (node: ts.Node): void => {
    const limit = limitOf(node, source);
    if (limit !== undefined && !isOfTenant(node, source)) {
      const known = limit === UNCLEAR ? undefined : numberOf(limit);
      for (const one of known === undefined ? [LONG, ...numbers] : [known]) limits.add(one);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...limits];
}

const UNCLEAR = 'unclear';

/** A limit of which nothing is known: of those that are never exceeded but by an answer that does not come. */
const LONG = 20_000;

/** Where code says how long it waits: `{ timeout: 3000 }`, `AbortSignal.timeout(3000)`, `request.setTimeout(3000)`. */
function limitOf(node: ts.Node, source: ts.SourceFile): ts.Node | typeof UNCLEAR | undefined {
  if (ts.isShorthandPropertyAssignment(node)) return node.name.text === 'timeout' ? UNCLEAR : undefined;
  if (ts.isPropertyAssignment(node))
    return /^['"]?timeout['"]?$/.test(node.name.getText(source)) ? node.initializer : undefined;
  if (ts.isNewExpression(node))
    return node.expression.getText(source) === 'AbortController' ? UNCLEAR : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const called = node.expression.getText(source);
  if (called === 'Promise.race') return UNCLEAR;
  if (called === 'AbortSignal.timeout') return node.arguments[0];
  return called.endsWith('.setTimeout')
    ? (node.arguments.find((one) => numberOf(one) !== undefined) ?? UNCLEAR)
    : undefined;
}

/** Rules never waited for a token, nor did they say how long they wait for what `auth0.users` does. */
const TENANT = /AUTH0_DOMAIN|\bmanagementUrl\(/;

function isOfTenant(node: ts.Node, source: ts.SourceFile): boolean {
  const request = ts.findAncestor(node.parent, ts.isCallExpression);
  return TENANT.test(request?.arguments[0]?.getText(source) ?? '');
}
