import { join } from 'node:path';
import { describe, expect, test, onTestFinished } from 'vitest';
import { startLocalTenant } from '../scripts/local-tenant/server.ts';
import type { LiveLogin } from '../scripts/project/live-login.ts';
import { peopleOf } from '../scripts/project/people.ts';
import { readTorqProfile } from '../scripts/torq/profile.ts';
import { run } from './support/context.ts';
import {
  addManualAction,
  addManualApplication,
  edit,
  meddle,
  seededProjects,
  stateOf,
  type TenantState,
} from './support/seeded-project.ts';

const seeded = seededProjects();
const MIA = 'mia.member@contoso.com';

const login = (root: string, ...argv: string[]) => run(root, ['login', ...argv]);

const asJson = async (root: string, ...argv: string[]) => {
  const { code, out } = await login(root, ...argv, '--json');
  return { code, login: JSON.parse(out) as LiveLogin };
};

/** Binds one more Action of this code before the others. */
function bind(root: string, code: string): void {
  meddle(root, (state) => {
    addManualAction(state, 'extra');
    const action = state.actions.find(({ name }) => name === 'extra')!;
    action.versions = action.versions.map((version) => ({
      ...(version as object),
      code,
      secrets: [{ name: 'SIGNING_KEY', value: 'correct-horse-battery' }],
    }));
  });
}

const handler = (body: string, name = 'onExecutePostLogin') =>
  `exports.${name} = async (event, api) => { ${body} };\n`;

const withFlow = (flow: string, grant: string, root: string) => {
  edit(root, 'torq.yaml', (text) => text.replace('flow: code', `flow: ${flow}`));
  meddle(root, (state) => (torqOf(state)['grant_types'] = [grant]));
};
const torqOf = (state: TenantState) => state.clients.find(({ name }) => name === 'Auth0 Torq')!;

describe('npm run login', () => {
  test.each(['code', 'implicit'])(
    'by %s flow every persona gets the declared role, on a tenant that runs already',
    async (flow) => {
      const root = seeded();
      if (flow === 'implicit') withFlow(flow, 'implicit', root);
      const profile = readTorqProfile(join(root, 'torq.yaml'));
      const personas = peopleOf(profile);
      const tenant = await startLocalTenant({ stateDir: join(root, '.tenant'), personas, root });
      onTestFinished(() => tenant.close());
      const roles = [];
      for (const { user } of personas) {
        const one = await asJson(root, user.email!);
        expect(one.login).toMatchObject({ flow, tenant: expect.stringContaining('already running') });
        roles.push([user.name, one.login.role?.given, one.code]);
      }
      expect(roles).toEqual([
        ['Olivia Owner', 'Owner', 0],
        ['Oscar Owner', 'Owner', 0],
        ['Mia Member', 'Creator', 0],
        ['Sam Soc', 'SOC Analyst', 0],
        ['Una Unmapped', undefined, 0],
        ['Nils Nogroups', undefined, 0],
      ]);
    },
  );

  test('shows request, steps, Actions, token and role, and no secret of any kind', async () => {
    const root = seeded();
    const { code, out } = await login(root, MIA);
    expect(code).toBe(0);
    expect(out).toMatch(/started for this run/);
    expect(out).toMatch(/redirect_uri +https:\/\/app\.torq\.io\/__\/auth\/handler\n/);
    expect(out).toMatch(/code_challenge_method +S256\n/);
    expect(out).toMatch(
      /GET +\/authorize\/… +303 +to https:\/\/app\.torq\.io\/__\/auth\/handler with code, state/,
    );
    expect(out).toMatch(/Actions: allowed, in \d+ ms\n +1 +torq-group-claims +idToken\.setCustomClaim\n/);
    expect(out).toContain('idToken: https://torq.io/groups = ["Torq Operators","Torq Creators"]');
    expect(out).toMatch(/ID token: RS256, its signature, issuer, audience, nonce and times verified\n/);
    expect(out).toMatch(/aud +"[^"]+"\n/);
    expect(out).toContain(
      'Role: Creator (row 4: https://torq.io/groups = Torq Creators), as torq.yaml declares',
    );
    expect(out).not.toContain(String(torqOf(stateOf(root))['client_secret']));
    expect(out).not.toMatch(/eyJ/);
    expect(out).not.toMatch(/[?&#](code|state|id_token)=/);
  });

  test.each([
    ['EU', 'https://app.eu.torq.io/__/auth/handler'],
    ['JP', 'https://app.jp.torq.io/__/auth/handler'],
  ])('comes from the callback of the region %s', async (region, callback) => {
    const root = seeded();
    edit(root, 'torq.yaml', (text) => text.replace('region: US', `region: ${region}`));
    const before = await login(root, MIA);
    expect(before.code).toBe(1);
    expect(before.out).toContain('Not signed in: HTTP 403, Callback URL mismatch.');
    meddle(root, (state) => (torqOf(state)['callbacks'] = [callback]));
    const after = await asJson(root, MIA);
    expect(after.code).toBe(0);
    expect(after.login.request['redirect_uri']).toBe(callback);
  });

  test('a role that is not the declared one ends with 1', async () => {
    const root = seeded();
    edit(root, 'torq.yaml', (text) =>
      text.replace('role: Creator\n  - name: Sam', 'role: Viewer\n  - name: Sam'),
    );
    const { code, out } = await login(root, MIA);
    expect(code).toBe(1);
    expect(out).toContain('BUT TORQ.YAML DECLARES Viewer');
  });

  test('a denied login ends with 1 and says who denied it', async () => {
    const root = seeded();
    bind(root, handler(`console.log('looking at', event.user.email); api.access.deny('Not today.');`));
    const { code, out } = await login(root, MIA);
    expect(code).toBe(1);
    expect(out).toMatch(/Actions: denied, .*\n +1 +extra +access\.deny\n/);
    expect(out).toContain(`console.log: looking at ${MIA}`);
    expect(out).toMatch(/^Denied: access_denied, Not today\.$/m);
    expect(out).not.toContain('Role:');
  });

  test('a request that nobody answers is named, without what may be a key', async () => {
    const root = seeded();
    bind(root, handler("await fetch('https://api.example/users?key=x');"));
    const { code, out } = await login(root, MIA);
    expect(code).toBe(1);
    expect(out).toContain('Denied: access_denied, fetch failed');
    expect(out).toMatch(/Network: GET https:\/\/api\.example\/users refused: .*--network FILE/);
  });

  test('a flow that the application does not have is denied', async () => {
    const { code, out } = await login(seeded(), MIA, '--flow', 'implicit');
    expect(code).toBe(1);
    expect(out).toContain("Denied: unauthorized_client, Grant type 'implicit' not allowed for the client.");
    expect(out).toContain('Actions: none ran');
  });

  test('goes through a redirect and a second factor, and shows neither token nor secret', async () => {
    const root = seeded();
    bind(
      root,
      handler(`
        console.log('the key is ' + event.secrets.SIGNING_KEY);
        const session_token = api.redirect.encodeToken({ secret: event.secrets.SIGNING_KEY, payload: { a: 1 } });
        api.redirect.sendUserTo('https://terms.example/accept', { query: { session_token } });
      `) +
        handler(
          `api.multifactor.enable('any'); api.idToken.setCustomClaim('https://x/back', true);`,
          'onContinuePostLogin',
        ),
    );
    const { code, out } = await login(root, MIA);
    expect(code).toBe(0);
    expect(out).toMatch(/303 +to https:\/\/terms\.example\/accept with session_token, state\n/);
    expect(out).toMatch(/GET +\/continue +303/);
    expect(out).toMatch(/POST +\/u\/mfa +303/);
    expect(out).toContain('Actions: suspended, redirect to https://terms.example/accept, in');
    expect(out).toContain('console.log: the key is [secret SIGNING_KEY]');
    expect(out).toMatch(/https:\/\/x\/back +true/);
    expect(out).not.toContain('correct-horse-battery');
    expect(out).not.toMatch(/eyJ/);
  });

  describe('gives back what the page of a redirect would', () => {
    const redirecting = (back: string) =>
      handler(`
        const session_token = api.redirect.encodeToken({ secret: event.secrets.SIGNING_KEY, payload: { a: 1 } });
        api.redirect.sendUserTo('https://terms.example/accept', { query: { session_token } });
      `) + handler(`api.idToken.setCustomClaim('https://x/back', ${back});`, 'onContinuePostLogin');
    const signed = `api.redirect.validateToken({ secret: event.secrets.SIGNING_KEY, tokenParameterName: 'answer' })`;

    test.each([
      ['in the address', 'event.request.query', [], 'GET', 'terms', { terms: 'yes', n: 'a=b' }],
      ['in a form', 'event.request.body', ['--continue-post'], 'POST', 'terms', { terms: 'yes', n: 'a=b' }],
    ])('%s', async (_where, sees, argv, method, named, expected) => {
      const root = seeded();
      bind(root, redirecting(sees));
      const { code, login: ended } = await asJson(root, MIA, '--continue', 'terms=yes', 'n=a=b', ...argv);
      expect(code).toBe(0);
      expect(ended.end).toMatchObject({ claims: { 'https://x/back': expected } });
      const step = ended.steps.find(({ path }) => path.startsWith('/continue'));
      expect(step).toMatchObject({ method, path: `/continue with ${named}, n`, status: 303 });
    });

    test('in a token that the Action can verify, on a page of the tenant or without', async () => {
      const root = seeded();
      bind(root, redirecting(`${signed}.terms`));
      const argv = ['--continue', 'terms=true', '--continue-token', 'answer'];
      const { code, out } = await login(root, MIA, ...argv);
      expect(code).toBe(0);
      expect(out).toMatch(/POST +\/u\/away +303/);
      expect(out).toMatch(/extra \(continued\) +idToken.setCustomClaim/);
      expect(out).toMatch(/https:\/\/x\/back +true\n/);
      const personas = peopleOf(readTorqProfile(join(root, 'torq.yaml')));
      const stateDir = join(root, '.tenant');
      const tenant = await startLocalTenant({ stateDir, personas, root, playRedirects: true });
      onTestFinished(() => tenant.close());
      const played = await login(root, MIA, ...argv);
      expect(played.out).toMatch(/GET +\/u\/away +200 +terms.example\n/);
      expect(played.out).toMatch(/https:\/\/x\/back +true\n/);
      expect(played.out).not.toMatch(/eyJ/);
    });

    test('not where there is nothing to sign with, or no redirect', async () => {
      const root = seeded();
      bind(root, handler(`api.redirect.sendUserTo('https://terms.example/');`));
      const { code, out } = await login(root, MIA, '--continue-token', 'answer');
      expect(code).toBe(1);
      expect(out).toContain('Not signed in: HTTP 400, Nothing to sign with');
      const other = seeded();
      expect((await login(other, MIA, '--continue', 'a=b')).err).toContain(
        'No Action has sent the user away',
      );
      const wrong = await login(other, MIA, '--continue', 'a');
      expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('login-continue')]);
    });
  });

  test('an Action that sends the user away for ever is a Problem', async () => {
    const root = seeded();
    const away = `api.redirect.sendUserTo('https://terms.example/');`;
    bind(root, handler(away) + handler(away, 'onContinuePostLogin'));
    const { code, err } = await login(root, MIA);
    expect(code).toBe(2);
    expect(err).toContain('login-endless');
  });

  test('another application stays untouched, or ends with 1', async () => {
    const root = seeded();
    meddle(root, (state) => addManualApplication(state, 'Wiki'));
    const untouched = await login(root, MIA, '--application', 'Wiki');
    expect(untouched.code).toBe(0);
    expect(untouched.out).toContain('torq.yaml is not about Wiki. Its token is untouched.');
    bind(root, handler(`api.idToken.setCustomClaim('https://torq.io/groups', ['Torq Owners']);`));
    const touched = await login(root, MIA, '--application', 'Wiki');
    expect(touched.code).toBe(1);
    expect(touched.out).toContain('Its token CARRIES https://torq.io/groups, which is not meant for it.');
  });

  test('an ID token signed with the secret is verified with it', async () => {
    const root = seeded();
    meddle(root, (state) => (torqOf(state)['jwt_configuration'] = { alg: 'HS256' }));
    expect((await login(root, MIA)).out).toContain('ID token: HS256, its signature');
    const implicit = await login(root, MIA, '--flow', 'implicit');
    expect([implicit.code, implicit.err]).toEqual([2, expect.stringContaining('login-algorithm')]);
  });
});

describe('npm run login cannot', () => {
  test.each([
    ['somebody else', ['x@contoso.com'], 'login-person-unknown'],
    ['an account outside single sign-on', ['torq-breakglass@contoso.example'], 'login-outside-sso'],
    ['nobody', [], "missing required argument 'email'"],
    ['to an unknown application', [MIA, '--application', 'Wiki'], 'It has: Auth0 Torq'],
    ['by another flow', [MIA, '--flow', 'device'], 'Allowed choices are code, implicit'],
  ])('log in %s', async (_what, argv, says) => {
    const { code, err } = await login(seeded(), ...argv);
    expect(code).toBe(2);
    expect(err).toContain(says);
  });

  test('log in to a tenant that was never deployed', async () => {
    const root = seeded();
    const { code, err } = await login(root, MIA, '--state', 'elsewhere');
    expect(code).toBe(2);
    expect(err).toContain('login-not-deployed');
    expect(err).toContain('Run npm run deploy:tenant first.');
  });

  test('log in to a real tenant, whose name is given', async () => {
    const env = { AUTH0_DOMAIN: 'acme.eu.auth0.com', AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 's' };
    const root = seeded();
    const real = await run(root, ['login', MIA], { env });
    expect([real.code, real.err]).toEqual([2, expect.stringContaining('login-real-tenant')]);
    expect((await run(root, ['login', MIA, '--tenant', 'local'], { env })).code).toBe(0);
  });

  test('log in where the sign-in page does not offer the person', async () => {
    const root = seeded();
    const tenant = await startLocalTenant({ stateDir: join(root, '.tenant'), root });
    onTestFinished(() => tenant.close());
    const { code, err } = await login(root, MIA);
    expect(code).toBe(2);
    expect(err).toContain('login-not-offered');
  });
});
