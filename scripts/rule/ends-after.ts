import { ts } from '../lib/ts.ts';

/** Whether the body ends when this statement has run. */
export function endsAfter(statement: ts.Statement, body: ts.Block): boolean {
  let at: ts.Node = statement;
  for (;;) {
    const { parent } = at;
    if (ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent)) {
      const next = parent.statements
        .slice(parent.statements.indexOf(at as ts.Statement) + 1)
        .find((other) => !ts.isFunctionDeclaration(other) && !ts.isEmptyStatement(other));
      if (next !== undefined) {
        if (ts.isReturnStatement(next)) return next.expression === undefined;
        if (!ts.isBreakStatement(next) || next.label !== undefined || !ts.isCaseOrDefaultClause(parent))
          return false;
      } else if (ts.isCaseOrDefaultClause(parent) && parent !== parent.parent.clauses.at(-1)) return false;
      if (parent === body) return true;
      at = ts.isCaseOrDefaultClause(parent) ? parent.parent.parent : parent;
    } else if (ts.isIfStatement(parent)) at = parent;
    else if (ts.isTryStatement(parent)) {
      if (parent.finallyBlock !== undefined) return false;
      at = parent;
    } else if (ts.isCatchClause(parent)) {
      if (parent.parent.finallyBlock !== undefined) return false;
      at = parent.parent;
    } else return false;
  }
}
