import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startLocalTenant } from '../scripts/local-tenant/server.ts';
import { run } from './support/context.ts';
import { folder } from './support/folder.ts';
import { projectCopy } from './support/project.ts';
import {
  addManualAction,
  addManualApplication,
  edit,
  meddle,
  olderVersion,
  seededProjects,
  stateOf,
  type TenantState,
} from './support/seeded-project.ts';

// Each deploy is a process of auth0-deploy-cli, which sleeps two seconds before it sends bindings.
vi.setConfig({ testTimeout: 90_000 });

const seeded = seededProjects();
const deploy = (root: string) => run(root, ['deploy', '--unproved', 'torq-group-claims']);
const rollback = (root: string, ...flags: string[]) => run(root, ['rollback', ...flags]);
const receiptsOf = (root: string) => readdirSync(join(root, '.tenant/local/receipts')).toSorted();

/** What people would notice: code and secrets that are live, bindings, options, applications. */
function noticed(root: string) {
  const { clients, connections, actions, bindings } = stateOf(root);
  const live = ({ versions, deployed_version_id }: TenantState['actions'][number]) =>
    (versions as { id: string; code: string; secrets: { name: string; value: string }[] }[]).find(
      (version) => version.id === deployed_version_id,
    )!;
  return {
    clients: clients.map(({ name, callbacks }) => ({ name, callbacks })),
    connections: connections.map(({ options, enabled_clients, ...rest }) => ({
      ...rest,
      options,
      enabled_clients: enabled_clients.toSorted(),
    })),
    actions: actions.map((action) => ({
      name: action.name,
      code: live(action).code,
      secrets: live(action).secrets.map(({ name, value }) => ({ name, value })),
    })),
    bindings: bindings['post-login']!.map(({ action_id, display_name }) => ({ action_id, display_name })),
  };
}

interface Undone {
  readonly type: string;
  readonly name: string;
  readonly fields?: readonly string[];
  readonly before: object;
  readonly after: object;
}

/** Leaves the Receipt of a deploy that changed this one resource. */
function receiptOf(
  root: string,
  { type, name, fields = [], before, after }: Undone,
  id = '2026-01-01',
): void {
  const nothing = { clients: {}, connections: {}, actions: {}, bindings: {}, rules: {} };
  const changes = [{ type, name, kind: 'update', fields: fields.map((path) => ({ path })) }];
  const receipt = { version: 1, id, verb: 'deploy', target: 'local', actions: [], changes };
  const folderOf = join(root, '.tenant/local/receipts');
  mkdirSync(folderOf, { recursive: true });
  writeFileSync(
    join(folderOf, `${id}.json`),
    JSON.stringify({ ...receipt, before: { ...nothing, ...before }, after: { ...nothing, ...after } }),
  );
}

const dangersOf = async (root: string): Promise<string[]> =>
  (
    JSON.parse((await rollback(root, '--dry-run', '--json')).out) as {
      dangers: { code: string; message: string }[];
    }
  ).dangers.map(({ code, message }) => `${code}: ${message}`);

/** Changes options, descriptions, labels and the bindings that tenant.yaml asks for. */
function changeAll(root: string, mark: string): void {
  edit(root, 'tenant.yaml', (text) =>
    text
      .replace(/max_groups_to_retrieve: '\d+'/, `max_groups_to_retrieve: '${mark.length}'`)
      .replace(/description: .*/, `description: ${mark}`)
      .replace(/display_name: Entra ID.*/, `display_name: Entra ID ${mark}`)
      .replace(/display_name: torq-group-claims.* }/, `display_name: Torq ${mark} }`),
  );
}

describe('the dangers of a rollback', () => {
  const OURS = [{ actionName: 'torq-group-claims', displayName: 'torq-group-claims' }];

  it('name the people who would lose their role', async () => {
    const root = seeded();
    const bindings = (list: object) => ({ bindings: { 'post-login': list } });
    receiptOf(root, { type: 'triggers', name: 'post-login', before: bindings([]), after: bindings(OURS) });
    expect(await dangersOf(root)).toEqual(
      expect.arrayContaining([
        'role-lost: Oscar Owner is Owner now, and would be without access.',
        'role-lost: Somebody in Torq Contributors is Contributor now, and would be without access.',
        'binding-goes: torq-group-claims would no longer run at post-login.',
      ]),
    );
    expect((await rollback(root, '--dry-run')).out).toMatch(
      /^ {2}role-lost +Oscar Owner is Owner now, and would be without access\.$/m,
    );
  });

  it('come from the code of the version that would be back, whose secrets nobody knows', async () => {
    const root = seeded();
    const state = stateOf(root);
    const [now] = state.actions;
    const [version] = now!.versions as { id: string; number: number }[];
    const earlier = {
      ...version!,
      id: 'version-0',
      number: 0,
      code: 'exports.onExecutePostLogin = () => {};',
    };
    meddle(root, (one) => one.actions[0]!.versions.push(earlier));
    const snapshot = (id: string, number: number) => ({
      actions: {
        'torq-group-claims': {
          id: now!.id,
          version: { id, number, code: id },
          runtime: 'node22',
          dependencies: [],
          allChangesDeployed: true,
          secrets: [],
        },
      },
    });
    receiptOf(root, {
      type: 'actions',
      name: 'torq-group-claims',
      fields: ['code', 'secrets.TORQ_GROUPS_ALLOW_LIST'],
      before: snapshot('version-0', 0),
      after: snapshot(version!.id, 1),
    });
    const found = await dangersOf(root);
    expect(found).toContain('role-lost: Oscar Owner is Owner now, and would be without access.');
    expect(found).toContainEqual(
      expect.stringMatching(
        /^secret-steers: torq-group-claims comes back with secrets\.TORQ_GROUPS_ALLOW_LIST as before, which cannot be read/,
      ),
    );
  });

  it('are also those of settings that the sign-in needs', async () => {
    const root = seeded();
    const clients = (callbacks: string[]) => ({ clients: { 'Auth0 Torq': { callbacks } } });
    receiptOf(root, {
      type: 'clients',
      name: 'Auth0 Torq',
      fields: ['callbacks'],
      before: clients(['https://old.example/']),
      after: clients(['https://app.torq.io/__/auth/handler']),
    });
    expect(await dangersOf(root)).toContainEqual(expect.stringMatching(/^sign-in-breaks: .*T12/));
  });

  it('never stop it: that nobody could be logged in is one of them', async () => {
    const root = seeded();
    const bindings = (list: object) => ({ bindings: { 'post-login': list } });
    receiptOf(root, { type: 'triggers', name: 'post-login', before: bindings([]), after: bindings(OURS) });
    edit(root, 'tenants/local.yaml', (text) => text.replace(/  ENTRA_CLIENT_SECRET: .*\n/, ''));
    edit(root, 'tenant.yaml', (text) => text.replace("'@@TORQ_GROUPS_ALLOW_LIST@@'", "'@@NOWHERE@@'"));
    expect(await dangersOf(root)).toContainEqual(
      'not-simulated: The personas were not logged in: a secret of torq-group-claims has no value here.',
    );
    expect((await rollback(root)).code).toBe(0);
    expect(noticed(root).bindings).toEqual([]);
  });
});

describe('rollback', () => {
  it('puts back all that the last deploy changed, and leaves a Receipt', async () => {
    const root = seeded();
    meddle(root, (state) => addManualAction(state));
    meddle(root, olderVersion);
    const before = noticed(root);
    changeAll(root, 'first');
    expect((await deploy(root)).code).toBe(0);
    expect(noticed(root)).not.toEqual(before);

    const shown = await rollback(root, '--dry-run');
    expect(shown.code).toBe(1);
    expect(shown.out).toMatch(/action {2}torq-group-claims {2}to change\n {4}version: 2 -> 1/);
    expect(shown.out).toContain('options.max_groups_to_retrieve: "5" -> "250"');
    expect(noticed(root)).not.toEqual(before);

    expect((await rollback(root)).code).toBe(0);
    expect(noticed(root)).toEqual(before);
    expect(receiptsOf(root)).toHaveLength(2);
  });

  it('undoes itself when it is done twice, and goes back further with --to', async () => {
    const root = seeded();
    changeAll(root, 'first');
    await deploy(root);
    const first = noticed(root);
    changeAll(root, 'second!');
    await deploy(root);
    const second = noticed(root);

    await rollback(root);
    expect(noticed(root)).toEqual(first);
    await rollback(root);
    expect(noticed(root)).toEqual(second);
    expect((await rollback(root, '--to', receiptsOf(root)[0]!.replace('.json', ''))).code).toBe(0);
    expect(noticed(root)).toEqual(first);
  });

  it('keeps what others changed since', async () => {
    const root = seeded();
    changeAll(root, 'first');
    await deploy(root);
    meddle(root, (state) => {
      addManualAction(state);
      addManualApplication(state);
      state.connections[0]!.options['ext_profile'] = true;
    });
    expect((await rollback(root)).code).toBe(0);
    const { bindings, connections } = noticed(root);
    expect(bindings.map((one) => one.display_name)).toEqual(['manual-mfa', 'torq-group-claims']);
    expect(connections[0]!.enabled_clients).toContain('client-Wiki');
    expect(connections[0]!.options).toMatchObject({ ext_profile: true, max_groups_to_retrieve: '250' });
    expect(connections[0]!.options['client_secret']).toBe('local-tenant-only');
  });

  it('brings back what a deploy removed, and gives an application its connection again', async () => {
    const root = seeded();
    meddle(root, (state) => {
      addManualAction(state);
      addManualApplication(state);
      state.connections[0]!.options['ext_profile'] = true;
    });
    const before = noticed(root);
    const names = ['bindings/post-login/manual-mfa', 'enabled_clients/torq-entra-id/Wiki'];
    expect(
      (
        await run(root, [
          'deploy',
          '--unproved',
          'torq-group-claims',
          '--remove',
          ...names,
          'options/torq-entra-id/ext_profile',
        ])
      ).code,
    ).toBe(0);
    expect(noticed(root)).not.toEqual(before);
    expect((await rollback(root)).code).toBe(0);
    expect(noticed(root)).toEqual(before);
  });

  it('goes back to the state before a deploy that was cut, also when a next run had completed it', async () => {
    const root = seeded();
    meddle(root, olderVersion);
    const before = noticed(root);
    changeAll(root, 'first');
    const cut = async (): Promise<void> => {
      const tenant = await startLocalTenant({
        stateDir: join(root, '.tenant'),
        faults: [{ kind: 'cut', on: 'PATCH /actions/triggers/**' }],
      });
      expect((await deploy(root)).code).toBe(2);
      await tenant.close();
    };
    await cut();
    expect(noticed(root)).not.toEqual(before);
    expect((await rollback(root)).code).toBe(0);
    expect(noticed(root)).toEqual(before);

    await cut();
    expect((await deploy(root)).code).toBe(0);
    expect((await rollback(root)).code).toBe(0);
    expect(noticed(root)).toEqual(before);
  });

  it('knows what two deploys that were cut one after the other had begun', async () => {
    const root = seeded();
    const before = noticed(root);
    changeAll(root, 'first');
    const cutAt = async (on: string): Promise<void> => {
      const tenant = await startLocalTenant({
        stateDir: join(root, '.tenant'),
        faults: [{ kind: 'cut', on }],
      });
      expect((await deploy(root)).code).toBe(2);
      await tenant.close();
    };
    await cutAt('PATCH /connections/*');
    await cutAt('PATCH /actions/triggers/**');
    expect((await rollback(root)).code).toBe(0);
    expect(noticed(root)).toEqual(before);
  });

  it('takes away what a deploy added to an application, and puts the Action back whatever the tenant keeps', async () => {
    const root = seeded();
    const before = noticed(root);
    meddle(root, olderVersion);
    const older = noticed(root);
    edit(root, 'tenant.yaml', (text) =>
      text.replace(
        '    app_type:',
        `    allowed_logout_urls: [https://app.torq.io/]
    client_metadata: { team: iam }
    initiate_login_uri: https://app.torq.io/login
    app_type:`,
      ),
    );
    expect((await deploy(root)).code).toBe(0);
    expect(noticed(root)).toEqual(before);
    const { code, out } = await rollback(root);
    expect(code).toBe(0);
    expect(out).toMatch(/allowed_logout_urls: .* -> none/);
    expect(noticed(root)).toEqual(older);
    const torq = stateOf(root).clients.find(({ name }) => name === 'Auth0 Torq')!;
    expect([torq['allowed_logout_urls'] ?? [], torq['client_metadata'] ?? {}]).toEqual([[], {}]);
  });

  it('says before it begins that the tenant no longer keeps a version', async () => {
    const root = seeded();
    meddle(root, olderVersion);
    changeAll(root, 'first');
    expect((await deploy(root)).code).toBe(0);
    meddle(root, (state) => {
      const [action] = state.actions;
      action!.versions = (action!.versions as { id: string }[]).filter(
        ({ id }) => id === action!.deployed_version_id,
      );
    });
    const shown = await rollback(root, '--dry-run');
    expect(shown.out).toContain('The tenant no longer keeps that version of torq-group-claims');
    expect(shown.out).not.toMatch(/version: \d+ ->/);
    expect((await rollback(root)).code).toBe(0);
    expect(stateOf(root).clients.find(({ name }) => name === 'Auth0 Torq')!['description']).toBe(
      'Torq single sign-on',
    );
  });

  it('writes the Receipt of a deploy that was cut after its last change', async () => {
    const root = seeded();
    meddle(root, olderVersion);
    const before = noticed(root);
    const faults = [{ kind: 'cut' as const, on: 'GET /actions/actions', after: 1 }];
    const tenant = await startLocalTenant({ stateDir: join(root, '.tenant'), faults });
    expect((await deploy(root)).code).toBe(2);
    await tenant.close();
    const { code, out } = await deploy(root);
    expect(code).toBe(0);
    expect(out).toContain('Receipt  .tenant/local/receipts/');
    expect((await run(root, ['drift'])).code).toBe(0);
    expect((await rollback(root)).code).toBe(0);
    expect(noticed(root)).toEqual(before);
  });

  it('forgets a deploy that was cut before it changed anything', async () => {
    const root = seeded();
    changeAll(root, 'first');
    const tenant = await startLocalTenant({
      stateDir: join(root, '.tenant'),
      faults: [
        { kind: 'cut', on: 'PATCH /**' },
        { kind: 'cut', on: 'PATCH /**', after: 1 },
      ],
    });
    expect((await deploy(root)).code).toBe(2);
    await tenant.close();
    expect((await run(root, ['drift'])).out).toContain('did not come to its end');
    expect((await rollback(root)).out).toContain('No changes');
    expect((await run(root, ['drift'])).out).not.toContain('did not come to its end');
  });

  it('does not go behind the deploy before one that was cut and changed nothing', async () => {
    const root = seeded();
    const bindings = {
      'post-login': [{ actionName: 'torq-group-claims', displayName: 'torq-group-claims' }],
    };
    receiptOf(root, {
      type: 'triggers',
      name: 'post-login',
      before: { bindings: { 'post-login': [] } },
      after: { bindings },
    });
    const nothing = { clients: {}, connections: {}, actions: {}, bindings, rules: {} };
    writeFileSync(
      join(root, '.tenant/local/receipts/journal.json'),
      JSON.stringify({
        target: 'local',
        touched: [{ type: 'bindings', name: 'post-login' }],
        before: nothing,
        left: nothing,
      }),
    );
    for (const _ of [1, 2]) {
      expect(await rollback(root)).toMatchObject({ code: 0, out: expect.stringContaining('No changes') });
    }
    expect(noticed(root).bindings).toHaveLength(1);
  });

  it('says nothing of what there neither was nor is', async () => {
    const root = seeded();
    const gone = { clients: { Gone: {} }, connections: { gone: {} }, actions: { gone: {} } };
    for (const [index, [type, [name]]] of Object.entries(gone)
      .map(([key, one]) => [key, Object.keys(one)] as const)
      .entries()) {
      receiptOf(root, { type, name: name!, before: {}, after: gone }, `2026-01-0${index + 1}`);
      expect((await rollback(root, '--dry-run')).out).not.toMatch(/is gone|is deleted|Stays/);
    }
  });

  it('leaves options alone whose secret would be lost', async () => {
    const root = seeded();
    meddle(root, (state) => delete state.connections[0]!.options['client_secret']);
    const connections = (max: string) => ({
      connections: { 'torq-entra-id': { enabled_clients: [], options: { max_groups_to_retrieve: max } } },
    });
    receiptOf(root, {
      type: 'connections',
      name: 'torq-entra-id',
      fields: ['options.max_groups_to_retrieve'],
      before: connections('100'),
      after: connections('250'),
    });
    expect((await rollback(root, '--dry-run')).out).toContain('max_groups_to_retrieve: "250" -> "100"');
    edit(root, 'tenants/local.yaml', (text) => text.replace(/  ENTRA_CLIENT_SECRET: .*\n/, ''));
    const { out } = await rollback(root, '--dry-run');
    expect(out).toContain(
      'The options of torq-entra-id stay: client_secret has no value here and would be lost',
    );
    expect(out).toContain('No changes');
  });

  it('unbinds on the way back from a first deploy, and says what stays', async () => {
    const root = seeded();
    meddle(root, (state) => {
      state.actions = [];
      state.bindings = {};
    });
    await deploy(root);
    const { code, out } = await rollback(root);
    expect(code).toBe(0);
    expect(out).toMatch(/binding-goes +torq-group-claims would no longer run at post-login\./);
    expect(out).toMatch(/\n {4}order:\n {6}- +torq-group-claims\n\n/);
    expect(out).toContain(
      'The Action torq-group-claims was first deployed by the deploy; it stays, unbound.',
    );
    expect(noticed(root).bindings).toEqual([]);
  });

  it('says that there is nothing to go back to', async () => {
    expect(await rollback(projectCopy())).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error receipt-missing: No deploy to local has left a Receipt here/),
    });
    expect((await rollback(folder())).code).toBe(2);
  });

  it('names the Receipts when there is none of that name', async () => {
    const root = seeded();
    changeAll(root, 'first');
    await deploy(root);
    expect(await rollback(root, '--to', 'yesterday')).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^error receipt-unknown: There is no Receipt yesterday\.\n {2}do {3}There are: \d{4}-/,
      ),
    });
  });
});
