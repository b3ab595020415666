import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalTenant } from '../scripts/local-tenant/server.ts';
import { readProject } from '../scripts/project/project.ts';
import { withTenantLock } from '../scripts/project/tenant-lock.ts';
import { copyProject } from './support/copy-project.ts';
import { run, type Ran } from './support/context.ts';
import { folder } from './support/folder.ts';
import { projectCopy } from './support/project.ts';
import { startRecordedTenant } from './support/recorded-tenant.ts';

/** These tests change the Action in ways that nobody has verified. */
const deploy = (root: string, ...flags: string[]) =>
  run(root, ['deploy', '--unproved', 'torq-group-claims', ...flags]);
const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8');
const edit = (root: string, path: string, change: (text: string) => string) =>
  writeFileSync(join(root, path), change(read(root, path)));
/** The tenant's state; its port is another one each time it starts. */
const stateOf = (root: string) =>
  JSON.parse(read(root, '.tenant/state.json').replaceAll(/localhost:\d+/g, 'localhost'));

describe('deploy to the local tenant', () => {
  let deployed: string;
  let first: Ran;

  beforeAll(async () => {
    deployed = mkdtempSync(join(tmpdir(), 'toolkit-deployed-'));
    copyProject(deployed);
    first = await deploy(deployed);
  }, 60_000);
  afterAll(() => rmSync(deployed, { recursive: true, force: true }));

  /** A project that was deployed before, for one test alone. */
  function deployedCopy(): string {
    const root = folder();
    cpSync(deployed, root, { recursive: true });
    return root;
  }

  it('creates everything on an empty tenant and says who gets which claim and role', () => {
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    expect(first.out).toMatch(
      /application {2}Auth0 Torq +created\n.*action +torq-group-claims +created\n.*connection +torq-entra-id +created\n.*binding +post-login +created/,
    );
    expect(first.out).toMatch(
      /Mia Member +allowed +https:\/\/torq\.io\/groups \["Torq Operators","Torq Creators"\] +Creator/,
    );
    expect(first.out).toContain('set AUTH0_DOMAIN');
  });

  it('waits for nobody who looks, and lets nobody else change the tenant', async () => {
    const root = deployedCopy();
    const looked = await withTenantLock(readProject(root, {}, undefined), 'deploy', async () => {
      for (const argv of [['deploy'], ['rollback']]) {
        const { code, err } = await run(root, argv);
        expect({ code, err }).toEqual({
          code: 2,
          err: expect.stringMatching(/^error tenant-locked: A deploy /),
        });
      }
      return [
        await run(root, ['plan']),
        await run(root, ['drift']),
        await run(root, ['rollback', '--dry-run']),
      ];
    });
    expect(looked.map(({ code }) => code)).toEqual([0, 0, 1]);
    expect(looked[1]!.out).toMatch(/^A deploy \(process \d+ on .*: look again when it is over\.$/m);
  });

  it('changes nothing the second time, and says so', async () => {
    const root = deployedCopy();
    const before = stateOf(root);
    const { code, out } = await deploy(root);
    expect(code).toBe(0);
    expect(out).toContain('Nothing changed');
    expect(stateOf(root)).toEqual(before);
  });

  it('sends only what differs and keeps what tenant.yaml does not name', async () => {
    const root = deployedCopy();
    const state = stateOf(root);
    const torq = state.clients.find((one: { name: string }) => one.name === 'Auth0 Torq');
    state.clients.push({ ...torq, name: 'Wiki', client_id: 'wiki' });
    state.connections[0].enabled_clients.push('wiki');
    state.connections[0].options.ext_profile = true;
    writeFileSync(join(root, '.tenant/state.json'), JSON.stringify(state));
    edit(root, 'actions/torq-group-claims.ts', (text) =>
      text.replace('so no groups claim is set', 'so no claim is set'),
    );
    edit(root, 'tenant.yaml', (text) => text.replace("'250'", "'300'"));

    const { code, out } = await deploy(root, '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report.changes.map((one: { type: string; kind: string }) => `${one.type} ${one.kind}`)).toEqual([
      'clients unchanged',
      'actions update',
      'connections update',
      'triggers unchanged',
    ]);
    expect(report.live['post-login']).toEqual([{ action: 'torq-group-claims', version: 2 }]);
    const kept = stateOf(root).connections[0];
    expect(kept.enabled_clients).toContain('wiki');
    expect(kept.options).toMatchObject({
      ext_profile: true,
      max_groups_to_retrieve: '300',
      ext_groups: true,
    });
  });

  it('lets no secret into its output, its lock or the bundle', async () => {
    const root = deployedCopy();
    edit(root, 'tenants/local.yaml', (text) => text.replace('local-tenant-only', 'very-secret-value'));
    const { out, err, code } = await deploy(root);
    expect(code).toBe(0);
    expect(out).toContain('options.client_secret: changed');
    const written = ['dist/actions/torq-group-claims.js', '.tenant/local.secrets.json'].map((path) =>
      read(root, path),
    );
    for (const text of [out, err, ...written]) expect(text).not.toContain('very-secret-value');
  });

  it('ends with 2 when auth0-deploy-cli fails half-way, and the next run goes on from there', async () => {
    const root = deployedCopy();
    const lock = read(root, '.tenant/local.secrets.json');
    edit(root, 'actions/torq-group-claims.ts', (text) =>
      text.replace('so no groups claim is set', 'so no claim is set'),
    );
    edit(root, 'tenant.yaml', (text) => text.replace('on_each_login', 'sometimes'));
    const failed = await deploy(root);
    expect(failed).toMatchObject({ code: 2, out: '' });
    expect(failed.err).toMatch(
      /^error a0deploy-failed: auth0-deploy-cli failed at connections \(processChanges\): .*set_user_root_attributes\.\n {2}\| {4}Getting/,
    );
    expect(read(root, '.tenant/local.secrets.json')).toBe(lock);
    expect(stateOf(root).connections[0].options.set_user_root_attributes).toBe('on_each_login');

    edit(root, 'tenant.yaml', (text) => text.replace('sometimes', 'on_each_login'));
    const { code, out } = await deploy(root);
    expect(code).toBe(0);
    expect(out).toContain('secrets.TORQ_CLIENT_ID: sent again');
  });

  it('ends with 1 when the claim reaches another application as well', async () => {
    const root = deployedCopy();
    edit(root, 'actions/torq-group-claims.ts', (text) => text.replace(/^ {2}if \(event\.client.*\n/m, ''));
    const { code, out } = await deploy(root, '--unproved', 'torq-group-claims');
    expect(code).toBe(1);
    expect(out).toMatch(/Oscar Owner .* Owner +BUT another application gets https:\/\/torq\.io\/groups$/m);
  });

  it('uses the local tenant that already runs', async () => {
    const root = deployedCopy();
    edit(root, 'actions/torq-group-claims.ts', (text) =>
      text.replace('so no groups claim is set', 'so no claim is set'),
    );
    const tenant = await startRecordedTenant({ stateDir: join(root, '.tenant') });
    try {
      const { out, code } = await deploy(root);
      expect(code).toBe(0);
      expect(out).toContain(`local tenant (${tenant.domain}, already running)`);
      expect(tenant.requests.filter((request) => request.path.endsWith('/deploy'))).toHaveLength(1);
    } finally {
      await tenant.close();
    }
  });

  it('ends with 1 when a persona would not get the role that torq.yaml declares', async () => {
    const root = deployedCopy();
    edit(root, 'torq.yaml', (text) =>
      text.replace('groups: [Torq Owners, All Employees]', 'groups: [torq owners]'),
    );
    const { out, code } = await deploy(root);
    expect(code).toBe(1);
    expect(out).toMatch(/Oscar Owner .* NO ACCESS, torq\.yaml declares Owner/);
  });
});

describe('deploy refuses', () => {
  it('an Action that was changed since it was verified, and names the way out', async () => {
    const root = projectCopy({
      'actions/torq-group-claims.ts': (text) =>
        text.replace('so no groups claim is set', 'so no claim is set'),
    });
    const { code, out, err } = await run(root, ['deploy']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^error action-unproved: torq-group-claims has no passing verdict: it has changed since it was verified/,
    );
    expect(err).toContain('--unproved torq-group-claims');
    expect(stateOf(root).actions).toEqual([]);
  });

  it('an Action without any verdict, and one that differs from its rule', async () => {
    const root = projectCopy();
    edit(root, 'verdicts/enrich-torq-token.json', (text) =>
      text.replace('"verdict": "equal with accepted differences"', '"verdict": "different"'),
    );
    expect((await run(root, ['deploy'])).err).toContain('the verifier says different');
    rmSync(join(root, 'verdicts'), { recursive: true });
    expect((await run(root, ['deploy'])).err).toContain('it was not verified; run npm run verify');
  });

  it('a state in which an Owner would not be Owner, before anything is sent', async () => {
    const root = projectCopy({
      'torq.yaml': (text) => text.replace('groups: [Torq Owners, All Employees]', 'groups: [torq owners]'),
    });
    const { code, err } = await run(root, ['deploy']);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error lock-out: Oscar Owner would be without access; torq\.yaml declares Owner\.\n {2}at {3}torq\.yaml/,
    );
    expect(stateOf(root).clients.map((one: { name: string }) => one.name)).not.toContain('Auth0 Torq');
  });

  it('a switch that the rows at the vendor are not ready for', async () => {
    const root = projectCopy();
    expect((await run(root, ['torq', 'apply', '--declared'])).code).toBe(0);
    edit(root, 'torq.yaml', (text) => text.replaceAll('Torq Owners', 'Torq Masters'));
    const { code, err } = await run(root, ['deploy']);
    expect(code).toBe(2);
    expect(err).toContain(
      'Oscar Owner would be without access; torq.yaml declares Owner. That is with the rows the vendor has now',
    );
  });
});

describe('deploy with bad input ends with 2, one clear error and the state untouched', () => {
  it.each<[string, RegExp, (root: string) => void]>([
    [
      'no tenant.yaml',
      /^error file-missing: There is no tenant\.yaml/,
      (root) => rmSync(join(root, 'tenant.yaml')),
    ],
    ['no torq.yaml', /^error /, (root) => rmSync(join(root, 'torq.yaml'))],
    [
      'a keyword without a value',
      /^error keyword-unresolved: connections\[0\]\.options\.tenant_domain needs the keyword ENTRA_TENANT_DOMAIN, which has no value\.\n {2}at {3}tenant\.yaml:\d+:\d+\n {2}do {3}Set ENTRA_TENANT_DOMAIN under keywords in tenants\/local\.yaml/,
      (root) =>
        writeFileSync(
          join(root, 'tenants/local.yaml'),
          'keywords: { ENTRA_CLIENT_ID: a, ENTRA_CLIENT_SECRET: b }\n',
        ),
    ],
    [
      'a type error in an Action',
      /^error type-error: TS\d+: .*\n {2}at {3}actions\/torq-group-claims\.ts:\d+:\d+/,
      (root) =>
        writeFileSync(
          join(root, 'actions/torq-group-claims.ts'),
          'export const onExecutePostLogin = async (): Promise<void> => 7;\n',
        ),
    ],
    [
      'an Action that is declared but was never written',
      /^error code-missing: /,
      (root) =>
        edit(root, 'tenant.yaml', (text) =>
          text.replace('dist/actions/torq-group-claims', 'dist/actions/none'),
        ),
    ],
  ])('%s', async (_, message, spoil) => {
    const root = projectCopy();
    spoil(root);
    const { code, out, err } = await deploy(root);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(existsSync(join(root, '.tenant'))).toBe(false);
  });

  it('a damaged state file', async () => {
    const root = projectCopy();
    const path = join(root, '.tenant/state.json');
    await startLocalTenant({ stateDir: join(root, '.tenant') }).then((tenant) => tenant.close());
    writeFileSync(path, '{"clients": [');
    const { code, err } = await deploy(root);
    expect(code).toBe(2);
    expect(err).toMatch(/^error local.tenant.state.damaged: [^]*state\.json/i);
    expect(readFileSync(path, 'utf8')).toBe('{"clients": [');
  });
});

describe('deploy to a real tenant', () => {
  const keywords = { ENTRA_CLIENT_ID: 'a', ENTRA_CLIENT_SECRET: 'b', ENTRA_TENANT_DOMAIN: 'c' };

  it('names the credentials that are missing', async () => {
    const { code, err } = await run(projectCopy(), ['deploy'], {
      env: { AUTH0_DOMAIN: 'x.eu.auth0.com', AUTH0_CLIENT_ID: 'a' },
    });
    expect(code).toBe(2);
    expect(err).toContain('AUTH0_DOMAIN is x.eu.auth0.com, but AUTH0_CLIENT_SECRET is not set');
  });

  it('says when the tenant cannot be reached', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await new Promise((resolve) => silent.close(resolve));
    const env = {
      AUTH0_DOMAIN: `localhost:${port}`,
      AUTH0_CLIENT_ID: 'a',
      AUTH0_CLIENT_SECRET: 'b',
      ...keywords,
    };
    const { code, err } = await run(projectCopy(), ['deploy'], { env });
    expect(code).toBe(2);
    expect(err).toMatch(/^error tenant-unreachable: localhost:\d+ cannot be reached: .*ECONNREFUSED/);
  });

  it('reads .env', async () => {
    const root = projectCopy();
    writeFileSync(join(root, '.env'), 'AUTH0_DOMAIN=not a host\n');
    expect((await deploy(root)).err).toContain('AUTH0_DOMAIN is "not a host"');
  });
});

it('says so when the folder is not a project', async () => {
  expect(await deploy(folder())).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no tenant.yaml'),
  });
});
