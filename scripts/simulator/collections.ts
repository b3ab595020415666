import { ts } from '../lib/ts.ts';
import type { Aims } from './aims.ts';
import { numberOf } from './chains.ts';

type Collections = Pick<Aims, 'together' | 'lengths' | 'pieces' | 'looksUp'>;

/** Lists of more texts are data. */
const MOST_TOGETHER = 12;

/** Lengths that logins have some chance to be about. */
const LONGEST = 500;

/** Shorter pieces are in every text. */
const SHORTEST_PIECE = 2;

const CUTS = new Set(['slice', 'splice', 'substring', 'substr']);

/** What code has to do with several texts, with how long they or lists are, and with names that it looks up. */
export function collectionsOf(source: ts.SourceFile): Collections {
  const together: string[][] = [];
  const lengths = new Set<number>();
  const pieces = new Set<string>();
  const maps = new Set<string>();
  let looksUp = false;

  const length = (node: ts.Node): void => {
    const number = Math.abs(numberOf(node) ?? 0);
    if (Number.isInteger(number) && number > 1 && number <= LONGEST) lengths.add(number);
  };
  const piece = (text: string): void => {
    if (text.length >= SHORTEST_PIECE) pieces.add(text);
  };
  const binary = ({ left, right, operatorToken: { kind } }: ts.BinaryExpression): void => {
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (kind === ts.SyntaxKind.PlusToken && ts.isStringLiteralLike(one)) piece(one.text);
      if (ts.isPropertyAccessExpression(one) && one.name.text === 'length') length(other);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node)) binary(node);
    if (ts.isTemplateExpression(node))
      for (const { text } of [node.head, ...node.templateSpans.map(({ literal }) => literal)]) piece(text);
    if (ts.isArrayLiteralExpression(node)) {
      const texts = node.elements.flatMap((one) => (ts.isStringLiteralLike(one) ? [one.text] : []));
      if (texts.length === node.elements.length && texts.length > 1 && texts.length <= MOST_TOGETHER)
        together.push(texts);
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
      if (CUTS.has(node.expression.name.text)) node.arguments.forEach(length);
    if (ts.isVariableDeclaration(node) && node.initializer && isMap(node.initializer, maps))
      maps.add(node.name.getText(source));
    if (ts.isElementAccessExpression(node) && !ts.isLiteralExpression(node.argumentExpression))
      looksUp ||= isMap(node.expression, maps);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { together, lengths: [...lengths], pieces: [...pieces], looksUp };
}

/** Whether something is an object that the code itself holds, or reads from a text. */
function isMap(node: ts.Expression, known: ReadonlySet<string>): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return isMap(node.expression, known);
  if (ts.isBinaryExpression(node)) return isMap(node.left, known) || isMap(node.right, known);
  if (ts.isCallExpression(node)) return node.expression.getText() === 'JSON.parse';
  return ts.isIdentifier(node) ? known.has(node.text) : ts.isObjectLiteralExpression(node);
}
