import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { CODE, startTenant, temporaryFolder } from './harness.ts';
import type { Running } from './harness.ts';

const RUNNER = join(import.meta.dirname, 'run-deploy-cli.ts');

const TENANT = `
clients:
  - name: Torq Web
    app_type: regular_web
    callbacks: ['https://app.torq.io/__/auth/handler']
    grant_types: [authorization_code, refresh_token]
connections:
  - name: torq-waad
    strategy: waad
    enabled_clients: [Torq Web]
    options: { client_id: entra, client_secret: hidden, tenant_domain: contoso.onmicrosoft.com, ext_groups: true }
actions:
  - name: groups
    code: ./dist/groups.js
    runtime: node22
    dependencies: []
    secrets: [{ name: CLIENT, value: one }]
    supported_triggers: [{ id: post-login, version: v3 }]
    deployed: true
triggers:
  post-login: [{ action_name: groups, display_name: Groups }]
`;

/** Runs auth0-deploy-cli and returns what it printed and the requests it made. */
async function cli({ tenant }: Running, mode: string, folder: string) {
  const before = tenant.requests.length;
  const env = {
    PATH: process.env['PATH'],
    NODE_EXTRA_CA_CERTS: tenant.certificatePath,
    TENANT_DOMAIN: tenant.domain,
    TENANT_CLIENT_ID: tenant.clientId,
    TENANT_CLIENT_SECRET: tenant.clientSecret,
  };
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--import', 'tsx', RUNNER, mode, folder], { env });
  const requests = tenant.requests.slice(before);
  const failed = requests.filter(
    ({ path, status }) => status >= 400 && !path.endsWith('/scim-configuration'),
  );
  return { stdout, writes: requests.filter(({ method }) => method !== 'GET'), failed };
}

test('auth0-deploy-cli imports, imports again, previews and exports', { timeout: 120_000 }, async () => {
  const running = await startTenant({ now: () => new Date() });
  const { api } = running;
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'groups.js'), CODE);
  writeFileSync(join(folder, 'tenant.yaml'), TENANT);

  const first = await cli(running, 'import', folder);
  expect(first.failed).toEqual([]);
  expect(first.stdout).toContain('Import Successful');
  const [client] = (await api('GET', '/clients?app_type=regular_web')).body as never as [
    { client_id: string },
  ];
  const [connection] = (await api('GET', '/connections?take=1')).body['connections'];
  expect(connection).toMatchObject({
    name: 'torq-waad',
    enabled_clients: [client.client_id],
    options: { client_secret: 'hidden', ext_groups: true },
  });
  const [binding] = (await api('GET', '/actions/triggers/post-login/bindings')).body['bindings'];
  expect(binding).toMatchObject({
    display_name: 'Groups',
    action: { name: 'groups', deployed_version: { number: 1, code: CODE, runtime: 'node22' } },
  });

  const second = await cli(running, 'import', folder);
  expect(second.failed).toEqual([]);
  expect((await api('GET', `/actions/actions/${binding.action.id}/versions`)).body['total']).toBe(2);
  expect((await api('GET', '/connections?include_totals=true')).body['total']).toBe(1);

  const preview = await cli(running, 'dry-run', folder);
  expect(preview.failed).toEqual([]);
  expect(preview.writes.map(({ path }) => path)).toEqual(['/oauth/token']);
  expect(preview.stdout).toContain('Dry Run completed successfully');
  expect(preview.stdout).not.toMatch(/CREATE|torq-waad|Torq Web/);

  const exported = join(folder, 'export');
  expect((await cli(running, 'export', exported)).failed).toEqual([]);
  const yaml = parse(readFileSync(join(exported, 'tenant.yaml'), 'utf8')) as Record<string, object[]>;
  expect(yaml['clients']?.[1]).toMatchObject({ name: 'Torq Web', app_type: 'regular_web' });
  expect(yaml['connections']?.[0]).toMatchObject({ name: 'torq-waad', enabled_clients: ['Torq Web'] });
  expect(yaml['actions']?.[0]).toMatchObject({
    name: 'groups',
    deployed: true,
    secrets: [{ name: 'CLIENT' }],
  });
  expect(yaml['triggers']).toEqual({ 'post-login': [{ action_name: 'groups', display_name: 'Groups' }] });
  expect(readFileSync(join(exported, 'actions', 'groups', 'code.js'), 'utf8')).toBe(CODE);
});
