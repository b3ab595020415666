import { ts } from '../lib/ts.ts';
import { isSuccess } from '../rule/call-kind.ts';
import { placeOf, type Branch } from './instrument.ts';
import { needOf, needsOf, type Need } from './needs.ts';

/** A place at which a Rule refuses a login, or may do so. */
export interface RefusalPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
  /** Ways of branches, as `branch * 2 + way`, that a login has to take, each of them, to get there. */
  readonly needs: readonly number[];
}

/**
 * Where the code of a Rule calls its callback with anything but nothing, or throws what it does not catch itself.
 * `callback` is the name that it has there.
 */
export function refusalsIn(
  code: string,
  file: string,
  callback: string | undefined,
  branches: readonly Branch[],
): RefusalPlace[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.ESNext, true);
  const wayOf = ({ line, column, way }: Need): number[] => {
    const branch = branches.find((one) => one.line === line && one.column === column);
    return branch === undefined ? [] : [branch.id * 2 + way];
  };
  const found: RefusalPlace[] = [];
  const visit = (node: ts.Node): void => {
    if (isRefusal(node, callback)) {
      const needs = [...needsOf(node, source), ...leftBefore(node, source)];
      found.push({ file, ...placeOf(node, source), needs: [...new Set(needs.flatMap(wayOf))] });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Those at which no login can have arrived. */
export function unseenRefusals(
  places: readonly RefusalPlace[],
  seen: ReadonlySet<number>,
): Omit<RefusalPlace, 'needs'>[] {
  return places
    .filter(({ needs }) => needs.some((way) => !seen.has(way)))
    .map(({ needs: _needs, ...place }) => place);
}

function isRefusal(node: ts.Node, callback: string | undefined): boolean {
  if (ts.isThrowStatement(node)) return !isCaught(node);
  return (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === callback &&
    !isSuccess(node.arguments[0])
  );
}

function isCaught(node: ts.Node): boolean {
  for (let child = node, { parent } = node; parent !== undefined; child = parent, { parent } = parent) {
    if (ts.isTryStatement(parent) && parent.catchClause !== undefined && child === parent.tryBlock)
      return true;
  }
  return false;
}

/** What has to be false before it, in the blocks around it: `if (isAllowed) return callback(null, user, context);`. */
function leftBefore(node: ts.Node, source: ts.SourceFile): Need[] {
  const needs: Need[] = [];
  for (let child = node, { parent } = node; parent !== undefined; child = parent, { parent } = parent) {
    if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) continue;
    for (const before of parent.statements.slice(0, parent.statements.indexOf(child as ts.Statement))) {
      if (!ts.isIfStatement(before)) continue;
      if (leaves(before.thenStatement)) needs.push(needOf(before.expression, 0, source));
      else if (leaves(before.elseStatement)) needs.push(needOf(before.expression, 1, source));
    }
  }
  return needs;
}

function leaves(statement: ts.Statement | undefined): boolean {
  if (statement === undefined) return false;
  if (ts.isBlock(statement)) return leaves(statement.statements.at(-1));
  return ts.isReturnStatement(statement) || ts.isThrowStatement(statement);
}
