import { describe, expect, it } from 'vitest';
import type { Plan } from '../scripts/tenant/plan.ts';
import { run } from './support/context.ts';
import { addManualAction, edit, meddle, seededProjects, stateOf } from './support/seeded-project.ts';

const project = seededProjects();
const ACTION = 'actions/torq-group-claims.ts';
const deploy = (root: string, ...flags: string[]) => run(root, ['deploy', ...flags]);

async function dangersOf(root: string): Promise<string[]> {
  const { out } = await run(root, ['plan', '--json']);
  return (JSON.parse(out) as Plan).dangers.map(({ code, message }) => `${code}: ${message}`);
}

/** A change that has to be sent, and that nobody minds. */
const harmless = (root: string): void =>
  edit(root, 'tenant.yaml', (text) => text.replace('Torq single sign-on', 'Single sign-on of Torq'));

/** Gives the live code of an Action that somebody bound by hand. */
function bindByHand(root: string, body: string, { secret = false } = {}): void {
  meddle(root, (state) => {
    addManualAction(state, 'by-hand');
    const action = state.actions.find(({ name }) => name === 'by-hand')!;
    const code = `exports.onExecutePostLogin = async (event, api) => { ${body} };\n`;
    action.versions = action.versions.map((version) => ({ ...(version as object), code }));
    action.code = code;
    if (secret) action['secrets'] = [{ name: 'KEY', value: 'x', updated_at: '2026-01-01T00:00:00.000Z' }];
  });
}

describe('deploy refuses to break the sign-in that no Action has a part in', () => {
  it.each<[string, string | RegExp, string, string]>([
    ['another callback', "'@@TORQ_CALLBACKS@@'", '[https://app.torq.io/_/auth/handler]', 'T12'],
    ['a grant that the flow needs and lacks', "'@@TORQ_GRANT_TYPES@@'", '[client_credentials]', 'T16'],
    ['a signature that nobody can check', 'alg: RS256', 'alg: HS256', 'T17'],
    ['an application that cannot keep a secret', 'app_type: regular_web', 'app_type: spa', 'T17'],
    ['groups that are no longer fetched', 'ext_groups: true', 'ext_groups: false', 'T22'],
    [
      'an identity API that has ended',
      /microsoft-identity-platform-v2\.0/,
      'azure-active-directory-v1.0',
      'T23',
    ],
    ['fewer groups than people have', "'250'", "'1'", 'T25'],
  ])('%s', async (_what, from, to, row) => {
    const root = project();
    const before = stateOf(root);
    edit(root, 'tenant.yaml', (text) => text.replace(from, to));
    const { code, err } = await deploy(root);
    expect(code).toBe(2);
    expect(err).toMatch(/^error lock-out: [^]*at {3}tenant\.yaml\n/);
    expect(err).toContain(`(${row} of the audit)`);
    expect(stateOf(root)).toEqual(before);
  });

  it('but not what was so before', async () => {
    const root = project();
    meddle(
      root,
      (state) =>
        (state.clients.find(({ name }) => name === 'Auth0 Torq')!['jwt_configuration'] = { alg: 'HS256' }),
    );
    edit(root, 'tenant.yaml', (text) => text.replace('alg: RS256', 'alg: HS256'));
    harmless(root);
    expect((await deploy(root)).code).toBe(0);
  });

  it.each([
    ['flow', 'flow: code', 'flow: implicit', 'would lose authorization_code of grant_types'],
    ['region', 'region: US', 'region: EU', 'would lose https://app.torq.io/__/auth/handler of callbacks'],
  ])('and shows that the vendor still uses the old %s', async (_what, from, to, message) => {
    const root = project();
    edit(root, 'torq.yaml', (text) => text.replace(from, to));
    expect(await dangersOf(root)).toContainEqual(expect.stringContaining(message));
  });

  it('and shows what lets strangers in as dangerous', async () => {
    const root = project();
    edit(root, 'tenant.yaml', (text) => text.replace('useCommonEndpoint: false', 'useCommonEndpoint: true'));
    expect(await dangersOf(root)).toContainEqual(
      expect.stringMatching(/^sign-in-weakens: .*common endpoint/),
    );
  });
});

describe('the logins of the personas', () => {
  it('have the groups that the connection fetches', async () => {
    const root = project();
    edit(root, 'torq.yaml', (text) =>
      text.replace(
        'personas:\n',
        'personas:\n  - { name: Nes Nested, email: nes@contoso.com, groups: [], nestedGroups: [Torq Owners], role: Owner }\n',
      ),
    );
    harmless(root);
    const { code, out } = await deploy(root);
    expect(code).toBe(0);
    expect(out).toMatch(/Nes Nested .*\["Torq Owners"\] +Owner$/m);
    edit(root, 'tenant.yaml', (text) => text.replace('ext_nested_groups: true', 'ext_nested_groups: false'));
    expect((await deploy(root)).err).toContain(
      'Nes Nested would be without access; torq.yaml declares Owner.',
    );
  });

  it('know that a linked account shows the groups of its first identity', async () => {
    const root = project();
    edit(root, 'torq.yaml', (text) =>
      text.replace(
        'personas:\n',
        'personas:\n  - { name: Lin Linked, email: lin@contoso.com, groups: [Torq Owners], linked: true, role: Owner }\n',
      ),
    );
    const { code, out } = await deploy(root);
    expect(code).toBe(1);
    expect(out).toMatch(/Lin Linked .* NO ACCESS, torq\.yaml declares Owner$/m);
  });

  it('go through what runs on the tenant, whether tenant.yaml names the trigger or not', async () => {
    const root = project();
    edit(root, 'tenant.yaml', (text) => text.replace(/^triggers:[^]*/m, ''));
    expect((await deploy(root)).out).toContain('post-login  torq-group-claims (version 1)');
    edit(root, 'tenant.yaml', (text) => text.replace("'@@TORQ_GROUPS_ALLOW_LIST@@'", "'[]'"));
    const { code, err } = await deploy(root);
    expect(code).toBe(2);
    expect(err).toContain('Oscar Owner would be without access; torq.yaml declares Owner.');
  });

  it('go through Actions that somebody bound by hand', async () => {
    const root = project();
    bindByHand(root, "api.access.deny('closed');");
    const { code, out } = await deploy(root);
    expect(code).toBe(1);
    expect(out).toMatch(/Oscar Owner +denied/);
    harmless(root);
    expect((await deploy(root)).err).toContain('Oscar Owner could not log in to Auth0 Torq: denied, closed');
  });

  it.each([
    ['has secrets', 'if (event.secrets.KEY) api.access.deny("no");', { secret: true }],
    ['needs the network', "await fetch('https://risk.example/');", {}],
  ])('leave out one that %s, and say so', async (_why, body, options) => {
    const root = project();
    bindByHand(root, body, options);
    const { code, out } = await deploy(root);
    expect(code).toBe(0);
    expect(out).toContain('Not run in these logins, which may end otherwise: by-hand');
  });
});

describe('a profile that guards nobody', () => {
  it('is said to', async () => {
    const root = project();
    edit(root, 'torq.yaml', (text) => text.replace(/^personas:[^]*?(?=^\S|$(?![^]))/m, 'personas: []\n'));
    edit(root, ACTION, (text) => text.replace('so no groups claim is set', 'so no claim is set'));
    expect(await dangersOf(root)).toContain(
      'nobody-checked: No persona of torq.yaml is Owner through single sign-on, so that a lock-out would not show.',
    );
    const { code, out } = await deploy(root, '--unproved', 'torq-group-claims');
    expect(code).toBe(1);
    expect(out).toContain('nobody was logged in, and a lock-out would not show');
  });
});

describe('a group that no persona is in', () => {
  const CONTRIBUTORS = '  - { claim: https://torq.io/groups, value: Torq Contributors, role: Contributor }\n';
  const OWNERS = '  - { claim: https://torq.io/groups, value: Torq Owners, role: Owner }\n';
  const OSCAR = /  - name: Oscar Owner\n(?: {4}.*\n)+/;
  const applied = async (): Promise<string> => {
    const root = project();
    expect((await run(root, ['torq', 'apply'])).code).toBe(0);
    return root;
  };

  it('is told of when the deploy takes its role away while the vendor still has the row', async () => {
    const root = await applied();
    edit(root, 'torq.yaml', (text) => text.replace(CONTRIBUTORS, ''));
    expect(await dangersOf(root)).toContainEqual(
      expect.stringMatching(
        /^group-loses-role: Somebody in Torq Contributors is Contributor now, and would be without access\. /,
      ),
    );
  });

  it('is not locked out of being Owner, unless somebody declares it', async () => {
    const root = await applied();
    edit(root, 'torq.yaml', (text) => text.replace(OWNERS, '').replace(OSCAR, ''));
    const { code, err } = await deploy(root);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error lock-out: Somebody in Torq Owners is Owner now, and would be without access\. /,
    );
    const removed = await run(root, ['torq', 'apply', '--remove', '--declared']);
    expect(removed.code).toBe(2);
    expect(removed.err).toContain('Somebody in Torq Owners is locked out of being Owner');

    edit(root, 'torq.yaml', (text) =>
      text.replace(
        'personas:\n',
        'personas:\n  - { name: Fay Former, email: fay@contoso.com, groups: [Torq Owners], role: none }\n',
      ),
    );
    expect((await dangersOf(root)).filter((one) => one.startsWith('role-'))).toEqual([]);
    expect((await run(root, ['torq', 'apply', '--remove', '--declared'])).code).toBe(0);
  });

  it('is logged in through code that changes, too', async () => {
    const root = project();
    edit(root, ACTION, (text) => text.replace('groups.filter(isAllowed)', '[]'));
    expect(await dangersOf(root)).toContain(
      'role-lost: Somebody in Torq Contributors is Contributor now, and would be without access.',
    );
  });

  it('cannot be looked at when nobody knows the rows, which is said', async () => {
    const root = project();
    edit(root, 'torq.yaml', (text) => text.replace(CONTRIBUTORS, ''));
    expect(await dangersOf(root)).toContainEqual(expect.stringMatching(/^rows-unread: The rows of Torq/));
  });
});

describe('the application that the vendor signs in with', () => {
  it('is told of when another one takes its place', async () => {
    const root = project();
    const { client_id } = stateOf(root).clients.find(({ name }) => name === 'Auth0 Torq')!;
    for (const file of ['torq.yaml', 'tenant.yaml'])
      edit(root, file, (text) => text.replaceAll('Auth0 Torq', 'Torq SSO'));
    const moves = (await dangersOf(root)).filter((one) => one.startsWith('gate-moves'));
    expect(moves).toEqual([
      expect.stringContaining(
        `serve Torq SSO (to be created) instead of Auth0 Torq (${client_id}), which Torq`,
      ),
    ]);
  });

  it('is told of when it is created anew, from the last Receipt', async () => {
    const root = project();
    harmless(root);
    expect((await deploy(root)).code).toBe(0);
    const gone = stateOf(root).clients.find(({ name }) => name === 'Auth0 Torq')!;
    meddle(root, (state) => (state.clients = state.clients.filter(({ name }) => name !== 'Auth0 Torq')));
    expect(await dangersOf(root)).toContainEqual(
      expect.stringContaining(`serve Auth0 Torq (to be created) instead of Auth0 Torq (${gone.client_id})`),
    );
  });

  it.each([
    ['Deploy (local tenant)', 'does not allow https://app.torq.io/__/auth/handler: Torq cannot use it.'],
    ['Nowhere', 'error application-missing'],
  ])('may not become %s', async (name, message) => {
    const root = project();
    edit(root, 'torq.yaml', (text) => text.replace('application: Auth0 Torq', `application: ${name}`));
    harmless(root);
    const { code, err } = await deploy(root);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
