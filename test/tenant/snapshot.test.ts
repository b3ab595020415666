import { expect, it } from 'vitest';
import { hashOf } from '../../scripts/tenant/hash.ts';
import type { LiveAction } from '../../scripts/tenant/live.ts';
import { snapshotOf } from '../../scripts/tenant/snapshot.ts';

const none = new Map<string, never>();
const action: LiveAction = {
  id: 'a1',
  name: 'claims',
  deployed: { id: 'v1', number: 1, code: 'deployed', runtime: 'node22', dependencies: [] },
  allChangesDeployed: true,
  supportedTriggers: [],
  secrets: [],
};

it('keeps the hash of a draft that is not deployed, as nothing else does when it is overwritten', () => {
  const draft = { ...action, allChangesDeployed: false, draft: { code: 'a draft', updatedAt: undefined } };
  const [before, after] = [draft, action].map(
    (one) =>
      snapshotOf(
        {
          clients: none,
          connections: none,
          actions: new Map([['claims', one]]),
          bindings: none,
          rules: none,
        },
        { clients: [], actions: ['claims'], rules: [] },
      ).actions['claims'],
  );
  expect(before).toHaveProperty('draft', hashOf('a draft'));
  expect(after).not.toHaveProperty('draft');
});
