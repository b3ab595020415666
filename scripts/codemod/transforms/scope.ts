import { assignmentStatement, assignmentToCall, mayBothRun } from '../positions.ts';
import { mayHoldScope } from '../claim-writes.ts';
import type { Draft, Transform } from '../draft.ts';
import { isMutation, type Use } from '../../rule/uses.ts';
import { isScope } from './claims.ts';

/** `context.accessToken.scope = …` replaces the granted scopes; an Action adds and removes single ones. */
export const scope: Transform = {
  name: 'scope',
  doc: 'context.accessToken.scope = list -> addScope and removeScope for the difference',
  match: (use, draft) =>
    isScope(use) &&
    !mayHoldScope(draft) &&
    !isReplaced(use, draft) &&
    use.path.length === 2 &&
    use.kind === 'write' &&
    assignmentStatement(use.links.at(-1)!) !== undefined,
  apply(draft, uses) {
    for (const use of uses) {
      const left = use.links.at(-1)!;
      draft.note('scope-assignment', left);
      assignmentToCall(left, `${draft.helper('setScope')}(${draft.event}, ${draft.api}, `, draft);
    }
  },
};

/** Whether another assignment may come before or after this one: what it has added cannot be told from the rest. */
function isReplaced(use: Use, draft: Draft): boolean {
  return draft.uses.all.some(
    (other) =>
      other !== use &&
      other.root === 'context' &&
      isScope(other) &&
      isMutation(other) &&
      mayBothRun(other.identifier, use.identifier),
  );
}
