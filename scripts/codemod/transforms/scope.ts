import { assignmentStatement, assignmentToCall } from '../positions.ts';
import { mayHoldScope } from '../claim-writes.ts';
import type { Transform } from '../draft.ts';
import { isScope } from './claims.ts';

/** `context.accessToken.scope = …` replaces the granted scopes; an Action adds and removes single ones. */
export const scope: Transform = {
  name: 'scope',
  doc: 'context.accessToken.scope = list -> addScope and removeScope for the difference',
  match: (use, draft) =>
    isScope(use) &&
    !mayHoldScope(draft) &&
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
