import type { Transform } from '../draft.ts';
import { usesTimestamps } from './context-reads.ts';

/** The time of an authentication method was a number, and is ISO text in an event. */
export const authenticationMethods: Transform = {
  name: 'authentication-methods',
  doc: 'context.authentication.methods -> the same with numeric timestamps, when the rule reads them',
  match(use, draft) {
    return (
      (use.path[0] === 'authentication' &&
        use.path[1] === 'methods' &&
        use.aliased.length === 0 &&
        use.kind !== 'destructure' &&
        ['read', 'call', 'alias'].includes(use.kind) &&
        usesTimestamps(draft)) ||
      (use.aliased.join('.') === 'authentication.methods' && usesTimestamps(draft) && use.kind !== 'write')
    );
  },
  apply(draft, uses) {
    for (const use of uses) {
      if (use.aliased.length > 0) continue;
      draft.note('timestamps', use.identifier);
      draft.replaceRange(
        draft.start(use.links[2]!),
        use.links[2]!.end,
        `${draft.helper('ruleMethods')}(${draft.event})`,
      );
    }
  },
};
