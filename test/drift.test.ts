import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startLocalTenant } from '../scripts/local-tenant/server.ts';
import { run } from './support/context.ts';
import {
  addManualAction,
  edit,
  meddle,
  olderVersion,
  seededProjects,
  stateOf,
} from './support/seeded-project.ts';

// Each deploy is a process of auth0-deploy-cli, which sleeps two seconds before it sends bindings.
vi.setConfig({ testTimeout: 90_000 });

const seeded = seededProjects();
const drift = (root: string, ...flags: string[]) => run(root, ['drift', ...flags]);

/** A project whose last deploy left a Receipt. */
async function deployed(): Promise<string> {
  const root = seeded();
  meddle(root, olderVersion);
  expect((await run(root, ['deploy'])).code).toBe(0);
  return root;
}

describe('drift', () => {
  it('ends with 0 right after a deploy, and changes nothing', async () => {
    const root = await deployed();
    const before = stateOf(root);
    const { code, out } = await drift(root);
    expect(out).toContain('As the last deploy left it');
    expect(out).toContain('As the sources ask');
    expect(code).toBe(0);
    expect(stateOf(root)).toEqual(before);
  });

  it('names what somebody changed at the Dashboard, managed by tenant.yaml or not', async () => {
    const root = await deployed();
    meddle(root, (state) => {
      addManualAction(state);
      state.connections[0]!.options['ext_profile'] = true;
      state.connections[0]!.options['ext_groups'] = false;
    });
    const { code, out } = await drift(root);
    expect(code).toBe(1);
    const [, since, sources] = out.split(/Changed since|Other than/);
    expect(since).toContain('options.ext_profile: none -> true');
    expect(since).toContain('options.ext_groups: true -> false');
    expect(since).toMatch(/binding {2}post-login\n {6}\+ 1\. manual-mfa\n {8}2\. torq-group-claims\n/);
    expect(sources).toContain('options.ext_groups: false -> true');
    expect(sources).not.toContain('ext_profile');
  });

  it('names a connection that is gone, and a version that somebody else deployed', async () => {
    const root = await deployed();
    meddle(root, (state) => {
      state.connections = [];
      const [action] = state.actions;
      const versions = action!.versions as { id: string; number: number; code: string }[];
      versions.push({ ...versions[1]!, id: 'by-hand', number: 3, code: `${versions[1]!.code}\nvoid 0;` });
      action!.deployed_version_id = 'by-hand';
    });
    const report = JSON.parse((await drift(root, '--json')).out);
    expect(report.since).toContainEqual(
      expect.objectContaining({ type: 'connections', name: 'torq-entra-id', kind: 'vanished' }),
    );
    expect(report.since).toContainEqual(
      expect.objectContaining({
        type: 'actions',
        fields: expect.arrayContaining([
          expect.objectContaining({ path: 'version.number', before: 2, after: 3 }),
        ]),
      }),
    );
  });

  it('compares with the sources alone when nothing was deployed from here', async () => {
    const { code, out } = await drift(seeded());
    expect(code).toBe(0);
    expect(out).toContain('No deploy has left a Receipt here');
  });

  it('is no drift that nobody can tell whether a secret differs', async () => {
    const root = seeded();
    meddle(root, (state) => {
      const [action] = state.actions;
      for (const secret of action!['secrets'] as { updated_at: string }[])
        secret.updated_at = '2030-01-01T00:00:00.000Z';
    });
    expect((await drift(root)).code).toBe(0);
  });

  it('tells of a deploy that did not come to its end', async () => {
    const root = await deployed();
    edit(root, 'tenant.yaml', (text) => text.replace("'250'", "'300'"));
    const tenant = await startLocalTenant({
      stateDir: join(root, '.tenant'),
      faults: [{ kind: 'cut', on: 'PATCH /connections/*' }],
    });
    await run(root, ['deploy']);
    await tenant.close();
    const { code, out } = await drift(root);
    expect(code).toBe(1);
    expect(out).toContain('A deploy did not come to its end');
  });
});
