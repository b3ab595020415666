import { ts } from '../lib/ts.ts';
import { chainOf, type Known } from './chains.ts';

/** How deep a part of a login is followed from function to function. */
const DEPTH = 3;

/** Binds the parameters of functions of this source to the parts of a login with which they are called: `check(user)`. */
export function bindParameters(
  source: ts.SourceFile,
  known: Known,
  bind: (name: ts.BindingName, path: readonly string[]) => void,
): void {
  const functions = new Map<string, ts.SignatureDeclaration>();
  const calls: ts.CallExpression[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) && node.name) functions.set(node.name.text, node);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      if (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer))
        functions.set(node.name.text, node.initializer);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) calls.push(node);
    ts.forEachChild(node, collect);
  };
  collect(source);
  const isBound = (name: ts.BindingName): boolean => ts.isIdentifier(name) && known.has(name.text);
  for (let depth = 0; depth < DEPTH; depth++) {
    for (const { expression, arguments: given } of calls) {
      const parameters = functions.get((expression as ts.Identifier).text)?.parameters ?? [];
      for (const [at, { name }] of parameters.entries()) {
        const path = given[at] && chainOf(given[at], known);
        if (path && !isBound(name)) bind(name, path);
      }
    }
  }
}
