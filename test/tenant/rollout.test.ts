import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { receiptsPath } from '../../scripts/project/project.ts';
import { withWork } from '../../scripts/project/work.ts';
import { readJournal } from '../../scripts/tenant/receipt.ts';
import { rollOut } from '../../scripts/tenant/rollout.ts';
import { quietContext } from '../support/context.ts';
import { problemOf } from '../support/problem.ts';
import { startRecordedTenant } from '../support/recorded-tenant.ts';
import { meddle, olderVersion, seededProjects } from '../support/seeded-project.ts';

// auth0-deploy-cli as it reports success and has done nothing.
vi.mock('../../scripts/tenant/apply.ts', () => ({ applyChanges: () => Promise.resolve() }));

const seeded = seededProjects();

describe('rollOut', () => {
  it('believes what it reads back and not what auth0-deploy-cli says, before a rule is switched off', async () => {
    const root = seeded();
    meddle(root, (state) => {
      olderVersion(state);
      state.rules.push({ id: 'rul_1', name: 'enrich-torq-token', enabled: true, order: 1, script: '' });
    });
    const tenant = await startRecordedTenant({ stateDir: join(root, '.tenant') });
    try {
      const options = { remove: ['rules/enrich-torq-token'] };
      await withWork(quietContext(root), options, { secretsMayMiss: false }, async (work) => {
        const receipts = receiptsPath(work.project);
        const input = {
          ...work.input,
          root,
          receipts,
          target: 'local',
          domain: 'embedded',
          signal: new AbortController().signal,
          onStep: () => undefined,
        };
        const { code, detail } = await problemOf(() => rollOut(work.prepared, input));
        expect(code).toBe('deploy-incomplete');
        expect(detail).toContain('actions torq-group-claims: code is not as sent');
        expect(readJournal(receipts)).toMatchObject({ target: 'local', domain: 'embedded' });
        expect(readJournal(receipts)?.touched).toContainEqual({ type: 'actions', name: 'torq-group-claims' });
      });
      expect(tenant.requests.filter((one) => one.method === 'PATCH')).toEqual([]);
    } finally {
      await tenant.close();
    }
  });
});
