import { ts } from '../../lib/ts.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { walk } from '../../rule/syntax.ts';
import type { Transform } from '../draft.ts';
import { type Edit, insertion } from '../edits.ts';
import { indentAt } from '../splice.ts';

/**
 * In sloppy code a function of a block is there behind the block, too, once its declaration was passed; in a module it
 * is not. https://tc39.es/ecma262/#sec-block-level-function-declarations-web-legacy-compatibility-semantics
 */
export const blockFunctions: Transform = {
  name: 'block-functions',
  doc: 'if (a) { function f() {} } f(); -> let f; if (a) { f = function () {}; } f();',
  always: true,
  rewrite(parsed) {
    const declared = new Map<string, BlockFunction[]>();
    if (/['"]use strict['"]/.test(parsed.text)) return [];
    walk(parsed.handler.body, (node) => {
      if (isBlockFunction(node))
        declared.set(node.name.text, [...(declared.get(node.name.text) ?? []), node]);
    });
    return [...declared.values()].flatMap((functions) => lifted(functions, parsed));
  },
};

type BlockFunction = ts.FunctionDeclaration & { readonly name: ts.Identifier; readonly body: ts.Block };

/** Neither `async` nor a generator: those stay in their block in any code. */
function isBlockFunction(node: ts.Node): node is BlockFunction {
  return (
    ts.isFunctionDeclaration(node) &&
    node.name !== undefined &&
    node.body !== undefined &&
    node.modifiers === undefined &&
    node.asteriskToken === undefined &&
    ts.isBlock(node.parent) &&
    !ts.isFunctionLike(node.parent.parent)
  );
}

/** Functions of one name become values of a variable of the function around their blocks. */
function lifted(functions: readonly BlockFunction[], parsed: ParsedRule): Edit[] {
  const { checker, source, text } = parsed;
  const around = bodyAround(functions[0]!);
  const [{ name }] = functions as [BlockFunction];
  const places = checker.references.filter((place) => place.text === name.text);
  const outside = places.filter((place) => checker.getSymbolAtLocation(place) === undefined);
  const isPlain =
    outside.length > 0 &&
    outside.every((place) => place.pos > around.pos && place.end < around.end) &&
    functions.every((one) => bodyAround(one) === around && isFirstUsed(one, places));
  if (!isPlain) return [];
  const indent = indentAt(text, around.statements[0]!.getStart(source));
  return [
    insertion(around.getStart(source) + 1, `\n${indent}let ${name.text};`),
    ...functions.flatMap((one) => [
      { start: one.getStart(source), end: one.name.end, text: `${name.text} = function ` },
      insertion(one.end, ';'),
    ]),
  ];
}

function bodyAround(node: ts.Node): ts.Block {
  return (ts.findAncestor(node.parent, ts.isFunctionLike) as ts.FunctionExpression).body;
}

/** Whether nothing in the block uses a function before its declaration, where a value would not be there yet. */
function isFirstUsed(one: BlockFunction, places: readonly ts.Identifier[]): boolean {
  return !places.some((place) => place.pos >= one.parent.pos && place.end < one.name.pos);
}
