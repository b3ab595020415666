import type { Transform } from '../draft.ts';

/** `context.sso.current_clients` becomes the clients of the session; without one, Rules had an empty list. */
export const sessions: Transform = {
  name: 'sessions',
  doc: 'context.sso.current_clients -> (event.session?.clients ?? []).map((client) => client.client_id)',
  match: (use) =>
    use.path[0] === 'sso' &&
    use.path[1] === 'current_clients' &&
    use.aliased.length === 0 &&
    use.kind !== 'write',
  apply(draft, uses) {
    for (const use of uses) {
      draft.note('session-clients', use.identifier);
      const clients = `(${draft.event}.session?.clients ?? []).map((client) => client.client_id)`;
      draft.replaceRange(draft.start(use.links[2]!), use.links[2]!.end, clients);
    }
  },
};
