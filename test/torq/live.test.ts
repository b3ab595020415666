import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { startLocalTenant, type LocalTenant } from '../../scripts/local-tenant/server.ts';
import { webOf } from '../../scripts/relying-party/web.ts';
import { connect } from '../../scripts/tenant/management.ts';
import type { RowResult } from '../../scripts/torq/audit/audit.ts';
import { problemOf } from '../support/problem.ts';
import {
  addManualAction,
  meddle,
  seededProjects,
  stateOf,
  type TenantState,
} from '../support/seeded-project.ts';
import { torq } from './run-torq.ts';

const seeded = seededProjects();

async function remarks(root: string): Promise<Record<string, string[]>> {
  const { out } = await torq(root, ['check'], { live: true, json: true });
  const rows = JSON.parse(out) as RowResult[];
  return Object.fromEntries(
    rows.map(({ id, remarks: found }) => [id, found.map(({ level, message }) => `${level}: ${message}`)]),
  );
}

/** Binds an Action by hand, with this code and these secrets. */
function bindByHand(state: TenantState, body: string, secrets: readonly string[] = []): void {
  addManualAction(state, 'by-hand');
  const action = state.actions.find(({ name }) => name === 'by-hand')!;
  action.versions = action.versions.map((version) => ({
    ...(version as object),
    code: `exports.onExecutePostLogin = async (event, api) => { ${body} };`,
    secrets: secrets.map((name) => ({ name, value: 'x', updated_at: '2026-01-01T00:00:00.000Z' })),
  }));
}

test('a tenant as it was deployed has no finding, and everything about it is told', async () => {
  const { code, out } = await torq(seeded(), ['check'], { live: true });
  expect(out).toContain('no findings');
  expect(out).toContain('T44  Who leaves a group can keep the role for 168 hours');
  expect(out).not.toContain('T22');
  const unseen = out.split('Not visible from here')[1] ?? '';
  expect(unseen.match(/T\d\d/gu)).toEqual(['T14', 'T15', 'T24', 'T44', 'T45', 'T46']);
  expect(code).toBe(0);
});

test('an Action that somebody has bound on the tenant takes part in the logins', async () => {
  const root = seeded();
  meddle(root, (state) =>
    bindByHand(state, "if (!event.user.groups.includes('x')) api.access.deny('no x');"),
  );
  const found = await remarks(root);
  expect(found['T00']).toContainEqual(expect.stringContaining('denied by by-hand (no x)'));
  expect(found['T31']).toContainEqual(expect.stringContaining('by-hand is bound on the tenant'));
});

test('one that needs secrets does not, and that is said; what its code says is looked at', async () => {
  const root = seeded();
  meddle(root, (state) =>
    bindByHand(state, "api.idToken.setCustomClaim('https://torq.io/groups', [event.secrets.ROLE]);", [
      'ROLE',
    ]),
  );
  const found = await remarks(root);
  expect(found['T00']).toEqual([]);
  expect(found['T39']).toEqual([
    'finding: torq-group-claims and by-hand all set https://torq.io/groups; the last one wins.',
    expect.stringContaining(
      'unseen: What by-hand does at a login: it is bound on the tenant alone and needs the secrets ROLE',
    ),
  ]);
});

test('one that calls the network is not run without it', async () => {
  const root = seeded();
  meddle(root, (state) => bindByHand(state, "await fetch('https://risk.example/');"));
  const found = await remarks(root);
  expect(found['T00']).toEqual([]);
  expect(found['T39']).toEqual([
    expect.stringContaining('it is bound on the tenant alone and calls fetch, which nothing answers here'),
  ]);
});

test('a Rule that is still switched on there and replaced by nothing is found', async () => {
  const root = seeded();
  const script = 'function audit(user, context, callback) { callback(null, user, context); }';
  meddle(root, (state) => state.rules.push({ id: 'rul_1', name: 'audit', enabled: true, order: 1, script }));
  expect((await remarks(root))['T35']).toEqual([
    expect.stringContaining('finding: No tenant runs Rules since 2026-11-18, and no Action replaces audit'),
  ]);
});

test('what the token may not ask for is told; what the audit cannot do without is a Problem', async () => {
  const root = seeded();
  const tenant = await startLocalTenant({ stateDir: join(root, '.tenant') });
  onTestFinished(() => tenant.close());
  const readable = ['read:actions', 'read:clients', 'read:connections', 'read:connections_options'];
  await narrow(root, tenant, ['update:client_grants', ...readable]);
  const found = await remarks(root);
  const seen = [found['T35'], found['T44'], found['T47']].map((remark) => remark?.[0]);
  expect(seen).toEqual([
    expect.stringMatching(/^unseen: Rules of the tenant: .*Insufficient scope.*read:rules/u),
    expect.stringMatching(/^unseen: How long a session of the tenant lasts: .*read:tenant_settings/u),
    expect.stringMatching(/^unseen: Whether Auth0 itself asks for a second factor: .*read:mfa_policies/u),
  ]);
  await narrow(root, tenant, readable.slice(1));
  expect((await problemOf(() => torq(root, ['check'], { live: true }))).code).toBe('tenant-403');
});

/** Leaves the deploying application these scopes alone, as long as the tenant runs. */
async function narrow(root: string, tenant: LocalTenant, scope: readonly string[]): Promise<void> {
  const pem = readFileSync(tenant.certificatePath, 'utf8');
  const certificate = { path: tenant.certificatePath, pem };
  const { accessToken, close } = await connect({ domain: tenant.domain, credentials: tenant, certificate });
  const { web, close: closeWeb } = webOf(pem);
  const { clientGrants } = stateOf(root) as unknown as { clientGrants: { id: string }[] };
  const answer = await web(`https://${tenant.domain}/api/v2/client-grants/${clientGrants[0]!.id}`, {
    method: 'PATCH',
    redirect: 'manual',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ scope }),
  });
  expect(answer.status).toBe(200);
  await closeWeb();
  await close();
}
