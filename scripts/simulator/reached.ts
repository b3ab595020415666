import { ts } from '../lib/ts.ts';
import { isConstant, placeOf } from './instrument.ts';
import type { BranchWay } from './verdict.ts';

/**
 * Whether a login that took these ways may have come to the statement that begins on a line: it took every branch
 * around it, and none before it that leaves. Lines count from 1; comments are passed over, and where no statement
 * begins, it is the end of what is around.
 */
export function isReached(text: string, file: string, line: number, taken: readonly BranchWay[]): boolean {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const keyOf = (way: Omit<BranchWay, 'file'>): string => [way.line, way.column, way.way, way.text].join(' ');
  const took = new Set(taken.filter((way) => way.file === file).map(keyOf));
  const went: Went = (node, way) => took.has(keyOf({ ...placeOf(node, source), way }));
  const at = statementAt(source, line);
  if (ts.isBlock(at) && hasLeft(at, went)) return false;
  for (let inside = at; inside.parent !== undefined; inside = inside.parent) {
    if (isMissed(inside, went)) return false;
  }
  return true;
}

/** Whether the login went this way at a branch: `true`, `false` or `entered`. */
type Went = (node: ts.Node, way: string) => boolean;

function statementAt(source: ts.SourceFile, line: number): ts.Node {
  const start = source.getPositionOfLineAndCharacter(line - 1, 0);
  const at = start + /^(?:\s|\/\/.*)*/.exec(source.text.slice(start))![0].length;
  const find = (node: ts.Node): ts.Node => {
    if (ts.isStatement(node) && !ts.isBlock(node) && node.getStart(source) === at) return node;
    const inner = ts.forEachChild(node, (child) =>
      child.getStart(source) <= at && at < child.end ? child : undefined,
    );
    return inner === undefined ? node : find(inner);
  };
  return find(source);
}

/** Whether the login did not get to a node from what is around it. */
function isMissed(node: ts.Node, went: Went): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent)) {
    if (node === parent.thenStatement) return !isTaken(parent.expression, 'true', went);
    return node === parent.elseStatement && !isTaken(parent.expression, 'false', went);
  }
  if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent)) {
    const before = [...parent.statements].slice(0, parent.statements.indexOf(node as ts.Statement));
    if (before.some((one) => hasLeft(one, went))) return true;
    return ts.isCaseOrDefaultClause(parent) && !went(parent, 'entered');
  }
  if (ts.isCatchClause(parent)) return !went(parent, 'entered');
  return ts.isFunctionLike(parent) && ts.isBlock(node) && !went(parent, 'entered');
}

/** Whether the login went no further than this statement. */
function hasLeft(statement: ts.Statement, went: Went): boolean {
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return true;
  if (ts.isBlock(statement)) return statement.statements.some((one) => hasLeft(one, went));
  if (!ts.isIfStatement(statement)) return false;
  const { expression, thenStatement, elseStatement } = statement;
  const [yes, no] = [isTaken(expression, 'true', went), isTaken(expression, 'false', went)];
  const leaves = (way: boolean, to: ts.Statement | undefined): boolean =>
    !way || (to !== undefined && hasLeft(to, went));
  return (yes || no) && leaves(yes, thenStatement) && leaves(no, elseStatement);
}

function isTaken(condition: ts.Expression, way: 'true' | 'false', went: Went): boolean {
  return isConstant(condition) || went(condition, way);
}
