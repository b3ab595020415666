import { ts } from '../lib/ts.ts';
import { isFunction, type SharedGlobal } from './shared-globals.ts';
import { type FunctionNode, unwrap, walk } from './syntax.ts';
import { COMPUTED, isWrite, literalText, MUTATING } from './uses.ts';

/** What a function on `global` does beside handing back a value. */
export interface SharedFunction {
  /** The parameters that it changes, by number, and what of them, as far as it is known. */
  readonly changes: readonly { readonly parameter: number; readonly steps: readonly string[] }[];
  /** It may go on when it has returned. */
  readonly startsWork: boolean;
}

/** The functions among what rules share, by their path from `global`. */
export function sharedFunctions(
  globals: ReadonlyMap<string, SharedGlobal>,
): ReadonlyMap<string, SharedFunction> {
  return new Map([...globals].flatMap(([name, { value }]) => functionsIn(unwrap(value), name)));
}

function functionsIn(value: ts.Expression, path: string): (readonly [string, SharedFunction])[] {
  if (isFunction(value)) return [[path, known(value)]];
  if (!ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name)
      ? functionsIn(unwrap(property.initializer), `${path}.${property.name.text}`)
      : [],
  );
}

function known(fn: FunctionNode): SharedFunction {
  const changes: { parameter: number; steps: readonly string[] }[] = [];
  const add = (changed: ts.Expression, steps: readonly string[]): void => {
    const chain: string[] = [];
    let at = unwrap(changed);
    while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) {
      chain.unshift(
        ts.isPropertyAccessExpression(at) ? at.name.text : (literalText(at.argumentExpression) ?? COMPUTED),
      );
      at = unwrap(at.expression);
    }
    const parameter = fn.parameters.findIndex(({ name }) => name.getText() === at.getText());
    if (parameter !== -1) changes.push({ parameter, steps: [...chain, ...steps] });
    else if (!isFresh(at, fn))
      for (const index of fn.parameters.keys()) changes.push({ parameter: index, steps: [COMPUTED] });
  };
  walk(fn, (node) => {
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      if (isWrite(node) || ts.isDeleteExpression(node.parent)) add(node, []);
    } else if (ts.isCallExpression(node)) {
      const callee = unwrap(node.expression);
      if (ts.isPropertyAccessExpression(callee) && MUTATING.has(callee.name.text)) add(callee.expression, []);
      const isFill = /^(?:Object\.(?:assign|definePropert\w+)|Reflect\.set)$/.test(callee.getText());
      if (isFill && node.arguments[0] !== undefined && !ts.isObjectLiteralExpression(node.arguments[0]))
        add(node.arguments[0], [COMPUTED]);
    }
  });
  const startsWork =
    /\b(?:async|await|fetch|Promise|then|setTimeout|setInterval|setImmediate|queueMicrotask)\b/.test(
      fn.getText(),
    );
  return { changes, startsWork };
}

/** A variable of the function that starts as something new. */
function isFresh(node: ts.Expression, fn: FunctionNode): boolean {
  let fresh = false;
  walk(fn, (inner) => {
    if (!ts.isVariableDeclaration(inner) || inner.name.getText() !== node.getText()) return;
    const value = inner.initializer === undefined ? undefined : unwrap(inner.initializer);
    fresh =
      value === undefined ||
      ts.isObjectLiteralExpression(value) ||
      ts.isArrayLiteralExpression(value) ||
      ts.isNewExpression(value);
  });
  return fresh;
}
