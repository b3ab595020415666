import { SignJWT } from 'jose';
import * as openid from 'openid-client';
import { describe, expect, test } from 'vitest';
import type { Answer, Json } from '../harness.ts';
import { Browser } from './browser.ts';
import { clientOf, signIn, startWorld } from './sign-in.ts';

const ALICE = 'waad|alice';
const BOB = 'waad|bob';

/** Puts what the Action sees into a claim. */
const show = (expression: string, handler = 'onExecutePostLogin') =>
  `exports.${handler} = async (event, api) => { api.idToken.setCustomClaim('https://x/seen', ${expression}); };`;

const seen = async (login: Awaited<ReturnType<typeof signIn>>) =>
  (await login.finish()).claims()?.['https://x/seen'];

describe('a session', () => {
  test('signs in without a page, and the Actions run again', async () => {
    const world = await startWorld();
    await world.bind(show('event.session.id'));
    const first = await signIn(world, ALICE);
    const other = await world.another('Other');
    const second = await signIn(world, 'nobody', {}, { browser: first.browser, application: other });
    expect(second.stop.left).toBeDefined();
    const ids = [await seen(first), await seen(second)];
    expect(ids[0]).toEqual(expect.any(String));
    expect(ids[1]).toBe(ids[0]);
    expect((await world.api('GET', '/logs')).body).toHaveLength(2);
    const [user] = (await world.api('GET', '/users')).body as never as [{ logins_count: number }];
    expect(user.logins_count).toBe(1);
  });

  test('is asked for silently with prompt=none, and refused without one', async () => {
    const world = await startWorld();
    const none = await signIn(world, ALICE, { prompt: 'none' });
    expect(none.stop.left?.searchParams.get('error')).toBe('login_required');
    const { browser } = await signIn(world, ALICE);
    const silent = await signIn(world, ALICE, { prompt: 'none' }, { browser });
    expect((await silent.finish()).claims()?.sub).toBe(ALICE);
  });

  test.each([{ prompt: 'login' }, { max_age: '0' }])(
    'gives way to %j and to another person',
    async (parameters) => {
      const world = await startWorld();
      const { browser } = await signIn(world, ALICE);
      const pages = () => browser.visited.filter((path) => path.startsWith('/u/login')).length;
      const before = pages();
      const again = await signIn(world, BOB, parameters, { browser });
      expect(pages()).toBe(before + 2);
      expect(again.stop.left?.searchParams.has('code')).toBe(true);
      const after = await signIn(world, 'nobody', {}, { browser });
      expect((await after.finish()).claims()?.sub).toBe(BOB);
    },
  );

  test('does not open an application that its connection is not enabled for', async () => {
    const world = await startWorld();
    const { browser } = await signIn(world, ALICE);
    const other = await world.another('Other');
    await world.api('POST', '/connections', {
      name: 'db',
      strategy: 'auth0',
      enabled_clients: [other.client_id],
    });
    const off = [{ client_id: other.client_id, status: false }];
    await world.api('PATCH', `/connections/${world.connectionId}/clients`, off);
    const config = await clientOf(world, other);
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: 'https://app.torq.io/__/auth/handler',
      scope: 'openid',
    });
    const { page } = await browser.open(url);
    expect(page.text).toContain('Sign in to Other');
    expect(page.text).not.toContain('Alice');
  });

  test('ends at /v2/logout, which returns to an allowed address alone', async () => {
    const world = await startWorld(
      {},
      { allowed_logout_urls: ['https://app.torq.io/bye', 'https://*.torq.io'] },
    );
    const { browser } = await signIn(world, ALICE);
    const id = world.application.client_id;
    const leave = (returnTo: string) =>
      browser.open(`/v2/logout?client_id=${id}&returnTo=${encodeURIComponent(returnTo)}`);
    const refused = await leave('https://evil.example');
    expect(refused.page.status).toBe(400);
    expect(refused.page.text).toContain('Allowed Logout URLs');
    expect(
      (await signIn(world, 'nobody', { prompt: 'none' }, { browser })).stop.left?.searchParams.has('code'),
    ).toBe(true);
    const stolen = browser.copy();
    expect((await leave('https://app.torq.io/bye')).left?.href).toBe('https://app.torq.io/bye');
    for (const one of [browser, stolen]) {
      const after = await signIn(world, ALICE, { prompt: 'none' }, { browser: one });
      expect(after.stop.left?.searchParams.get('error')).toBe('login_required');
    }
    expect((await browser.open('/v2/logout')).page.text).toBe('OK');
  });

  test('pages of a login that is over, or of nobody, say so', async () => {
    const world = await startWorld();
    for (const path of ['/u/login', '/u/mfa', '/u/form', '/u/away', '/continue']) {
      const { page } = await new Browser(world).open(`${path}?state=nothing`);
      expect([page.status, page.text.includes('The login has expired')]).toEqual([400, true]);
    }
  });
});

describe('the sign-in page', () => {
  test('names the application, lists the people of its connection, and holds the hinted one ready', async () => {
    const world = await startWorld({}, { name: 'Torq <SSO> & "more"'.replaceAll(/[<>]/g, '') });
    const config = await clientOf(world);
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: 'https://app.torq.io/__/auth/handler',
      scope: 'openid',
      login_hint: 'bob@contoso.com',
    });
    const { page } = await new Browser(world).open(url);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<h1>Sign in to Torq SSO &amp; &quot;more&quot;</h1>');
    expect(page.text).toContain('<h2>Entra ID</h2>');
    expect(page.text).toMatch(/value="waad\|bob" autofocus/);
    expect(page.text).not.toMatch(/value="waad\|alice" autofocus/);
    expect(page.text).not.toMatch(/<script|https?:/);
  });
});

describe('what the Actions see', () => {
  test('is the login as it is', async () => {
    const world = await startWorld();
    await world.bind(show('event'));
    const event = (await seen(await signIn(world, ALICE, { login_hint: 'alice@contoso.com' }))) as Json;
    expect(event).toMatchObject({
      tenant: { id: 'local' },
      client: { client_id: world.application.client_id, name: 'Torq', metadata: {} },
      connection: { id: world.connectionId, name: 'entra', strategy: 'waad' },
      user: {
        user_id: ALICE,
        email: 'alice@contoso.com',
        groups: ['Admins', 'Staff'],
        app_metadata: {},
        identities: [{ connection: 'entra', provider: 'waad', user_id: 'alice', isSocial: false }],
      },
      request: {
        method: 'GET',
        hostname: world.tenant.domain,
        user_agent: 'Test Browser',
        language: 'de-DE',
      },
      transaction: {
        protocol: 'oidc-basic-profile',
        requested_scopes: ['openid', 'profile', 'email'],
        redirect_uri: 'https://app.torq.io/__/auth/handler',
        response_type: ['code'],
        login_hint: 'alice@contoso.com',
        state: 'af0ifjsldkj',
      },
      authentication: { methods: [{ name: 'federated' }] },
      stats: { logins_count: 1 },
    });
    expect(event['user']).not.toHaveProperty('last_login');
    expect(event['connection']).not.toHaveProperty('options');
    expect(event['request'].query.client_id).toBe(world.application.client_id);
  });

  test('are their own secrets, and the order they are bound in', async () => {
    const world = await startWorld();
    const secret = { name: 'KEY', value: 'value' };
    const body = {
      name: 'with-secret',
      code: show('event.secrets'),
      supported_triggers: [{ id: 'post-login' }],
      secrets: [secret],
    };
    const { id } = (await world.api('POST', '/actions/actions', body)).body;
    await world.api('POST', `/actions/actions/${id}/deploy`);
    await world.api('PATCH', `/actions/actions/${id}`, { code: show('"a draft"'), secrets: [] });
    const bindings = [{ ref: { type: 'action_id', value: id } }];
    await world.api('PATCH', '/actions/triggers/post-login/bindings', { bindings });
    expect(await seen(await signIn(world, ALICE))).toEqual({ KEY: 'value' });
    await world.bind(show('1'), show('22'));
    expect(await seen(await signIn(world, ALICE))).toBe(22);
  });

  test('is metadata that an earlier login stored', async () => {
    const world = await startWorld();
    await world.bind(`exports.onExecutePostLogin = async (event, api) => {
      const count = (event.user.app_metadata.count ?? 0) + 1;
      api.user.setAppMetadata('count', count);
      api.user.setUserMetadata('seen', count > 1 ? null : 'first');
      api.idToken.setCustomClaim('https://x/seen', [count, event.user.user_metadata.seen ?? 'nothing']);
    };`);
    expect(await seen(await signIn(world, ALICE))).toEqual([1, 'nothing']);
    expect(await seen(await signIn(world, ALICE))).toEqual([2, 'first']);
    const [user] = (await world.api('GET', '/users')).body as never as [Record<string, unknown>];
    expect(user).toMatchObject({ app_metadata: { count: 2 }, user_metadata: {} });
  });
});

describe('a redirect by an Action', () => {
  const SECRET = 'a secret that is long enough to sign';
  const redirecting = `
    exports.onExecutePostLogin = async (event, api) => {
      api.user.setAppMetadata('asked', true);
      api.redirect.sendUserTo('https://forms.example/terms', { query: { from: 'tenant' } });
    };
    exports.onContinuePostLogin = async (event, api) => {
      const { accepted } = api.redirect.validateToken({ secret: '${SECRET}' });
      if (!accepted) return api.access.deny('Terms were not accepted.');
      api.idToken.setCustomClaim('https://x/seen', [accepted, event.request.query.note, event.user.app_metadata.asked]);
    };`;

  async function leave() {
    const world = await startWorld();
    await world.bind(
      'exports.onExecutePostLogin = async () => {};',
      redirecting,
      show('"last"').replace('https://x/seen', 'https://x/last'),
    );
    const login = await signIn(world, ALICE);
    const state = login.stop.left?.searchParams.get('state') ?? '';
    const back = async (accepted: boolean, claims = {}) => {
      const token = await new SignJWT({ accepted, state, ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(ALICE)
        .setExpirationTime('1m')
        .sign(new TextEncoder().encode(SECRET));
      return login.browser.open(`/continue?state=${state}&session_token=${token}&note=hello`);
    };
    return { world, login, back };
  }

  test('leaves the tenant, and the Action goes on where the user comes back', async () => {
    const { world, login, back } = await leave();
    expect(login.stop.left?.href).toMatch(/^https:\/\/forms\.example\/terms\?from=tenant&state=[\w-]+$/);
    const [user] = (await world.api('GET', '/users')).body as never as [Record<string, unknown>];
    expect(user).toMatchObject({ app_metadata: { asked: true } });
    const claims = (await login.finish((await back(true)).left)).claims();
    expect(claims).toMatchObject({ 'https://x/seen': [true, 'hello', true], 'https://x/last': 'last' });
    const types = ((await world.api('GET', '/logs')).body as never as { type: string }[]).map(
      ({ type }) => type,
    );
    expect(types).toEqual(['s', 'i']);
  });

  test('goes on with the Actions it began with, whatever is deployed meanwhile', async () => {
    const { world, login, back } = await leave();
    await world.bind(show('"new"'));
    const claims = (await login.finish((await back(true)).left)).claims();
    expect(claims).toMatchObject({ 'https://x/seen': [true, 'hello', true], 'https://x/last': 'last' });
    expect(await seen(await signIn(world, ALICE))).toBe('new');
  });

  test('can end denied', async () => {
    const { back } = await leave();
    expect((await back(false)).left?.searchParams.get('error_description')).toBe('Terms were not accepted.');
  });

  test('a forged return is refused', async () => {
    const { back } = await leave();
    expect((await back(true, { state: 'other' })).left?.searchParams.get('error')).toBe('access_denied');
  });

  test('cannot happen silently', async () => {
    const { world, login, back } = await leave();
    await back(true);
    const silent = await signIn(world, ALICE, { prompt: 'none' }, { browser: login.browser });
    expect(silent.stop.left?.searchParams.get('error')).toBe('interaction_required');
  });
});

describe('a step that needs the user', () => {
  const challenge = `exports.onExecutePostLogin = async (event, api) => {
    api.authentication.challengeWith({ type: 'otp' });
  };`;

  async function challenged(): Promise<{
    page: Answer;
    press: (value: string) => Promise<URL | undefined>;
    login: Awaited<ReturnType<typeof signIn>>;
  }> {
    const world = await startWorld();
    await world.bind(challenge);
    const login = await signIn(world, ALICE);
    const { page } = login.stop;
    return { page, login, press: async (value) => (await login.browser.press(page, value)).left };
  }

  test('multi-factor: is shown, and passed', async () => {
    const { page, press, login } = await challenged();
    expect(page.text).toContain('api.authentication.challengeWith(');
    expect(page.text).toContain('otp');
    const tokens = await login.finish(await press('passed'));
    expect(tokens.claims()).toMatchObject({ amr: ['mfa'] });
  });

  test('multi-factor: is shown, and not passed', async () => {
    const { press } = await challenged();
    expect((await press('refused'))?.searchParams.get('error')).toBe('access_denied');
  });

  test('a form: is shown, and the Action goes on after it', async () => {
    const world = await startWorld();
    await world.bind(`
      exports.onExecutePostLogin = async (event, api) => { api.prompt.render('ap_terms'); };
      ${show('"continued"', 'onContinuePostLogin')}`);
    const login = await signIn(world, ALICE);
    expect(login.stop.page.text).toContain('<code>ap_terms</code>');
    const { left } = await login.browser.press(login.stop.page, 'Continue');
    expect((await login.finish(left)).claims()?.['https://x/seen']).toBe('continued');
  });
});

describe('a refresh token', () => {
  const REFRESH = { scope: 'openid email offline_access' };

  test('is given where it is asked for and allowed', async () => {
    const world = await startWorld();
    const asked = await (await signIn(world, ALICE, REFRESH)).finish();
    expect(asked.refresh_token).toBeDefined();
    expect(asked.scope?.split(' ')).toContain('offline_access');
    expect((await (await signIn(world, ALICE)).finish()).refresh_token).toBeUndefined();
    const application = await world.another('No refresh', { grant_types: ['authorization_code'] });
    const refused = await (await signIn(world, ALICE, REFRESH, { application })).finish();
    expect(refused.refresh_token).toBeUndefined();
  });

  test('runs the Actions again, with the token and without a session', async () => {
    const world = await startWorld();
    await world.bind(
      show('[event.transaction.protocol, event.refresh_token !== undefined, event.request.method]'),
    );
    const login = await signIn(world, ALICE, REFRESH);
    const tokens = await login.finish();
    expect(tokens.claims()?.['https://x/seen']).toEqual(['oidc-basic-profile', false, 'GET']);
    const again = await openid.refreshTokenGrant(login.config, tokens.refresh_token ?? '');
    expect(again.claims()?.['https://x/seen']).toEqual(['oauth2-refresh-token', true, 'POST']);
    expect(again.claims()?.sub).toBe(ALICE);
    expect(again.refresh_token).toBeUndefined();
  });

  test('rotates where the application says so, and an old one is worthless then', async () => {
    const rotating = { rotation_type: 'rotating', expiration_type: 'expiring' };
    const world = await startWorld({}, { refresh_token: rotating });
    const login = await signIn(world, ALICE, REFRESH);
    const first = (await login.finish()).refresh_token ?? '';
    const second = (await openid.refreshTokenGrant(login.config, first)).refresh_token ?? '';
    expect(second).not.toBe(first);
    await expect(openid.refreshTokenGrant(login.config, first)).rejects.toMatchObject({
      status: 403,
      error: 'invalid_grant',
      error_description: 'Unknown or invalid refresh token.',
    });
  });

  test('is refused when an Action denies, and lives on', async () => {
    const world = await startWorld();
    const login = await signIn(world, ALICE, REFRESH);
    const token = (await login.finish()).refresh_token ?? '';
    await world.bind("exports.onExecutePostLogin = async (event, api) => { api.access.deny('gone'); };");
    await expect(openid.refreshTokenGrant(login.config, token)).rejects.toMatchObject({
      status: 403,
      error: 'access_denied',
      error_description: 'gone',
    });
    await world.api('PATCH', '/actions/triggers/post-login/bindings', { bindings: [] });
    expect((await openid.refreshTokenGrant(login.config, token)).claims()?.sub).toBe(ALICE);
  });

  test('whose connection is gone is refused', async () => {
    const world = await startWorld();
    const login = await signIn(world, ALICE, REFRESH);
    const token = (await login.finish()).refresh_token ?? '';
    await world.api('DELETE', `/connections/${world.connectionId}`);
    await expect(openid.refreshTokenGrant(login.config, token)).rejects.toMatchObject({
      error: 'access_denied',
    });
  });

  test('can be revoked', async () => {
    const world = await startWorld();
    const login = await signIn(world, ALICE, REFRESH);
    const token = (await login.finish()).refresh_token ?? '';
    await openid.tokenRevocation(login.config, token);
    await expect(openid.refreshTokenGrant(login.config, token)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});

describe('a linked account', () => {
  test('keeps the groups with the identity they came from', async () => {
    const groups = ['Admins'];
    const identities = [
      {
        connection: 'Username-Password-Authentication',
        provider: 'auth0',
        user_id: 'carol',
        isSocial: false,
      },
      { connection: 'entra', provider: 'waad', user_id: 'carol', isSocial: false, profileData: { groups } },
    ];
    const carol = { connection: 'entra', user: { user_id: 'auth0|carol', name: 'Carol', identities } };
    const world = await startWorld({ personas: [carol] });
    await world.bind(show('[event.user.groups ?? null, event.user.identities, event.connection.name]'));
    expect(await seen(await signIn(world, 'auth0|carol'))).toEqual([null, identities, 'entra']);
    const [user] = (await world.api('GET', '/users')).body as never as [Json];
    expect(user).not.toHaveProperty('last_connection');
  });
});
