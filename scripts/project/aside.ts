import { ts } from '../lib/ts.ts';
import { helperLines } from '../codemod/helpers.ts';

const HELPER = 'in helper functions, which are as the converter writes them';
const CARRIED = 'hands a value on to a later Action, which --chain --mutate tells';

/**
 * Lines of an Action that are no matter of its own comparison, each with the reason why breaking them does not count: what
 * the converter adds, unless somebody has changed it; and what is for later Actions, where it is compared without them.
 */
export function linesAside(source: string, file: string, isChain: boolean): ReadonlyMap<number, string> {
  const helpers = helperLines(source);
  const aside = new Map([...helpers].map((line) => [line, HELPER]));
  if (isChain) return aside;
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ESNext, true);
  const lineAt = (position: number): number => tree.getLineAndCharacterOfPosition(position).line + 1;
  // What somebody has made of it themselves may do more.
  const isCarry = (node: ts.Node): boolean =>
    ts.isFunctionDeclaration(node) &&
    /^carry_*$/.test(node.name!.text) &&
    helpers.has(lineAt(node.getStart()));
  if (!tree.statements.some(isCarry)) return aside;
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node) && CARRIES.test(node.getText())) {
      for (let line = lineAt(node.getStart()); line <= lineAt(node.end); line++) aside.set(line, CARRIED);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return aside;
}

const CARRIES = /^carry_*\(/;
