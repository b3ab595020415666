import { ts } from '../../lib/ts.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { unwrap, walk } from '../../rule/syntax.ts';
import type { Transform } from '../draft.ts';
import type { Edit } from '../edits.ts';
import { hasOtherMeaning, isCallback } from '../splice.ts';

/**
 * An error that a rule throws where nothing catches it failed the login, as one that it calls back with. An Action
 * refuses on purpose by calling, not by throwing:
 * https://auth0.com/docs/customize/actions/actions-overview
 */
export const thrownErrors: Transform = {
  name: 'thrown-errors',
  doc: "throw new UnauthorizedError('…') -> return callback(new UnauthorizedError('…'))",
  always: true,
  rewrite(parsed) {
    // What a rule saved stays saved whatever throws later, so a rule that saves is waited for as it is.
    if (!parsed.text.includes('throw') || parsed.text.includes('Metadata(')) return [];
    const callback = parsed.handler.parameters[2]?.name;
    if (callback === undefined || !ts.isIdentifier(callback)) return [];
    const own = parsed.checker.getSymbolAtLocation(callback);
    if (own === undefined || hasOtherMeaning(callback.text, new Set([own]), parsed)) return [];
    const edits: Edit[] = [];
    walk(parsed.handler.body, (node) => {
      if (ts.isFunctionLike(node) || ts.isTryStatement(node)) return false;
      if (!ts.isThrowStatement(node) || !isError(node.expression, parsed)) return true;
      if (isCalledBefore(node, parsed)) return false;
      const { source } = parsed;
      edits.push(
        {
          start: node.getStart(source),
          end: node.expression.getStart(source),
          text: `return ${callback.text}(`,
        },
        { start: node.expression.end, end: node.expression.end, text: ')' },
      );
      return false;
    });
    return edits;
  },
};

/** `new UnauthorizedError('…')` of the sandbox, and `new Error('…')`. */
function isError(node: ts.Expression, { checker }: ParsedRule): boolean {
  const inner = unwrap(node);
  if (!ts.isNewExpression(inner) || !ts.isIdentifier(inner.expression)) return false;
  const { text } = inner.expression;
  return (
    (text === 'Error' || text === 'UnauthorizedError') &&
    checker.getSymbolAtLocation(inner.expression) === undefined
  );
}

/** Whether the rule may have called back when it throws: somewhere above it uses its callback and does not return. */
function isCalledBefore(statement: ts.Statement, parsed: ParsedRule): boolean {
  return parsed.checker.references.some((place) => {
    if (place.pos > statement.pos || !isCallback(place, parsed)) return false;
    const call = place.parent;
    return !(ts.isCallExpression(call) && call.expression === place && ts.isReturnStatement(call.parent));
  });
}
