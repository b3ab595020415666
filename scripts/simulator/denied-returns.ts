import { ts } from '../lib/ts.ts';
import { textOf } from './inert.ts';
import { lasting, narrowed, type Known } from './kinds.ts';
import { areIdle, behind, knownIn } from './idle.ts';

/** A handler's result goes nowhere. */
export function isHandler(node: ts.Node): boolean {
  const named = ts.isFunctionDeclaration(node)
    ? node.name
    : ts.isVariableDeclaration(node.parent)
      ? node.parent.name
      : undefined;
  return named !== undefined && /^on(?:Execute|Continue)PostLogin$/.test(named.getText());
}

/** What is known in front of each statement of a block. */
export function aroundEach(block: ts.Block, options: Parameters<typeof knownIn>[1]): Known[] {
  let known = knownIn(block, options);
  return block.statements.map((one) => {
    const before = known;
    known = behind(known, one);
    return before;
  });
}

/** Returns of handlers right behind a denial that voids all that comes after them. */
export function returnsOnceDenied(source: ts.SourceFile, trusts: boolean): ts.ReturnStatement[] {
  const found: ts.ReturnStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) && ts.isFunctionLike(node.parent) && isHandler(node.parent)) {
      const around = aroundEach(node, { trusts, isDenied: true });
      for (const [at, one] of node.statements.entries()) {
        const rest = node.statements.slice(at + 1);
        found.push(...returnsIn(one, behind(around[at]!, one), (known) => areIdle(rest, known)));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The returns behind denials in a statement behind which nothing comes that counts; `isIdleAfter` says so of the rest. */
function returnsIn(
  statement: ts.Statement,
  known: Known,
  isIdleAfter: (known: Known) => boolean,
): ts.ReturnStatement[] {
  if (ts.isIfStatement(statement)) {
    const { expression, thenStatement, elseStatement } = statement;
    const yes = returnsIn(thenStatement, lasting(narrowed(expression, true, known), known), isIdleAfter);
    const no = elseStatement
      ? returnsIn(elseStatement, lasting(narrowed(expression, false, known), known), isIdleAfter)
      : [];
    return [...yes, ...no];
  }
  if (ts.isSwitchStatement(statement)) {
    const { clauses } = statement.caseBlock;
    return clauses.flatMap(({ statements }, clause) =>
      statements.flatMap((one, at) => {
        const rest = [
          ...statements.slice(at + 1),
          ...clauses.slice(clause + 1).flatMap((later) => [...later.statements]),
        ];
        const isLast = isReturnOnceDenied(one, statements[at - 1]);
        return isLast && areIdle(rest, known) && isIdleAfter(known) ? [one] : [];
      }),
    );
  }
  if (ts.isTryStatement(statement)) {
    const { tryBlock, catchClause, finallyBlock } = statement;
    const isIdleBehind = (at: Known): boolean =>
      (finallyBlock === undefined || areIdle(finallyBlock.statements, at)) && isIdleAfter(at);
    return [tryBlock, catchClause?.block].flatMap((block) =>
      block === undefined ? [] : returnsIn(block, known, isIdleBehind),
    );
  }
  if (!ts.isBlock(statement)) return [];
  let inner = known;
  return statement.statements.flatMap((one, at) => {
    inner = behind(inner, one);
    const rest = statement.statements.slice(at + 1);
    if (isReturnOnceDenied(one, statement.statements[at - 1]))
      return areIdle(rest, inner) && isIdleAfter(inner) ? [one] : [];
    return returnsIn(one, inner, (later) => areIdle(rest, later) && isIdleAfter(later));
  });
}

function isReturnOnceDenied(
  statement: ts.Statement,
  before: ts.Statement | undefined,
): statement is ts.ReturnStatement {
  return (
    ts.isReturnStatement(statement) &&
    statement.expression === undefined &&
    before !== undefined &&
    ts.isExpressionStatement(before) &&
    textOf(callee(before.expression)) === 'api.access.deny'
  );
}

export function callee(node: ts.Expression): ts.Expression {
  return ts.isCallExpression(node) ? node.expression : node;
}
