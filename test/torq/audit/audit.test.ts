import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { audit, findingsOf } from '../../../scripts/torq/audit/audit.ts';
import { AUDIT_ROWS } from '../../../scripts/torq/audit/table.ts';
import type { Remark } from '../../../scripts/torq/audit/row.ts';
import { viewOf } from '../../../scripts/torq/audit/tenant-view.ts';
import { auditInput, shipped, type Changes } from './input.ts';

async function remarksOf(id: string, changes: Changes): Promise<Remark[]> {
  const input = auditInput(changes);
  const row = AUDIT_ROWS.find((one) => one.id === id);
  const remarks = [...(row?.look?.(input) ?? [])];
  if (row?.login && input.probe)
    for await (const remark of row.login(input, input.probe)) remarks.push(remark);
  return remarks;
}

function replaced(file: keyof typeof shipped, from: string | RegExp, to: string): string {
  const text = shipped[file].replace(from, to);
  if (text === shipped[file]) throw new Error(`${String(from)} is not in the shipped ${file}`);
  return text;
}

const torq = (from: string | RegExp, to: string): Changes => ({ torq: replaced('torq', from, to) });
const tenant = (from: string | RegExp, to: string): Changes => ({ tenant: replaced('tenant', from, to) });
const action = (from: string | RegExp, to: string): Changes => ({
  actions: { 'torq-group-claims': replaced('action', from, to) },
});
const extraAction = (name: string, body: string): Changes => ({
  actions: {
    'torq-group-claims': shipped.action,
    [name]: `export const onExecutePostLogin = async (event, api) => { ${body} };`,
  },
  tenant: `${shipped.tenant}\n    - { action_name: ${name}, display_name: ${name} }\n`,
});

const ownerRow = '  - { claim: email, value: olivia.owner@contoso.com, role: Owner }\n';
const gateLine = "  if (event.client.client_id !== event.secrets['TORQ_CLIENT_ID']) return;\n";
const callback = 'https://app.torq.io/__/auth/handler';
const callbacks = (...urls: string[]): Changes => tenant("'@@TORQ_CALLBACKS@@'", `[${urls.join(', ')}]`);
const setsClaim =
  "if (event.client.client_id === event.secrets['TORQ_CLIENT_ID']) api.idToken.setCustomClaim('https://torq.io/groups', ['Torq Owners']);";

/** An Action that is bound on the tenant and not in tenant.yaml. */
const byHand = (body: string): Changes => ({
  live: {
    actions: [
      {
        name: 'by-hand',
        deployed_version: { code: `exports.onExecutePostLogin = async (event, api) => { ${body} };` },
      },
    ],
    triggers: { 'post-login': [{ action_name: 'by-hand' }] },
  },
});

/** Every mistake that a row must find: row, what is wrong, how the files differ, and what the finding says. */
// oxfmt-ignore
const mistakes: readonly (readonly [string, string, Changes, string])[] = [
  ['T00', 'a persona with another declared role', torq(/groups: \[Torq SOC, Torq Viewers\]/u, 'groups: [Torq Viewers]'), 'sam.soc@contoso.com gets Viewer, declared is SOC Analyst: row 7 decides'],
  ['T00', 'an Action that denies', extraAction('gatekeeper', "api.access.deny('closed');"), 'denied by gatekeeper (closed)'],
  ['T01', 'a Rule without an Action that stalls', { rule: { action: undefined } }, 'ends without calling back'],
  ['T02', 'a placeholder in the Action', action("event.secrets['TORQ_CLIENT_ID']", "'<ApplicationClientID>'"), 'holds the placeholder <ApplicationClientID>'],
  ['T02', 'a placeholder in a Rule that nothing replaces', { rule: { action: undefined } }, 'holds the placeholder <ApplicationClientID>'],
  ['T02', 'a placeholder inside a URL', callbacks("'https://##HOST##/__/auth/handler'"), 'with a placeholder inside'],
  ['T03', 'no gate', action(gateLine, ''), 'The Actions set https://torq.io/groups for every application'],
  ['T03', 'a gate on what is no client ID', action("event.secrets['TORQ_CLIENT_ID']", "'torq'"), 'which is no client ID'],
  ['T03', 'a gate on another application', action("event.secrets['TORQ_CLIENT_ID']", "'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'"), 'gets no https://torq.io/groups'],
  ['T03', 'a gate on a property that does not exist', action('event.client.client_id !==', 'event.client.clientId !=='), 'event.client.clientId does not exist'],
  ['T03', 'a gate on the name', action("event.client.client_id !== event.secrets['TORQ_CLIENT_ID']", "event.client.name !== 'Auth0 Torq'"), 'compares the application’s name'],
  ['T03', 'a gate on metadata that the application lacks', action("event.client.client_id !== event.secrets['TORQ_CLIENT_ID']", "event.client.metadata['torq_sso'] !== 'yes'"), 'wants the metadata torq_sso = yes'],
  ['T03', 'a gate on a secret that is not given', tenant(/ +- \{ name: TORQ_CLIENT_ID,.*\n/u, ''), 'the secret TORQ_CLIENT_ID, which tenant.yaml does not give'],
  ['T04', 'a row for bare groups', torq('claim: https://torq.io/groups, value: Torq SOC', 'claim: groups, value: Torq SOC'), 'looks for the claim groups'],
  ['T04', 'a slash missing', torq('claim: https://torq.io/groups, value: Torq SOC', 'claim: https://torq.iogroups, value: Torq SOC'), 'https://torq.iogroups, which no token carries'],
  ['T04', 'another claim than the guide’s', torq('claim: https://torq.io/groups #', 'claim: https://contoso.com/groups #'), "Torq's guide has https://torq.io/groups"],
  ['T05', 'the bare claim', torq('claim: https://torq.io/groups #', 'claim: groups #'), 'Auth0 leaves groups out'],
  ['T05', 'the bare claim in the Action', action('https://torq.io/groups', 'groups'), 'groups is set and does not arrive'],
  ['T06', 'a value in another case', torq('value: Torq Owners', 'value: torq owners'), 'differs only in upper and lower case'],
  ['T06', 'a space at the end', torq('value: Torq Owners,', "value: 'Torq Owners ',"), 'invisible or outer spaces'],
  ['T06', 'an e-mail in another case', torq('value: olivia.owner@contoso.com', 'value: Olivia.Owner@contoso.com'), 'people bring "olivia.owner@contoso.com"'],
  ['T07', 'the e-mail row below a group row', torq(ownerRow, `  - { claim: https://torq.io/groups, value: Torq Admins, role: Owner }\n${ownerRow}`), "The Owner's e-mail is row 2"],
  ['T07', 'a low role above a high one', torq('value: Torq Contributors, role: Contributor', 'value: Torq Contributors, role: Viewer'), 'Row 3 (Viewer) is above row 4 (Creator)'],
  ['T07', 'a row twice', torq(ownerRow, ownerRow + ownerRow), 'Row 2 can never decide'],
  ['T08', 'no e-mail row', torq(ownerRow, ''), 'No row maps an e-mail to Owner'],
  ['T08', 'no Owner without groups', torq(ownerRow, ''), 'no declared Owner becomes Owner'],
  ['T08', 'verified by the one who configured it', torq('configuredBy:', 'verified: { by: olivia.owner@contoso.com, at: 2026-11-20 }\nconfiguredBy:'), 'who configured it'],
  ['T08', 'an e-mail of nobody', torq('value: olivia.owner@contoso.com', 'value: olaf@contoso.com'), 'No declared Owner has an e-mail that is mapped'],
  ['T09', 'an e-mail outside the SSO domain', torq('value: olivia.owner@contoso.com', 'value: olivia.owner@contoso.net'), 'outside the SSO domain contoso.com'],
  ['T09', 'an account without a mail attribute', torq('email: olivia.owner@contoso.com\n', 'email: olivia.owner@contoso.com\n    hasMail: false\n    userPrincipalName: olivia@corp.contoso.com\n'), 'the token carries the user principal name olivia@corp.contoso.com'],
  ['T09', 'a configuring Owner of another domain', torq('configuredBy: olivia.owner@contoso.com', 'configuredBy: olivia@contoso.net'), 'takes contoso.net as the SSO domain'],
  ['T10', 'one Owner only', torq(/ {2}- name: Oscar Owner\n(.*\n){3}/u, ''), 'Only one persona is an Owner'],
  ['T10', 'no account outside', torq(/ {2}- name: Break Glass\n(.*\n){4}/u, ''), 'No Owner account outside single sign-on'],
  ['T10', 'the tester configures', torq('testedBy: mia.member@contoso.com', 'testedBy: olivia.owner@contoso.com'), 'makes the first test'],
  ['T10', 'no Owner without the groups claim', torq(ownerRow, ''), 'no Owner is left'],
  ['T11', 'a role of the guide that does not exist', torq('value: Torq Creators, role: Creator', 'value: Torq Creators, role: Editor'), 'Torq has no role "Editor"'],
  ['T11', 'a custom role that is not declared', torq('customRoles: [SOC Analyst]', 'customRoles: []'), 'Torq has no role "SOC Analyst"'],
  ['T12', 'another region', callbacks('https://app.eu.torq.io/__/auth/handler'), 'does not allow the callback'],
  ['T12', 'another region beside it', callbacks(callback, 'https://app.eu.torq.io/__/auth/handler'), 'the callback of another region'],
  ['T12', 'the region before app', callbacks(callback, 'https://eu.app.torq.io/__/auth/handler'), 'the region comes after app'],
  ['T12', 'one underscore', callbacks(callback, 'https://app.torq.io/_/auth/handler'), 'one underscore'],
  ['T12', 'two schemes', callbacks(callback, 'https://http://app.torq.io/_/auth/handler'), 'two schemes'],
  ['T12', 'text glued to the end', callbacks(callback, 'https://app.torq.io/__/auth/handleror'), 'glued to its end'],
  ['T12', 'http', callbacks(callback, 'http://app.torq.io/__/auth/handler'), 'not https'],
  ['T12', 'a slash at the end', callbacks(callback, 'https://app.torq.io/__/auth/handler/'), 'ends with a slash'],
  ['T12', 'no such application', torq('application: Auth0 Torq', 'application: Torq'), 'has no application "Torq"'],
  ['T13', 'a Firebase host', torq('region: US', 'redirect: https://torq-prod.firebaseapp.com/__/auth/handler\nregion: US'), 'Safari 16.1'],
  ['T14', 'no slash', torq('configuredBy:', 'issuer: https://contoso.eu.auth0.com\nconfiguredBy:'), 'tokens say https://contoso.eu.auth0.com/'],
  ['T14', 'no scheme', torq('configuredBy:', 'issuer: contoso.eu.auth0.com\nconfiguredBy:'), 'tokens say https://contoso.eu.auth0.com/'],
  ['T14', 'another domain than the tenant’s', { ...torq('configuredBy:', 'issuer: https://login.contoso.com/\nconfiguredBy:'), live: { issuer: 'https://contoso.eu.auth0.com/' }, }, 'discovery document says https://contoso.eu.auth0.com/'],
  ['T16', 'code without its grant', tenant("'@@TORQ_GRANT_TYPES@@'", '[implicit]'), 'needs the grant authorization_code'],
  ['T16', 'implicit without its grant', { ...torq('flow: code', 'flow: implicit'), tenant: replaced('tenant', "'@@TORQ_GRANT_TYPES@@'", '[authorization_code]'), }, 'needs the grant implicit'],
  ['T17', 'a single-page application', tenant('app_type: regular_web', 'app_type: spa'), 'app_type "spa"'],
  ['T17', 'no client secret', tenant('token_endpoint_auth_method: client_secret_post', 'token_endpoint_auth_method: none'), 'token_endpoint_auth_method "none"'],
  ['T17', 'HS256', tenant('alg: RS256', 'alg: HS256'), 'jwt_configuration.alg "HS256"'],
  ['T17', 'not OIDC conformant', tenant('oidc_conformant: true', 'oidc_conformant: false'), 'oidc_conformant false'],
  ['T18', 'no e-mail scope', torq('scopes: [openid, email, profile]', 'scopes: [openid]'), 'lack email'],
  ['T18', 'no openid scope', torq('scopes: [openid, email, profile]', 'scopes: [email]'), 'lack openid'],
  ['T19', 'not enabled', tenant('enabled_clients:\n      - Auth0 Torq', 'enabled_clients: []'), 'not enabled for Auth0 Torq'],
  ['T19', 'no such connection', torq('connection: torq-entra-id', 'connection: entra'), 'no connection "entra"'],
  ['T20', 'a database beside it', tenant('connections:\n', 'connections:\n  - { name: Users, strategy: auth0, enabled_clients: [Auth0 Torq] }\n'), 'Users is enabled for Auth0 Torq as well'],
  ['T20', 'an Owner’s e-mail that anyone registers', tenant('connections:\n', 'connections:\n  - { name: Users, strategy: auth0, enabled_clients: [Auth0 Torq] }\n'), 'Whoever registers olivia.owner@contoso.com at Users becomes Owner'],
  ['T20', 'a database that only the tenant has', { live: { clients: [{ name: 'Auth0 Torq', client_id: 'torq-id' }], connections: [{ name: 'Hand', strategy: 'auth0', enabled_clients: ['torq-id'] }] } }, 'at Hand becomes Owner'],
  ['T21', 'the common endpoint', tenant('useCommonEndpoint: false', 'useCommonEndpoint: true'), 'common endpoint'],
  ['T21', 'a stranger with a group of the name', { live: { connections: [{ name: 'torq-entra-id', options: { useCommonEndpoint: true } }] } }, 'somebody@another-tenant.invalid, with a group of their own called "Torq Owners", becomes Owner'],
  ['T22', 'groups off', tenant('ext_groups: true', 'ext_groups: false'), 'does not fetch groups'],
  ['T22', 'groups off on the tenant', { live: { connections: [{ name: 'torq-entra-id', options: {} }] } }, 'does not fetch groups'],
  ['T23', 'identity API v1', tenant('microsoft-identity-platform-v2.0', 'azure-active-directory-v1.0'), 'ended on 2025-09-01'],
  ['T24', 'a permission missing', torq('permissions: [User.Read, Directory.Read.All]', 'permissions: [User.Read]'), 'Directory.Read.All is not granted'],
  ['T24', 'an expired secret', torq('directory:\n', 'directory:\n  secretExpires: 2026-11-01\n'), 'expired on 2026-11-01'],
  ['T24', 'a secret about to expire', torq('directory:\n', 'directory:\n  secretExpires: 2026-12-01\n'), 'expires on 2026-12-01, in 8 days'],
  ['T24', 'no consent', { live: { connections: [{ name: 'torq-entra-id', options: { granted: false, ext_groups: true } }] } }, 'no admin consent'],
  ['T25', 'a number', tenant("max_groups_to_retrieve: '250'", 'max_groups_to_retrieve: 250'), 'must be a text of digits|max_groups_to_retrieve is 250'],
  ['T25', 'a cap below what people have', tenant("max_groups_to_retrieve: '250'", "max_groups_to_retrieve: '2'"), 'a persona has 3 groups'],
  ['T25', 'a cap that changes a role', tenant("max_groups_to_retrieve: '250'", "max_groups_to_retrieve: '1'"), 'gets Owner or no role'],
  ['T26', 'nested membership', { ...torq('groups: [Torq SOC, Torq Viewers]', 'groups: [Torq Viewers]\n    nestedGroups: [Torq SOC]'), tenant: replaced('tenant', 'ext_nested_groups: true', 'ext_nested_groups: false'), }, 'only through another group'],
  ['T27', 'two groups of one name', torq('    - name: Torq Owners\n', '    - name: Torq Owners\n    - name: Torq Owners\n'), '2 groups of the directory are called "Torq Owners"'],
  ['T27', 'a group that is gone', torq('    - name: Torq Owners\n', ''), 'No group of the directory is called "Torq Owners"'],
  ['T28', 'an OIDC connection', tenant('strategy: waad', 'strategy: oidc'), 'object ids in group_ids'],
  ['T28', 'an object id as value', torq('value: Torq Owners', 'value: 0a1b2c3d-0000-4000-8000-000000000001'), 'maps an object id'],
  ['T29', 'a distinguished name', torq('value: Torq Owners,', "value: 'CN=Torq Owners,OU=Groups,DC=contoso,DC=com',"), 'distinguished name'],
  ['T30', 'a draft', tenant('deployed: true', 'deployed: false'), 'a draft never runs'],
  ['T30', 'not bound', tenant(/triggers:[\s\S]*$/u, 'triggers: { post-login: [] }\n'), 'not bound to post-login'],
  ['T30', 'trigger v2', tenant('version: v3', 'version: v2'), 'has no event.user.groups'],
  ['T30', 'another trigger', tenant('id: post-login, version: v3', 'id: pre-user-registration, version: v2'), 'not for the post-login trigger'],
  ['T30', 'nothing sets the claim', { actions: {} }, 'No Action in actions/ sets https://torq.io/groups'],
  ['T30', 'not in tenant.yaml', tenant('name: torq-group-claims', 'name: other'), 'tenant.yaml does not deploy torq-group-claims'],
  ['T30', 'not on the tenant', { live: {} }, 'does not have torq-group-claims yet'],
  ['T30', 'not bound on the tenant', { live: { actions: [{ name: 'torq-group-claims' }], triggers: { 'post-login': [] } } }, 'On the tenant torq-group-claims is not bound'],
  ['T30', 'a draft on the tenant', { live: { actions: [{ name: 'torq-group-claims' }], triggers: { 'post-login': [{ action_name: 'torq-group-claims' }] } } }, 'On the tenant torq-group-claims is a draft'],
  ['T33', 'both, before Rules ended', { today: '2026-10-01' }, 'both set https://torq.io/groups'],
  ['T34', 'a guard for a Rule with a placeholder', { ...action(gateLine, `  if (api.rules.wasExecuted('rul_1')) return;\n${gateLine}`), today: '2026-10-01', }, 'steps back when enrich-torq-token has run'],
  ['T35', 'a Rule that nothing replaces', { rule: { action: undefined } }, 'No tenant runs Rules since 2026-11-18'],
  ['T35', 'a Rule that the tenant alone has', { live: { rules: [{ name: 'by-hand', enabled: true, script: 'function r(user, context, callback) { callback(null, user, context); }' }] } }, 'no Action replaces by-hand'],
  ['T36', 'an Action of the tenant that uses them', byHand("context.idToken['x'] = 1;"), 'context exists in Rules only'],
  ['T36', 'what only Rules have', action(gateLine, `${gateLine}  context.idToken['x'] = 1;\n`), 'context exists in Rules only'],
  ['T37', 'a denial met by people without groups', action(gateLine, "  if (!event.user['groups']) api.access.deny('no groups');\n"), 'cannot log in to another application: denied'],
  ['T37', 'an error met by people without groups', action('if (!isStringArray(groups)) return;', '(groups as string[]).filter(Boolean);'), 'A person with no groups cannot log in to Auth0 Torq: failed'],
  ['T38', 'a gate on Auth0 roles', action(gateLine, `${gateLine}  if (!event.authorization) return;\n`), 'different for people with Auth0 roles'],
  ['T39', 'a second writer', extraAction('late', setsClaim), 'all set https://torq.io/groups'],
  ['T39', 'a second writer on the tenant', byHand(setsClaim), 'torq-group-claims and by-hand all set https://torq.io/groups'],
  ['T39', 'a writer whose claim name is computed', extraAction('late', "api.idToken.setCustomClaim(['https://torq.io', 'groups'].join('/'), []);"), 'gets another https://torq.io/groups from all bound Actions'],
  ['T40', 'groups of user_metadata', action("event.user['groups']", "event.user.user_metadata['groups']"), 'anyone can write themselves into a group'],
  ['T40', 'a person who wrote them there', action("event.user['groups']", "event.user.user_metadata['groups']"), 'user_metadata.groups and no group of the directory becomes Owner'],
  ['T40', 'groups of app_metadata', action("event.user['groups']", "(event.user.app_metadata['groups'] ?? event.user['groups'])"), 'app_metadata.groups hides'],
  ['T41', 'a list that lacks a group', tenant("'@@TORQ_GROUPS_ALLOW_LIST@@'", `'["Torq Owners"]'`), 'lacks the mapped group "Torq SOC"'],
  ['T41', 'a filter in the Action that lacks one', action('groups.filter(isAllowed)', "groups.filter((group) => isAllowed(group) && group !== 'Torq SOC')"), 'A member of "Torq SOC" arrives with https://torq.io/groups = []'],
  ['T42', 'all groups in a URL', { torq: replaced('torq', 'allowList: mapped', 'allowList: all').replace('flow: code', 'flow: implicit') }, 'which the implicit flow carries in a URL'],
  ['T42', 'a big token', action('groups.filter(isAllowed)', "['x'.repeat(3000)]"), 'bytes of claims'],
  ['T43', 'a linked account', torq('groups: [Torq SOC, Torq Viewers]', 'groups: [Torq SOC, Torq Viewers]\n    linked: true'), 'linked with Entra ID as the second identity'],
  ['T47', 'a second factor', extraAction('mfa', "api.multifactor.enable('any');"), 'is asked for a second factor'],
  ['T47', 'a policy of the tenant', { live: { mfa_policies: ['all-applications'] } }, 'asks for a second factor at every login'],
  ['T47', 'a third-party application on the tenant', { live: { clients: [{ name: 'Auth0 Torq', is_first_party: false }] } }, 'asked for consent'],
  ['T47', 'a third-party application', tenant('oidc_conformant: true', 'oidc_conformant: true\n    is_first_party: false'), 'asked for consent'],
];

describe('the shipped files', () => {
  test('have no finding', async () => {
    expect(findingsOf(await audit(auditInput()))).toEqual([]);
  });

  test('tell about the legacy Rule that its defect no longer counts', async () => {
    const [remark] = await remarksOf('T01', {});
    expect(remark).toMatchObject({
      level: 'note',
      message: expect.stringContaining('the Action torq-group-claims replaces it') as string,
      at: { file: 'rules-legacy/enrich-torq-token.js', line: 2 },
    });
  });
});

describe('the audit finds', () => {
  test.each(mistakes.map(([id, says, changes, message]) => ({ id, says, changes, message })))(
    '$id: $says',
    async ({ id, changes, message }) => {
      const findings = (await remarksOf(id, changes)).filter(({ level }) => level === 'finding');
      const pattern = new RegExp(
        message
          .split('|')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'))
          .join('|'),
        'u',
      );
      expect(findings.map((finding) => finding.message)).toContainEqual(expect.stringMatching(pattern));
      for (const finding of findings) expect(finding.todo).toBeTruthy();
    },
  );

  test('each row is either tried by a mistake here, or says why it cannot be found', () => {
    const tried = new Set(mistakes.map(([id]) => id));
    const told = AUDIT_ROWS.filter(({ beyond }) => beyond !== undefined).map(({ id }) => id);
    const noted = ['T31', 'T32'];
    expect(AUDIT_ROWS.map(({ id }) => id).filter((id) => !tried.has(id) && !told.includes(id))).toEqual(
      noted,
    );
  });
});

test('the table has every row from T00 to T47 once', () => {
  expect(AUDIT_ROWS.map(({ id }) => id)).toEqual(
    Array.from({ length: 48 }, (_, index) => `T${String(index).padStart(2, '0')}`),
  );
});

describe('what a bare import would undo is told', () => {
  test('T31: an Action bound by hand', async () => {
    const live = {
      triggers: { 'post-login': [{ action_name: 'manual-mfa' }, { action_name: 'torq-group-claims' }] },
    };
    const [remark] = await remarksOf('T31', { live });
    expect(remark?.message).toContain('manual-mfa is bound on the tenant and not in tenant.yaml');
  });

  test('T32: an application enabled by hand', async () => {
    const live = {
      clients: [
        { name: 'Shop', client_id: 'shop-id' },
        { name: 'Auth0 Torq', client_id: 'torq-id' },
      ],
      connections: [{ name: 'torq-entra-id', enabled_clients: ['torq-id', 'shop-id'] }],
    };
    const remarks = await remarksOf('T32', { live });
    expect(remarks.map(({ message }) => message)).toEqual([
      expect.stringContaining('Shop uses torq-entra-id'),
    ]);
  });
});

describe('a live tenant', () => {
  const issuer = { ...torq('configuredBy:', 'issuer: https://login.contoso.com/\nconfiguredBy:') };

  test('T14: may have a custom domain, whose issuer is right', async () => {
    const custom_domains = [{ domain: 'login.contoso.com', status: 'ready' }];
    const live = { issuer: 'https://contoso.eu.auth0.com/', custom_domains };
    expect((await remarksOf('T14', { ...issuer, live })).map(({ level }) => level)).toEqual(['note']);
    const pending = { ...live, custom_domains: [{ domain: 'login.contoso.com', status: 'pending' }] };
    const [remark] = await remarksOf('T14', { ...issuer, live: pending });
    expect(remark?.message).toContain('and it has no custom domain');
  });

  test('T22, T44, T47: has settings that are worth knowing', async () => {
    const connections = [
      { name: 'torq-entra-id', options: { ext_groups: true, ext_admin: true, thumbprints: [] } },
    ];
    const live = { connections, tenant: { session_lifetime: 168 }, mfa_policies: ['confidence-score'] };
    const told = await Promise.all(['T22', 'T44', 'T47'].map((id) => remarksOf(id, { live })));
    expect(told.map(([remark]) => [remark?.level, remark?.message])).toEqual([
      ['note', expect.stringContaining('also sets ext_admin on torq-entra-id')],
      ['note', expect.stringContaining('for 168 hours')],
      ['note', expect.stringContaining('finds a login risky')],
    ]);
  });

  test.each([
    ['T14', 'discovery'],
    ['T35', 'rules'],
    ['T44', 'tenant'],
    ['T47', 'mfa_policies'],
  ])('%s: what it does not tell (%s) is named, with the reason', async (id, key) => {
    const unread = { [key]: 'Insufficient scope (read:it)' };
    const remarks = await remarksOf(id, { live: {}, unread });
    expect(remarks).toContainEqual(
      expect.objectContaining({ level: 'unseen', message: expect.stringContaining('(read:it)') as string }),
    );
  });

  test('T39: has an Action that cannot be run here', async () => {
    const skipped = [{ name: 'by-hand', why: 'needs the secrets KEY' }];
    const [remark] = await remarksOf('T39', { skipped });
    expect(remark).toMatchObject({
      level: 'unseen',
      message: expect.stringContaining('needs the secrets KEY') as string,
    });
  });
});

describe('what only a run can tell is left to it', () => {
  test('T03: a switch instead of a comparison is no finding; the logins found no leak', async () => {
    const bySwitch = action(
      gateLine,
      "  switch (event.client.client_id) { case event.secrets['TORQ_CLIENT_ID']: break; default: return; }\n",
    );
    expect(await remarksOf('T03', bySwitch)).toEqual([]);
    const [blind] = await remarksOf('T03', { ...bySwitch, probe: false });
    expect(blind?.level).toBe('unseen');
  });

  test('T30: an Action that imports others may set the claim', async () => {
    const imports = action('https://torq.io/groups', 'x');
    const source = `import './shared/claim.ts';\n${imports.actions!['torq-group-claims']}`;
    const remarks = await remarksOf('T30', { actions: { 'torq-group-claims': source }, probe: false });
    expect(remarks.map(({ level }) => level)).toEqual(['unseen']);
  });

  test('T37, T38: a denial and a look at Auth0 roles that concern nobody are notes', async () => {
    const never = action(
      gateLine,
      `${gateLine}  if (event.authorization && event.user.email === 'x') api.access.deny('no');\n`,
    );
    expect((await remarksOf('T37', never)).map(({ level }) => level)).toEqual(['note']);
    expect((await remarksOf('T38', never)).map(({ level }) => level)).toEqual(['note']);
  });
});

test('T06: names that differ in a character and all exist are no near misses', async () => {
  const alike = torq('    - name: Torq Owners\n', '    - name: Torq Owners\n    - name: Torq Owners2\n');
  expect(await remarksOf('T06', alike)).toEqual([]);
});

test('whatever tenant.yaml and the tenant hold, every look answers', () => {
  const shape = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 0, '', '@@X@@', 'Auth0 Torq', 'torq-entra-id', 'waad'),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(
      fc.constantFrom(
        'name',
        'callbacks',
        'grant_types',
        'enabled_clients',
        'options',
        'secrets',
        'supported_triggers',
        'jwt_configuration',
        'code',
        'client_metadata',
        'strategy',
        'max_groups_to_retrieve',
      ),
      tie('value'),
    ),
  }));
  const named = fc
    .tuple(fc.constantFrom('Auth0 Torq', 'torq-entra-id', 'torq-group-claims'), shape.object)
    .map(([name, rest]) => ({ ...(rest as object), name }));
  const list = fc.oneof(fc.array(fc.oneof(named, shape.value), { maxLength: 3 }), shape.value);
  const content = fc.record(
    {
      clients: list,
      connections: list,
      actions: list,
      triggers: fc.oneof(shape.value, fc.record({ 'post-login': list })),
      tenant: shape.value,
      rules: list,
      mfa_policies: list,
      custom_domains: list,
    },
    { requiredKeys: [] },
  );
  const input = auditInput();
  fc.assert(
    fc.property(content, content, (declared, there) => {
      const views = {
        tenant: viewOf(declared, () => ({ file: 'tenant.yaml' })),
        live: viewOf(there, () => ({ file: 'live' })),
      };
      for (const row of AUDIT_ROWS)
        for (const remark of row.look?.({ ...input, ...views }) ?? [])
          expect(remark.message).not.toMatch(/undefined|\[object/u);
    }),
    { seed: 50, numRuns: 300 },
  );
});

test('without Actions that can run, every row that logs people in says so', async () => {
  const results = await audit(auditInput({ probe: false }));
  const blind = results.filter(({ remarks }) =>
    remarks.some(({ message }) => message.startsWith('No login was simulated')),
  );
  expect(blind.map(({ id }) => id)).toEqual(AUDIT_ROWS.filter(({ login }) => login).map(({ id }) => id));
});

test('what could not be looked at is told for each row that says so, and is no finding', async () => {
  const unseen = (await audit(auditInput())).filter(({ remarks }) =>
    remarks.some(({ level }) => level === 'unseen'),
  );
  expect(unseen.map(({ id }) => id)).toEqual(['T14', 'T15', 'T20', 'T24', 'T31', 'T32', 'T44', 'T45', 'T46']);
});
