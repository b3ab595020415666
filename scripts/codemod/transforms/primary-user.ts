import { assignmentStatement, assignmentToCall } from '../positions.ts';
import type { Transform } from '../draft.ts';

/** `context.primaryUser = id` becomes `api.authentication.setPrimaryUser(id)`. */
export const primaryUser: Transform = {
  name: 'primary-user',
  doc: 'context.primaryUser = id -> api.authentication.setPrimaryUser(id)',
  match: (use) =>
    use.path[0] === 'primaryUser' &&
    use.path.length === 1 &&
    use.kind === 'write' &&
    assignmentStatement(use.links.at(-1)!) !== undefined,
  apply(draft, uses) {
    for (const use of uses) {
      const left = use.links.at(-1)!;
      draft.note('primary-user', left);
      assignmentToCall(left, `${draft.api}.authentication.setPrimaryUser(`, draft);
    }
  },
};
