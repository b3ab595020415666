import { ts } from '../lib/ts.ts';
import type { ParsedRule } from './parse.ts';
import { unwrap, walk } from './syntax.ts';
import type { Use, Uses } from './uses.ts';
import { unconditionalStatement } from './written-before.ts';

/** Whether a rule makes a write in every login that it does not fail: at the top of its body, before any way out. */
export function isCertainWrite({ links }: Use, { handler, source }: ParsedRule, { all }: Uses): boolean {
  const target = links.at(-1)!;
  const statement = handler.body.statements.find((one) => one.pos <= target.pos && target.end <= one.end);
  if (statement === undefined) return false;
  const isPlain = unconditionalStatement(target) === statement;
  const isUnless =
    ts.isIfStatement(statement) &&
    statement.expression.getText(source).replaceAll(/\s/g, '') === `!${target.getText(source)}` &&
    [statement.thenStatement, ...blockOf(statement.thenStatement)].some(
      (one) => ts.isExpressionStatement(one) && unwrap(one.expression) === target.parent,
    );
  const calls = all.some(({ root, identifier }) => root === 'callback' && identifier.pos < statement.pos);
  return (isPlain || isUnless) && !calls && !returnsBefore(statement, handler.body);
}

function blockOf(node: ts.Statement): readonly ts.Statement[] {
  return ts.isBlock(node) ? node.statements : [];
}

function returnsBefore(statement: ts.Statement, body: ts.Block): boolean {
  let found = false;
  walk(body, (node) => {
    found ||= ts.isReturnStatement(node) && node.pos < statement.pos;
    return !found && !ts.isFunctionLike(node);
  });
  return found;
}
