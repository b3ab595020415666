import { ts } from 'ts-morph';
import { endsAfter } from '../rule/ends-after.ts';
import type { ParsedRule } from '../rule/parse.ts';
import { unwrap, walk } from '../rule/syntax.ts';
import type { Edit } from './edits.ts';

/**
 * Edits that turn `auth0.users.updateAppMetadata(…).then(function () { … }).catch(function (err) { callback(err); })`
 * into the call and the statements, which is what is left of it where saving metadata cannot fail or take time.
 */
export function flattenSaves(parsed: ParsedRule): Edit[] {
  const edits: Edit[] = [];
  walk(parsed.handler.body, (node) => {
    if (!ts.isExpressionStatement(node) && !ts.isReturnStatement(node)) return true;
    const chain = node.expression === undefined ? undefined : chainOf(node.expression);
    if (chain === undefined) return true;
    const found = flattenOne(node, chain, parsed);
    edits.push(...found);
    return found.length === 0;
  });
  return edits;
}

interface Chain {
  readonly save: ts.CallExpression;
  readonly done: ts.Expression;
  readonly failed: ts.Expression | undefined;
}

function chainOf(expression: ts.Expression): Chain | undefined {
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
  if (!ts.isCallExpression(save) || save.arguments.length !== 2) return undefined;
  if (!/^auth0\.users\.update(?:App|User)Metadata$/.test(save.expression.getText().replaceAll(/\s/g, '')))
    return undefined;
  return { save, done: unwrap(then.arguments[0]), failed: failed === undefined ? undefined : unwrap(failed) };
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
  if (!ts.isBlock(then.body) || then.body.statements.length === 0 || usesParameters(then)) return [];
  if (
    then.modifiers !== undefined ||
    then.body.statements.some((inner) => ts.isVariableStatement(inner) || ts.isFunctionDeclaration(inner))
  )
    return [];
  const rethrows = failed !== undefined && handsOn(failed, parsed);
  if (!rethrows && !(failed === undefined || isHarmless(then.body))) return [];
  if (ts.isExpressionStatement(statement) && !endsAfter(statement, around.body)) return [];
  const { text, source } = parsed;
  const body = then.body.statements;
  const inside = text.slice(then.body.getStart(source) + 1, then.body.end - 1);
  if (inside.includes('`')) return [];
  const start = statement.getStart(source);
  const indent = indentAt(text, start);
  const first = then.body.getStart(source) + 1 + (/^[ \t]*\n?[ \t]*/.exec(inside)?.[0].length ?? 0);
  const extra = indentAt(text, first).length - indent.length;
  const edits: Edit[] = [
    ...(ts.isReturnStatement(statement) ? [{ start, end: save.getStart(source), text: '' }] : []),
    { start: save.end, end: first, text: `;\n${indent}` },
    { start: body.at(-1)!.end, end: statement.end, text: '' },
  ];
  for (
    let at = text.indexOf('\n', first);
    at !== -1 && at < body.at(-1)!.end;
    at = text.indexOf('\n', at + 1)
  ) {
    const spaces = /^[ \t]*/.exec(text.slice(at + 1))![0].length;
    edits.push({ start: at + 1, end: at + 1 + Math.min(Math.max(extra, 0), spaces), text: '' });
  }
  return [...edits, ...dropReturn(statement, body.at(-1)!, text, source)];
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

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))![0];
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

function expressionOf(statement: ts.Statement): ts.Expression | undefined {
  return ts.isExpressionStatement(statement) || ts.isReturnStatement(statement)
    ? statement.expression
    : undefined;
}

/** Statements that cannot throw as far as their form shows: assignments and calls of the callback. */
function isHarmless(body: ts.Block): boolean {
  return body.statements.every((statement) => {
    const expression = expressionOf(statement);
    return (
      expression !== undefined &&
      (ts.isBinaryExpression(expression) || /^\w+\((?:null|err)/.test(expression.getText()))
    );
  });
}
