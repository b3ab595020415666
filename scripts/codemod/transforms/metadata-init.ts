import { ts } from '../../lib/ts.ts';
import { isEmptyLiteral, isFallback, unwrap } from '../../rule/syntax.ts';
import type { Use } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';

/** `user.app_metadata = user.app_metadata || {}` goes: an Action always has the object. */
export const metadataInit: Transform = {
  name: 'metadata-init',
  doc: 'user.app_metadata = user.app_metadata || {}; -> nothing, unless the user is copied; if (!user.app_metadata) … too',
  apply(draft) {
    if (draft.plan.user !== 'event') return;
    for (const use of draft.uses.all) {
      const statement = initStatement(use, draft);
      if (statement !== undefined) draft.removeStatement(statement);
    }
  },
};

/** The statement that only makes sure that the metadata is there. */
export function initStatement(use: Use, draft: Draft): ts.Statement | undefined {
  if (use.root !== 'user' || use.kind !== 'write' || use.path.length !== 1 || use.aliased.length > 0)
    return undefined;
  if (use.path[0] !== 'app_metadata' && use.path[0] !== 'user_metadata') return undefined;
  const assignment = use.links.at(-1)!.parent;
  if (!ts.isBinaryExpression(assignment) || !ts.isExpressionStatement(assignment.parent)) return undefined;
  const around = unlessThere(assignment.parent, draft);
  if (around !== undefined) return around;
  if (!ts.isBlock(assignment.parent.parent)) return undefined;
  const right = unwrap(assignment.right);
  const same =
    isFallback(right) &&
    isEmptyLiteral(right.right) &&
    draft.text(right.left) === draft.text(assignment.left);
  return same ? assignment.parent : undefined;
}

/** The statement around `user.app_metadata = {}` that only asks whether there is none. */
function unlessThere(statement: ts.ExpressionStatement, draft: Draft): ts.IfStatement | undefined {
  const { parent } = statement;
  const branch = ts.isBlock(parent) && parent.statements.length === 1 ? parent : statement;
  const around = branch.parent;
  const { left, right } = statement.expression as ts.BinaryExpression;
  return ts.isIfStatement(around) &&
    ts.isBlock(around.parent) &&
    around.elseStatement === undefined &&
    draft.text(around.expression).replaceAll(/\s/g, '') === `!${draft.text(left)}` &&
    isEmptyLiteral(right)
    ? around
    : undefined;
}
