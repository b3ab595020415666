import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { FaultInput } from '../scripts/local-tenant/faults.ts';
import type { Plan } from '../scripts/tenant/plan.ts';
import type { Receipt } from '../scripts/tenant/receipt.ts';
import { startRecordedTenant, type RecordedTenant } from './support/recorded-tenant.ts';
import { run } from './support/context.ts';
import {
  addManualAction,
  addManualApplication,
  edit,
  meddle,
  olderVersion,
  seededProjects,
  stateOf,
} from './support/seeded-project.ts';

// Each deploy is a process of auth0-deploy-cli, which sleeps two seconds before it sends bindings.
vi.setConfig({ testTimeout: 90_000 });

const project = seededProjects();
const deploy = (root: string, ...flags: string[]) =>
  run(root, ['deploy', '--unproved', 'torq-group-claims', ...flags]);
const planFile = (root: string): string => join(root, 'plan.json');
const save = (root: string, ...flags: string[]) => run(root, ['plan', '--out', 'plan.json', ...flags]);

/** The live code differs from the source, and nothing else does. */
const changeCode = (root: string): void => meddle(root, olderVersion);

/** Runs something while the local tenant has these faults, and tells what was asked of it. */
async function withFaults<T>(
  root: string,
  faults: readonly FaultInput[],
  use: () => Promise<T>,
): Promise<T & { readonly requests: RecordedTenant['requests'] }> {
  const tenant = await startRecordedTenant({ stateDir: join(root, '.tenant'), faults });
  try {
    return { ...(await use()), requests: tenant.requests };
  } finally {
    await tenant.close();
  }
}

describe('deploy --plan', () => {
  it('applies the saved plan and leaves a Receipt of it', async () => {
    const root = project();
    changeCode(root);
    await save(root);
    const { code, out } = await deploy(root, '--plan', planFile(root));
    expect(code).toBe(0);
    expect(out).toMatch(/action +torq-group-claims +changed/);

    const folder = join(root, '.tenant/local/receipts');
    const [name, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    const text = readFileSync(join(folder, name!), 'utf8');
    const receipt = JSON.parse(text) as Receipt;
    expect(receipt).toMatchObject({
      verb: 'deploy',
      target: 'local',
      actions: [
        {
          name: 'torq-group-claims',
          rule: 'rules-legacy/enrich-torq-token.js',
          source: 'actions/torq-group-claims.ts',
          version: { before: 1, after: 2 },
        },
      ],
      before: { bindings: { 'post-login': [{ actionName: 'torq-group-claims' }] } },
      after: { bindings: { 'post-login': [{ actionName: 'torq-group-claims' }] } },
    });
    const [{ bundle, sourceHash, ruleHash } = {}] = receipt.actions;
    for (const hash of [bundle, sourceHash, ruleHash]) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(text).not.toContain('local-tenant-only');
  });

  it('refuses a plan that does not show what is dangerous now, and one made before somebody changed what runs beside', async () => {
    const root = project();
    meddle(root, (state) => addManualAction(state));
    edit(root, 'tenant.yaml', (text) => `${text}\nremove:\n  bindings: { post-login: [manual-mfa] }\n`);
    await save(root);
    const saved = JSON.parse(readFileSync(planFile(root), 'utf8')) as Plan;
    expect(saved.dangers).toHaveLength(1);
    writeFileSync(planFile(root), JSON.stringify({ ...saved, dangers: [] }));
    expect(await deploy(root, '--plan', planFile(root))).toMatchObject({
      code: 2,
      err: expect.stringContaining('danger that it does not show: manual-mfa would no longer run'),
    });
    await save(root);
    meddle(root, (state) => {
      const manual = state.actions.find(({ name }) => name === 'manual-mfa')!;
      for (const version of manual.versions as { code: string }[]) version.code += '// another\n';
    });
    expect(await deploy(root, '--plan', planFile(root))).toMatchObject({
      code: 2,
      err: expect.stringContaining('tenant: action manual-mfa'),
    });
  });

  it.each<[string, (root: string) => void, RegExp]>([
    [
      'the sources moved',
      (root) =>
        edit(root, 'actions/torq-group-claims.ts', (text) =>
          text.replace(/so no .*claim is set/, 'so none is set'),
        ),
      /sources: action torq-group-claims/,
    ],
    [
      'the tenant moved',
      (root) => meddle(root, (state) => (state.connections[0]!.options['ext_groups'] = false)),
      /tenant: connection torq-entra-id/,
    ],
    [
      'somebody bound another Action',
      (root) => meddle(root, (state) => addManualAction(state)),
      /tenant: bindings post-login/,
    ],
    [
      'a secret that the plan left alone has another value now',
      (root) => edit(root, 'tenants/local.yaml', (text) => text.replace('local-tenant-only', 'rotated')),
      /secret: torq-entra-id options\.client_secret/,
    ],
  ])('is refused when %s since, and sends nothing', async (_, move, reason) => {
    const root = project();
    changeCode(root);
    await save(root);
    move(root);
    const before = stateOf(root);
    const { code, err } = await deploy(root, '--plan', planFile(root));
    expect(code).toBe(2);
    expect(err).toMatch(/^error plan-stale: /);
    expect(err).toMatch(reason);
    expect(stateOf(root)).toEqual(before);
  });

  it('takes a plan that was made without the values of secrets', async () => {
    const root = project();
    changeCode(root);
    const line = /.*ENTRA_CLIENT_SECRET.*\n/;
    const text = readFileSync(join(root, 'tenants/local.yaml'), 'utf8');
    edit(root, 'tenants/local.yaml', () => text.replace(line, ''));
    await save(root);
    edit(root, 'tenants/local.yaml', () => text);
    expect((await deploy(root, '--plan', planFile(root))).code).toBe(0);
  });

  it.each([
    ['no-such-plan.json', /plan-missing/],
    ['package.json', /plan-broken/],
  ])('says what is wrong with %s', async (file, message) => {
    const root = project();
    expect(await deploy(root, '--plan', join(root, file))).toMatchObject({
      code: 2,
      err: expect.stringMatching(message),
    });
  });
});

describe('what is named for removal goes, and nothing else', () => {
  it('unbinds, disconnects and drops', async () => {
    const root = project();
    meddle(root, (state) => {
      addManualAction(state);
      addManualAction(state, 'manual-log');
      addManualApplication(state);
      addManualApplication(state, 'Shop');
      Object.assign(state.connections[0]!.options, { ext_profile: true, ext_assigned_plans: true });
    });
    const names = [
      'bindings/post-login/manual-mfa',
      'enabled_clients/torq-entra-id/Wiki',
      'options/torq-entra-id/ext_profile',
    ];
    const { code } = await deploy(root, '--remove', ...names);
    expect(code).toBe(0);
    const state = stateOf(root);
    expect(state.bindings['post-login']!.map((one) => one.display_name)).toEqual([
      'manual-log',
      'torq-group-claims',
    ]);
    expect(state.connections[0]!.enabled_clients).toContain('client-Shop');
    expect(state.connections[0]!.enabled_clients).not.toContain('client-Wiki');
    expect(state.connections[0]!.options).toMatchObject({ ext_assigned_plans: true, ext_groups: true });
    expect(state.connections[0]!.options).not.toHaveProperty('ext_profile');
    expect(state.actions.map((one) => one.name)).toContain('manual-mfa');
  });

  it('deletes an Action after it is unbound', async () => {
    const root = project();
    meddle(root, (state) => addManualAction(state));
    const { code, requests } = await withFaults(root, [], () =>
      deploy(root, '--remove', 'actions/manual-mfa'),
    );
    expect(code).toBe(0);
    const writes = requests.filter((one) => one.method !== 'GET' && one.path !== '/oauth/token');
    expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PATCH /api/v2/actions/triggers/post-login/bindings',
      'DELETE /api/v2/actions/actions/manual-manual-mfa',
    ]);
  });

  it('refuses to remove what is declared', async () => {
    const root = project();
    expect(await deploy(root, '--remove', 'actions/torq-group-claims')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error remove-declared: torq-group-claims is declared/),
    });
  });
});

describe('requests', () => {
  it('are nine for one changed Action, and six for a plan', async () => {
    const root = project();
    changeCode(root);
    const planned = await withFaults(root, [], () => save(root));
    expect(planned.requests).toHaveLength(6);
    const { code, requests } = await withFaults(root, [], () => deploy(root));
    expect(code).toBe(0);
    const asked = requests.map(
      ({ method, path }) =>
        `${method} ${path
          .replace(/\?.*/, '')
          .replace('/api/v2', '')
          .replaceAll(/[0-9a-f-]{36}|con_\w+/g, ':id')}`,
    );
    // The token, all that tenant.yaml declares, the two writes, and what was written.
    expect(asked.slice(0, 6).toSorted()).toEqual([
      'GET /actions/actions',
      'GET /actions/triggers/post-login/bindings',
      'GET /clients',
      'GET /connections',
      'GET /connections/:id/clients',
      'POST /oauth/token',
    ]);
    expect(asked.slice(6)).toEqual([
      'PATCH /actions/actions/:id',
      'POST /actions/actions/:id/deploy',
      'GET /actions/actions',
    ]);
  });
});

describe('deploy to a tenant that misbehaves', () => {
  it('shows the log of a build that fails, and keeps what is live', async () => {
    const root = project();
    changeCode(root);
    const faults: FaultInput[] = [
      { kind: 'build-failed', action: 'torq-group-claims', message: 'npm ERR! 404 left-pad' },
    ];
    const { code, err } = await withFaults(root, faults, () => deploy(root));
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error build-failed: .* could not build the Action torq-group-claims\.\n {2}\| {4}npm ERR! 404 left-pad\n {2}do/,
    );
    expect(stateOf(root).actions[0]!.versions).toHaveLength(1);
    expect((await deploy(root)).code).toBe(0);
  });

  it('waits for a slow build', async () => {
    const root = project();
    changeCode(root);
    const faults: FaultInput[] = [{ kind: 'build-slow', action: 'torq-group-claims', ms: 1000 }];
    expect(await withFaults(root, faults, () => deploy(root))).toMatchObject({ code: 0 });
  });

  it('sends again what was refused for its rate', async () => {
    const root = project();
    changeCode(root);
    const faults: FaultInput[] = [
      { kind: 'rate-limited', on: 'GET /actions/actions' },
      { kind: 'rate-limited', on: 'POST /actions/actions/*/deploy' },
    ];
    const { code, requests } = await withFaults(root, faults, () => deploy(root));
    expect(code).toBe(0);
    expect(requests.filter((one) => one.status === 429)).toHaveLength(2);
    expect(stateOf(root).actions[0]!.versions).toHaveLength(2);
  });

  it('never sends a POST twice that may have been done, and the next run sees what was', async () => {
    const root = project();
    changeCode(root);
    const faults: FaultInput[] = [
      { kind: 'server-error', on: 'POST /actions/actions/*/deploy', when: 'after' },
    ];
    const { code, err, requests } = await withFaults(root, faults, () => deploy(root));
    expect(code).toBe(2);
    expect(err).toMatch(/^error a0deploy-failed: .*may have been done all the same/);
    expect(requests.filter((one) => one.path.endsWith('/deploy'))).toHaveLength(1);
    expect(stateOf(root).actions[0]!.versions).toHaveLength(2);
    expect((await deploy(root)).code).toBe(0);
  });

  it('ends clearly when the token expires half-way', async () => {
    const root = project();
    changeCode(root);
    const faults: FaultInput[] = [{ kind: 'token-expired', on: 'PATCH /actions/actions/*' }];
    const { code, err } = await withFaults(root, faults, () => deploy(root));
    expect(code).toBe(2);
    expect(err).toMatch(/^error a0deploy-failed: .*[Ee]xpired/);
    expect((await deploy(root)).code).toBe(0);
  });
});
