import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { LiveLogin } from '../../scripts/project/live-login.ts';
import { VENDORS, type Vendor } from '../../scripts/torq/vendors.ts';
import { run } from '../support/context.ts';
import { projectCopy } from '../support/project.ts';
import { seed } from '../support/seed.ts';
import { edit } from '../support/seeded-project.ts';
import { runHandler } from '../support/run-handler.ts';
import { onExecutePostLogin } from './argo-cd/actions/argo-cd-group-claims.ts';
import { argoProfile } from './profiles.ts';
import { torq } from './run-torq.ts';

const ARGO_CD = join(import.meta.dirname, 'argo-cd');

/** A project of another vendor: its profile, tenant.yaml and Action, and nothing of Torq's. */
function argoProject(): string {
  const root = projectCopy();
  for (const part of ['actions/torq-group-claims.ts', 'rules-legacy', 'verdicts', 'tenant.yaml', 'torq.yaml'])
    rmSync(join(root, part), { recursive: true });
  cpSync(ARGO_CD, root, { recursive: true });
  return root;
}

test.each(Object.entries(VENDORS))('the row of %s is whole', (_name, vendor: Vendor) => {
  expect(vendor.roles.map(({ name }) => name)).toContain(vendor.ownerRole);
  expect(Object.keys(vendor.hosts)).toEqual(expect.arrayContaining(Object.keys(vendor.apiHosts)));
  const typed = vendor.console.fields.map(({ type }) => type);
  expect(typed).toEqual(expect.arrayContaining(['issuer', 'clientId', 'clientSecret', 'scopes']));
});

test('its Action sets its own claim, for its own application alone', async () => {
  const groups = ['Platform', 'Finance'];
  const logIn = (client_id: string) =>
    runHandler(
      onExecutePostLogin,
      { user: { groups }, client: { client_id } },
      { ARGO_CD_CLIENT_ID: 'argo-cd', ARGO_CD_GROUPS_ALLOW_LIST: '["Platform"]' },
    );
  expect(await logIn('argo-cd')).toEqual([
    { method: 'idToken.setCustomClaim', args: ['https://contoso.com/claims/groups', ['Platform']] },
  ]);
  expect(await logIn('another')).toEqual([]);
});

test('another vendor is a profile, a tenant.yaml and an Action: its audit has no finding', async () => {
  const { code, out } = await torq(argoProject(), ['check']);
  expect(out).toContain('no findings');
  expect(out).not.toContain('No login was simulated');
  expect(out).not.toMatch(/Torq/u);
  expect(code).toBe(0);
});

test('its people log in from its own callback, and get the declared roles', async () => {
  const root = argoProject();
  await seed(root);
  const roles = [];
  for (const { email } of argoProfile.personas.filter(({ sso }) => sso)) {
    const { code, out } = await run(root, ['login', email, '--json']);
    const { role, request } = JSON.parse(out) as LiveLogin;
    roles.push([email, role?.given, code]);
    expect(request['redirect_uri']).toBe('https://argocd.contoso.com/auth/callback');
  }
  expect(roles).toEqual([
    ['olivia.owner@contoso.com', 'role:admin', 0],
    ['pat.platform@contoso.com', 'role:admin', 0],
    ['eve.engineer@contoso.com', 'role:readonly', 0],
    ['fay.finance@contoso.com', undefined, 0],
  ]);
  expect((await run(root, ['plan'])).out).toMatch(/nothing|no change/iu);
});

test('a mistake in its files is told in its words', async () => {
  const root = argoProject();
  edit(root, 'tenant.yaml', (text) => text.replace("'@@ARGO_CD_CALLBACKS@@'", '[https://x.example/]'));
  const { code, out } = await torq(root, ['check']);
  expect(out).toContain('Argo CD does not allow the callback https://argocd.contoso.com/auth/callback.');
  expect(out).toContain("or write '@@ARGO_CD_CALLBACKS@@'");
  expect(code).toBe(1);
});
