import { ts } from '../lib/ts.ts';
import { unwrap, wrapped } from './syntax.ts';

/** A call of lodash that reads nothing of an object but what its text names. */
interface LiteralRead {
  readonly call: ts.CallExpression;
  /** What it reads, as property names. */
  readonly paths: readonly (readonly string[])[];
}

/** `_.get(user, 'a.b')`, `_.has(user, ['a', 'b'])` and `_.pick(user, ['a', 'b.c'])`, by their first argument. */
export function literalRead(object: ts.Expression): LiteralRead | undefined {
  const outer = wrapped(object);
  const { parent: call } = outer;
  if (!ts.isCallExpression(call) || call.arguments[0] !== outer) return undefined;
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || !/^(?:_|lodash)$/.test(callee.expression.getText()))
    return undefined;
  const given = call.arguments.slice(1);
  const method = callee.name.text;
  const paths =
    method === 'pick'
      ? given.map((argument) => textsOf(argument)?.map(stepsOf))
      : /^(?:get|has)$/.test(method) && given[0] !== undefined
        ? [pathOf(given[0])]
        : [undefined];
  const known = paths.flatMap((found) => found ?? []);
  return paths.includes(undefined) || known.some((path) => path.length === 0) || known.length === 0
    ? undefined
    : { call, paths: known };
}

/** One path: text, or a list with a name for each step. */
function pathOf(node: ts.Expression): readonly string[][] | undefined {
  const inner = unwrap(node);
  const texts = textsOf(inner);
  if (texts === undefined) return undefined;
  return [ts.isArrayLiteralExpression(inner) ? texts : stepsOf(texts[0]!)];
}

function stepsOf(path: string): string[] {
  return path.match(/[^.[\]]+/g) ?? [];
}

/** A text, or a list of nothing but texts. */
function textsOf(node: ts.Expression): string[] | undefined {
  const inner = unwrap(node);
  if (ts.isStringLiteralLike(inner)) return [inner.text];
  if (!ts.isArrayLiteralExpression(inner)) return undefined;
  const texts = inner.elements.flatMap((element) => (ts.isStringLiteralLike(element) ? [element.text] : []));
  return texts.length === inner.elements.length ? texts : undefined;
}
