import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startLocalTenant, type LocalTenant } from '../scripts/local-tenant/server.ts';
import type { Ran } from './support/context.ts';
import { meddle, olderVersion, seededProjects, stateOf } from './support/seeded-project.ts';

vi.setConfig({ testTimeout: 90_000 });

const CLI = join(import.meta.dirname, '../scripts/cli.ts');
const TSX = import.meta.resolve('tsx');
const seeded = seededProjects();

/** A command line as it is typed, with the tenant named by the environment as a real one is. */
function type(root: string, tenant: LocalTenant, ...args: string[]): Promise<Ran> {
  const keywords = /^ {2}(ENTRA_\w+): (.*)$/gm;
  const values = [...readFileSync(join(root, 'tenants/local.yaml'), 'utf8').matchAll(keywords)];
  const child = spawn(process.execPath, ['--import', TSX, CLI, ...args], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      NODE_EXTRA_CA_CERTS: tenant.certificatePath,
      AUTH0_DOMAIN: tenant.domain,
      AUTH0_CLIENT_ID: tenant.clientId,
      AUTH0_CLIENT_SECRET: tenant.clientSecret,
      ...Object.fromEntries(values.map(([, name, value]) => [name, value])),
    },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code: code as Ran['code'], out, err }));
  });
}

const versionsOf = (root: string): number => stateOf(root).actions[0]!.versions.length;

describe('a tenant that the environment names', () => {
  it('is changed after a yes only, and the change is shown first', async () => {
    const root = seeded();
    meddle(root, olderVersion);
    const tenant = await startLocalTenant({ stateDir: join(root, '.tenant') });
    try {
      const asked = await type(root, tenant, 'deploy');
      expect(asked).toMatchObject({ code: 2, out: '' });
      expect(asked.err).toMatch(
        /action {2}torq-group-claims {2}to change[^]*error confirmation: .* is a real tenant/,
      );
      expect(versionsOf(root)).toBe(1);

      const { code, out, err } = await type(root, tenant, 'deploy', '--yes');
      expect({ code, err: err.split('\n')[0] }).toEqual({ code: 0, err: `Target: ${tenant.domain}` });
      expect(out).not.toContain('set AUTH0_DOMAIN');
      expect(out).toMatch(/To check on localhost:\d+\n {2}Log in as Olivia Owner: Owner\.\n/);
      expect(versionsOf(root)).toBe(2);
      const name = tenant.domain.replace(':', '_');
      expect(readdirSync(join(root, '.tenant', name, 'receipts'))).toHaveLength(1);

      expect((await type(root, tenant, 'rollback')).err).toContain('error confirmation');
      expect((await type(root, tenant, 'rollback', '--yes')).err).toContain(
        'error confirmation: The rollback has dangers, which --yes does not cover.',
      );
      expect(versionsOf(root)).toBe(2);
      expect((await type(root, tenant, 'rollback', '--yes', '--dangerous')).code).toBe(0);
      expect(versionsOf(root)).toBe(3);
    } finally {
      await tenant.close();
    }
  });

  it('needs a reviewed plan for what is dangerous', async () => {
    const root = seeded();
    meddle(root, (state) => {
      state.connections[0]!.options['ext_profile'] = true;
    });
    const remove = ['--remove', 'options/torq-entra-id/ext_profile'];
    const tenant = await startLocalTenant({ stateDir: join(root, '.tenant') });
    try {
      const { code, err } = await type(root, tenant, 'deploy', '--yes', ...remove);
      expect(code).toBe(2);
      expect(err).toMatch(
        /^error confirmation: The plan holds dangerous changes, which --yes does not cover\./m,
      );
      expect(stateOf(root).connections[0]!.options).toHaveProperty('ext_profile');

      await type(root, tenant, 'plan', '--out', 'plan.json', ...remove);
      expect((await type(root, tenant, 'deploy', '--plan', 'plan.json', ...remove)).err).toContain(
        'error plan-and-remove',
      );
      expect((await type(root, tenant, 'deploy', '--plan', 'plan.json')).code).toBe(0);
      expect(stateOf(root).connections[0]!.options).not.toHaveProperty('ext_profile');
    } finally {
      await tenant.close();
    }
  });
});
