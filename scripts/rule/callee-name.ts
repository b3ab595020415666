import { ts } from '../lib/ts.ts';
import type { ParsedRule } from './parse.ts';
import { unwrap } from './syntax.ts';

/** The function that a call names, with `_` for lodash and underscore however they are loaded. */
export function calleeName({ expression }: ts.CallExpression, { checker, source }: ParsedRule): string {
  const callee = unwrap(expression);
  const text = callee.getText(source).replaceAll(/\s/g, '');
  const start = ts.isPropertyAccessExpression(callee) ? unwrap(callee.expression) : callee;
  const declared = ts.isIdentifier(start)
    ? checker.getSymbolAtLocation(start)?.declarations?.find((one) => one.getSourceFile() === source)
    : undefined;
  const variable = declared === undefined ? undefined : ts.findAncestor(declared, ts.isVariableDeclaration);
  const loaded = (variable?.initializer ?? start).getText(source);
  const [, method] = /^require\(['"](?:lodash|underscore)(?:@[\d.]*)?(?:\/(\w+))?['"]\)$/.exec(loaded) ?? [
    undefined,
  ];
  if (!/^require\(['"](?:lodash|underscore)\b/.test(loaded)) return text;
  if (method !== undefined) return `_.${method}`;
  if (start !== callee) return `_.${text.slice(start.getText(source).length + 1)}`;
  const element = declared !== undefined && ts.isBindingElement(declared) ? declared : undefined;
  return element === undefined ? text : `_.${(element.propertyName ?? element.name).getText(source)}`;
}
