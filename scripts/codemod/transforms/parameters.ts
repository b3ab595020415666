import { ts } from '../../lib/ts.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { isReference, walk, wrapped } from '../../rule/syntax.ts';
import { isWrite } from '../../rule/uses.ts';
import type { Transform } from '../draft.ts';
import { freeName, indentAt } from '../splice.ts';

const NAMES = ['user', 'context', 'callback'] as const;

/** A user or context that the head of a rule takes apart is taken apart in its first line, where every part is seen. */
export const parameters: Transform = {
  name: 'parameters',
  doc: 'function ({ email }, context, callback) {…} -> function (user, context, callback) { const { email } = user; …',
  always: true,
  rewrite(parsed) {
    const { handler, source, text } = parsed;
    const at = handler.body.getStart(source) + 1;
    const first = handler.body.statements[0];
    const isInline = first === undefined || !text.slice(at, first.getStart(source)).includes('\n');
    const indent = isInline ? '  ' : indentAt(text, first.getStart(source));
    return handler.parameters.slice(0, NAMES.length).flatMap((parameter, index) => {
      const { name, dotDotDotToken: rest } = parameter;
      if (ts.isIdentifier(name) && rest === undefined) return [];
      const own = NAMES.slice(index, rest === undefined ? index + 1 : undefined).map((wanted) =>
        freeName(wanted, parsed),
      );
      const value = rest === undefined ? own[0] : `[${own.join(', ')}]`;
      const line = `${isReassigned(name, parsed) ? 'var' : 'const'} ${name.getText(source)} = ${value};`;
      return [
        { start: (rest ?? name).getStart(source), end: name.end, text: own.join(', ') },
        { start: at, end: at, text: `\n${indent}${line}${isInline ? '\n ' : ''}` },
      ];
    });
  },
};

/** Whether a name of a pattern is assigned, or declared again. */
function isReassigned(pattern: ts.BindingName, { handler, source }: ParsedRule): boolean {
  const names = new Set(pattern.getText(source).match(/[\w$]+/g));
  let found = false;
  walk(handler.body, (node) => {
    if (!ts.isIdentifier(node) || !names.has(node.text)) return;
    found ||= isReference(node)
      ? isWrite(wrapped(node))
      : ts.isVariableDeclaration(node.parent) || ts.isFunctionDeclaration(node.parent);
  });
  return found;
}
