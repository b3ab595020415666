import { ts } from '../../lib/ts.ts';
import { walk } from '../../rule/syntax.ts';
import type { Transform } from '../draft.ts';

/** Words that a Rule could name a variable, and a module cannot. */
const RESERVED = /\b(?:implements|interface|let|package|private|protected|public|static|yield)\b/;

/** `var package` becomes `var package_`: Rules were no modules, Actions are. */
export const reservedNames: Transform = {
  name: 'reserved-names',
  doc: 'a variable called package, interface, static, … -> the same with an underscore',
  apply(draft) {
    const { checker, handler } = draft.parsed;
    if (!RESERVED.test(draft.parsed.text)) return;
    walk(handler, (node) => {
      if (!ts.isIdentifier(node) || node.text !== RESERVED.exec(node.text)?.[0]) return;
      const { parent } = node;
      const declared = checker.getSymbolAtLocation(node)?.valueDeclaration;
      const isVariable =
        declared !== undefined &&
        (ts.isVariableDeclaration(declared) ||
          ts.isParameter(declared) ||
          ts.isBindingElement(declared) ||
          ts.isFunctionDeclaration(declared));
      const isKey =
        (ts.isBindingElement(parent) && parent.propertyName === node) ||
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node);
      if (!isVariable || isKey) return;
      const name = draft.name(`${node.text}_`);
      const shorthand =
        ts.isShorthandPropertyAssignment(parent) ||
        (ts.isBindingElement(parent) && parent.propertyName === undefined && parent.name === node);
      draft.replace(node, shorthand ? `${node.text}: ${name}` : name);
    });
  },
};
