import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../scripts/tenant/apply.ts';
import type { Connection } from '../../scripts/tenant/management.ts';
import type { Change } from '../../scripts/tenant/changes.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

/** Nobody listens there: what fails earlier than the first request fails in auth0-deploy-cli itself. */
const nowhere = {
  domain: 'localhost:1',
  accessToken: 'token-of-nobody',
  certificate: undefined,
} as Connection;

const apply = (
  payload: Change['payload'],
  secrets: readonly string[] = [],
  signal = new AbortController().signal,
) => {
  const change: Change = { type: 'clients', name: 'a', kind: 'create', fields: [], payload };
  return applyChanges(nowhere, [change], {
    actions: new Map(),
    root: folder(),
    signal,
    secrets,
    onLog: () => undefined,
  });
};

describe('applyChanges', () => {
  it('still has auth0-deploy-cli validate the types it sends', async () => {
    const problem = await problemOf(() => apply({ app_type: 'spa' }));
    expect(problem).toMatchObject({
      code: 'a0deploy-failed',
      message: expect.stringContaining('Schema validation failed'),
    });
  });

  it('hides secrets in what auth0-deploy-cli says', async () => {
    const problem = await problemOf(() => apply({ app_type: 'spa' }, ['should have required property']));
    expect(`${problem.message}${problem.detail}`).toContain('[secret]');
    expect(`${problem.message}${problem.detail}`).not.toContain('should have required property');
  });

  it('ends its child when it is stopped', async () => {
    const controller = new AbortController();
    const stopped = apply({ name: 'a' }, [], controller.signal);
    controller.abort();
    await expect(stopped).rejects.toThrow(/abort/i);
  });
});
