import { describe, expect, test } from 'vitest';

import { issuerOf, sheetOf, type TenantFacts } from '../../scripts/torq/sheet.ts';
import { sheetMarkdown, sheetText } from '../../scripts/torq/sheet-text.ts';
import { argoProfile, profileWith, shippedProfile } from './profiles.ts';

const tenant: TenantFacts = { domain: 'contoso.eu.auth0.com', clientId: 'Xk2pQ7vT9sLm4nR8wZ1yB3cD5fG6hJ0a' };

function fieldsOf(title: string, profile = shippedProfile): Record<string, string> {
  const section = sheetOf(profile, tenant).sections.find((section) => section.title.startsWith(title));
  return Object.fromEntries((section?.fields ?? []).map(({ label, value }) => [label, value]));
}

describe('the sheet', () => {
  test('has Torq’s wizard in its order and wording', () => {
    expect(Object.entries(fieldsOf('Torq'))).toEqual([
      ['Protocol', 'OpenID Connect'],
      ['Provider', 'Auth0'],
      ['Login Redirect URL', 'https://app.torq.io/__/auth/handler'],
      ['Client ID', 'Xk2pQ7vT9sLm4nR8wZ1yB3cD5fG6hJ0a'],
      ['Client Secret', 'the Client Secret of Auth0 Torq: Auth0 > Applications > Auth0 Torq > Settings'],
      ['Issuer URL', 'https://contoso.eu.auth0.com/'],
      ['Requested Scopes', 'openid email profile'],
      ['Flow', 'Code flow'],
      ['Send login hint', 'on'],
    ]);
  });

  test('has every mapping row in order', () => {
    const rows = sheetOf(shippedProfile, tenant).sections[4]?.rows;
    expect(rows?.head).toEqual(['#', 'Claim name', 'Claim value', 'Role']);
    expect(rows?.cells).toEqual(
      shippedProfile.mapping.map((row, index) => [String(index + 1), row.claim, row.value, row.role]),
    );
  });

  test('follows the profile: region, flow, login hint, allow-list', () => {
    const profile = profileWith({ region: 'EU', flow: 'implicit', loginHint: false, allowList: 'all' });
    expect(fieldsOf('Torq', profile)).toMatchObject({
      'Login Redirect URL': 'https://app.eu.torq.io/__/auth/handler',
      Flow: 'Implicit flow',
      'Send login hint': 'off',
    });
    expect(fieldsOf('Auth0: the application', profile)).toMatchObject({ 'Grant types': 'implicit' });
    expect(fieldsOf('Auth0: the Action', profile)).toMatchObject({
      'With the groups': 'every group of the person',
    });
  });

  test('gives Entra the redirect URI of the tenant, the delegated permissions and the consent', () => {
    expect(fieldsOf('Microsoft Entra')).toMatchObject({
      'Redirect URI (Web)': 'https://contoso.eu.auth0.com/login/callback',
      'API permissions': 'Microsoft Graph, Delegated: User.Read and Directory.Read.All',
      'Grant admin consent': 'yes, for the whole organization',
    });
  });

  test('warns about Safari and the first login, and names the way back in', () => {
    const text = sheetText(sheetOf(shippedProfile, tenant));
    expect(text).toContain('Safari 16.1');
    expect(text).toContain('sign in without SSO as torq-breakglass@contoso.example');
    expect(text).toMatch(/First +mia\.member@contoso\.com/u);
  });

  test('an issuer of a custom domain, recorded in the profile, goes before the tenant’s', () => {
    const profile = profileWith({ issuer: 'https://login.contoso.com/' });
    expect(fieldsOf('Torq', profile)['Issuer URL']).toBe('https://login.contoso.com/');
  });

  test('without a tenant says when the missing values are known', () => {
    const text = sheetText(sheetOf(shippedProfile));
    expect(text).toContain('https://<Auth0 domain>/ (with the slash at the end)');
    expect(text).toMatch(/Client ID +\(known once deploy:tenant has run/u);
  });
});

test.each([
  [{ domain: 'a.auth0.com' }, 'https://a.auth0.com/'],
  [{ domain: 'a.auth0.com', issuer: 'https://login.contoso.com/' }, 'https://login.contoso.com/'],
  [{}, undefined],
])('the issuer of %j is %s', (facts, issuer) => {
  expect(issuerOf(facts)).toBe(issuer);
});

test('another vendor brings its own fields and mapping, from the table alone', () => {
  const section = sheetOf(argoProfile, tenant).sections[4];
  expect(section?.title).toBe('Argo CD');
  expect(section?.fields).toContainEqual({
    label: 'scopes (argocd-rbac-cm)',
    value: '[https://contoso.com/claims/groups, email]',
  });
  expect(section?.rows?.cells).toContainEqual([
    '2',
    'https://contoso.com/claims/groups',
    'Platform',
    'role:admin',
  ]);
});

test('Markdown is headings and tables, with special characters kept literal', () => {
  const markdown = sheetMarkdown(
    sheetOf(
      profileWith({ mapping: [{ claim: 'email', value: 'a_b|c@contoso.com', role: 'Owner' }] }),
      tenant,
    ),
  );
  expect(markdown).toMatch(/^# Torq single sign-on/u);
  expect(markdown).toContain('| Login Redirect URL | https://app.torq.io/\\_\\_/auth/handler |');
  expect(markdown).toContain('| 1 | email | a\\_b\\|c@contoso.com | Owner |');
});
