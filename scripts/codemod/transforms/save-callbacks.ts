import { ts } from '../../lib/ts.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { unwrap, walk, wrapped } from '../../rule/syntax.ts';
import type { Transform } from '../draft.ts';
import type { Edit } from '../edits.ts';
import { type InlineFunction, inlineFunction, isCallbackCall, lineRange } from '../splice.ts';
import { isSave } from './save-chains.ts';

/** A save that calls a function becomes one that is waited for. It cannot fail in an Action: there is no error to ask for. */
export const saveCallbacks: Transform = {
  name: 'save-callbacks',
  doc: 'auth0.users.updateAppMetadata(…, function (err, saved) {…}) -> auth0.users.updateAppMetadata(…).then(function (saved) {…})',
  always: true,
  rewrite(parsed) {
    if (!parsed.text.includes('Metadata')) return [];
    const edits: Edit[] = [];
    walk(parsed.handler.body, (node) => {
      const found =
        ts.isExpressionStatement(node) || ts.isReturnStatement(node) ? promised(node, parsed) : undefined;
      if (found !== undefined) edits.push(...found);
      return found === undefined;
    });
    return edits;
  },
};

function promised(
  { expression }: ts.ExpressionStatement | ts.ReturnStatement,
  parsed: ParsedRule,
): Edit[] | undefined {
  const call = expression === undefined ? undefined : unwrap(expression);
  if (call === undefined || !isSave(call, parsed, 3)) return undefined;
  const [, change, callback] = call.arguments as unknown as readonly [unknown, ts.Expression, ts.Expression];
  const done = inlineFunction(unwrap(callback));
  if (done === undefined || done.modifiers !== undefined) return undefined;
  const withoutError = dropError(done, parsed);
  if (withoutError === undefined) return undefined;
  return [{ start: change.end, end: callback.getStart(parsed.source), text: ').then(' }, ...withoutError];
}

/** Without the first parameter: asking for it at the start goes, and a call back with it has none. */
function dropError(done: InlineFunction, parsed: ParsedRule): Edit[] | undefined {
  const [error, next] = done.parameters;
  if (error === undefined) return [];
  if (!ts.isIdentifier(error.name)) return undefined;
  const { checker, source } = parsed;
  const [first, second] = ts.isBlock(done.body) ? done.body.statements : [];
  const question = second !== undefined && asksFor(first!, error.name.text) ? first : undefined;
  const edits: Edit[] =
    question === undefined ? [] : [{ ...lineRange(question, second!.getStart(source), parsed), text: '' }];
  const variable = checker.getSymbolAtLocation(error.name);
  for (const place of checker.references) {
    if (place === error.name || checker.getSymbolAtLocation(place) !== variable) continue;
    if (question !== undefined && place.pos < question.end) continue;
    const outer = wrapped(place);
    const { parent } = outer;
    if (!ts.isCallExpression(parent) || !isCallbackCall(parent, parsed) || parent.arguments[0] !== outer)
      return undefined;
    edits.push({ start: place.getStart(source), end: place.end, text: 'null' });
  }
  const start = error.getStart(source);
  // An arrow function may have no brackets around its only parameter.
  const isBare = start === done.getStart(source);
  return [
    { start, end: next === undefined ? error.end : next.getStart(source), text: isBare ? '()' : '' },
    ...edits,
  ];
}

/** `if (err) return callback(err);`, `if (err) { console.log(err); throw err; }`. */
function asksFor(statement: ts.Statement, error: string): boolean {
  if (!ts.isIfStatement(statement) || statement.elseStatement !== undefined) return false;
  const condition = unwrap(statement.expression);
  return ts.isIdentifier(condition) && condition.text === error;
}
