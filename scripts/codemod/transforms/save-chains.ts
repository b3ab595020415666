import { ts } from '../../lib/ts.ts';
import { endsAfter } from '../../rule/ends-after.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { unwrap, walk } from '../../rule/syntax.ts';
import type { Transform } from '../draft.ts';
import { type Edit, movedText } from '../edits.ts';
import { expressionOf, indentAt, insideOf, isCallbackCall, separatorBefore, shiftLines } from '../splice.ts';

/** Saving metadata cannot fail or take time in an Action, so what came after it simply follows. */
export const saveChains: Transform = {
  name: 'save-chains',
  doc: 'auth0.users.updateAppMetadata(…).then(function () {…}).catch(callback) -> the call, and the statements',
  always: true,
  rewrite(parsed) {
    if (!parsed.text.includes('Metadata')) return [];
    const edits: Edit[] = [];
    walk(parsed.handler.body, (node) => {
      if (!ts.isExpressionStatement(node) && !ts.isReturnStatement(node)) return true;
      const chain = node.expression === undefined ? undefined : chainOf(node.expression, parsed);
      const found = chain === undefined ? savesAlone(node, parsed) : flattenOne(node, chain, parsed);
      edits.push(...found);
      return found.length === 0;
    });
    return edits;
  },
};

interface Chain {
  readonly save: ts.CallExpression;
  readonly done: ts.Expression;
  readonly failed: ts.Expression | undefined;
}

function chainOf(expression: ts.Expression, parsed: ParsedRule): Chain | undefined {
  let call = unwrap(expression);
  let failed: ts.Expression | undefined;
  const caught = methodCall(call, 'catch');
  if (caught !== undefined) {
    [failed] = caught.arguments;
    call = unwrap(caught.target);
  }
  const then = methodCall(call, 'then');
  if (then === undefined || then.arguments[0] === undefined) return undefined;
  failed ??= then.arguments[1];
  const save = unwrap(then.target);
  if (!isSave(save, parsed)) return undefined;
  return { save, done: unwrap(then.arguments[0]), failed: failed === undefined ? undefined : unwrap(failed) };
}

/** `auth0.users.updateAppMetadata(user.user_id, …)`, with as many arguments. */
export function isSave(node: ts.Expression, parsed: ParsedRule, count = 2): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    node.arguments.length === count &&
    /^auth0\.users\.update(?:App|User)Metadata$/.test(node.expression.getText().replaceAll(/\s/g, '')) &&
    isOwnId(unwrap(node.arguments[0]!), parsed)
  );
}

/** Saves with a `catch` that is never called, and several that are waited for together. */
function savesAlone(statement: ts.Statement, parsed: ParsedRule): Edit[] {
  if (!ts.isExpressionStatement(statement) || !ts.isBlock(statement.parent)) return [];
  const { expression } = statement;
  const caught = methodCall(expression, 'catch');
  const only = caught === undefined ? undefined : unwrap(caught.target);
  if (only !== undefined && isSave(only, parsed)) return [{ start: only.end, end: expression.end, text: '' }];
  const all = ts.isAwaitExpression(expression) ? methodCall(unwrap(expression.expression), 'all') : undefined;
  const list = all?.target.getText() === 'Promise' ? all.arguments[0] : undefined;
  if (list === undefined || !ts.isArrayLiteralExpression(list) || list.elements.length === 0) return [];
  if (!list.elements.every((one) => isSave(one, parsed))) return [];
  const lines = list.elements.map((one) => `${movedText(one.getStart(parsed.source), one.end)};`);
  const start = statement.getStart(parsed.source);
  return [{ start, end: statement.end, text: lines.join(separatorBefore(statement, parsed)) }];
}

/** `user.user_id`, as it was: saving metadata of anybody else is a call that can fail. */
function isOwnId(node: ts.Expression, { handler, checker, text }: ParsedRule): boolean {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'user_id') return false;
  if (/\.user_id\s*=(?!=)/.test(text)) return false;
  const [user] = handler.parameters;
  const symbol = user === undefined ? undefined : checker.getSymbolAtLocation(user.name);
  return symbol !== undefined && checker.getSymbolAtLocation(node.expression) === symbol;
}

function methodCall(
  node: ts.Expression,
  name: string,
): { target: ts.Expression; arguments: readonly ts.Expression[] } | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  if (node.expression.name.text !== name) return undefined;
  return { target: node.expression.expression, arguments: node.arguments };
}

function flattenOne(
  statement: ts.ExpressionStatement | ts.ReturnStatement,
  chain: Chain,
  parsed: ParsedRule,
): Edit[] {
  const { save, done: then, failed } = chain;
  const around = ts.findAncestor(statement, ts.isFunctionLike) as ts.FunctionLikeDeclaration | undefined;
  if (around?.body === undefined || !ts.isBlock(around.body) || !ts.isBlock(statement.parent)) return [];
  if (!ts.isFunctionExpression(then) && !ts.isArrowFunction(then)) return [];
  if (then.modifiers !== undefined || usesParameters(then) || !isPlainBody(then.body, parsed)) return [];
  const rethrows = failed !== undefined && handsOn(failed, parsed);
  if (!rethrows && !(failed === undefined || isHarmless(then.body))) return [];
  const isLast = endsAfter(statement, around.body);
  if (ts.isExpressionStatement(statement) && !isLast) return [];
  const { text, source } = parsed;
  const inside = ts.isBlock(then.body)
    ? insideOf(then.body, parsed)
    : { start: then.body.getStart(source), end: then.body.end, closing: ';', indent: '' };
  const last = ts.isBlock(then.body) ? then.body.statements.at(-1)! : undefined;
  const start = statement.getStart(source);
  const indent = indentAt(text, start);
  const leaves = isLast || (last !== undefined && ts.isReturnStatement(last)) ? '' : `\n${indent}return;`;
  return [
    ...(ts.isReturnStatement(statement) ? [{ start, end: save.getStart(source), text: '' }] : []),
    { start: save.end, end: inside.start, text: `;\n${indent}` },
    ...shiftLines(inside.start, inside.end, indent.length - inside.indent.length, parsed),
    { start: inside.end, end: statement.end, text: `${inside.closing}${leaves}` },
    ...(last === undefined ? [] : dropReturn(statement, last, text, source)),
  ];
}

/** Statements without declarations, or a call back. */
function isPlainBody(body: ts.ConciseBody, parsed: ParsedRule): boolean {
  if (!ts.isBlock(body)) return isCallbackCall(unwrap(body), parsed);
  return (
    body.statements.length > 0 &&
    !body.statements.some((inner) => ts.isVariableStatement(inner) || ts.isFunctionDeclaration(inner))
  );
}

/** A bare `return;` after the statement is only needed when the flattened part does not leave itself. */
function dropReturn(
  statement: ts.Statement,
  last: ts.Statement,
  text: string,
  source: ts.SourceFile,
): Edit[] {
  const { statements } = statement.parent as ts.Block;
  const next = statements[statements.indexOf(statement) + 1];
  if (next === undefined || !ts.isReturnStatement(next) || !ts.isReturnStatement(last)) return [];
  return [
    {
      start: statement.end + text.slice(statement.end, next.getStart(source)).search(/\s*$/),
      end: next.end,
      text: '',
    },
  ];
}

function usesParameters(fn: ts.FunctionExpression | ts.ArrowFunction): boolean {
  const names = fn.parameters.map((parameter) => parameter.name.getText());
  let used = false;
  walk(fn.body, (node) => {
    if (ts.isIdentifier(node) && names.includes(node.text)) used = true;
  });
  return used || fn.parameters.some((parameter) => !ts.isIdentifier(parameter.name));
}

/** `callback`, or a function that does nothing but call it with its error. */
function handsOn(failed: ts.Expression, parsed: ParsedRule): boolean {
  const callback = parsed.handler.parameters[2]?.name.getText();
  if (callback === undefined) return false;
  if (ts.isIdentifier(failed)) return failed.text === callback;
  if (!ts.isFunctionExpression(failed) && !ts.isArrowFunction(failed)) return false;
  const error = failed.parameters[0]?.name.getText();
  const statements = ts.isBlock(failed.body) ? failed.body.statements : undefined;
  const only =
    statements === undefined
      ? (failed.body as ts.Expression)
      : statements.length === 1
        ? expressionOf(statements[0]!)
        : undefined;
  if (only === undefined || error === undefined) return false;
  const call = unwrap(only);
  return (
    ts.isCallExpression(call) &&
    call.expression.getText() === callback &&
    call.arguments[0]?.getText() === error
  );
}

/** Code that cannot throw as far as its form shows: assignments and calls of the callback. */
function isHarmless(body: ts.ConciseBody): boolean {
  const expressions = ts.isBlock(body) ? body.statements.map(expressionOf) : [body];
  return expressions.every(
    (expression) =>
      expression !== undefined &&
      (ts.isBinaryExpression(expression) || /^\w+\((?:null|err)/.test(expression.getText())),
  );
}
