import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { describe, expect, test } from 'vitest';
import type { Json } from '../harness.ts';
import { Browser } from './browser.ts';
import { CALLBACK, CALLBACKS, clientOf, GROUP_CLAIMS, signIn, startWorld } from './sign-in.ts';

const ALICE = 'waad|alice';
const BOB = 'waad|bob';

describe('a login by code flow with PKCE', () => {
  test.each(CALLBACKS)(
    'gives a verified ID token with the claims of the Action, from %s',
    async (redirect_uri) => {
      const world = await startWorld();
      await world.bind(GROUP_CLAIMS);
      const { stop, finish } = await signIn(world, ALICE, { redirect_uri });
      expect(stop.left?.origin + (stop.left?.pathname ?? '')).toBe(redirect_uri);
      const tokens = await finish();
      const claims = tokens.claims();
      expect(claims).toMatchObject({
        iss: `https://${world.tenant.domain}/`,
        aud: world.application.client_id,
        sub: ALICE,
        email: 'alice@contoso.com',
        email_verified: true,
        name: 'Alice',
        'https://torq.io/groups': ['Admins', 'Staff'],
      });
      expect((claims?.exp ?? 0) - (claims?.iat ?? 0)).toBe(36_000);
      expect(tokens.token_type).toBe('bearer');
      expect(tokens.scope).toBe('openid profile email');
    },
  );

  test('leaves another application untouched', async () => {
    const world = await startWorld();
    await world.bind(GROUP_CLAIMS);
    const application = await world.another('Other');
    const { finish } = await signIn(world, ALICE, {}, { application });
    expect((await finish()).claims()).not.toHaveProperty('https://torq.io/groups');
  });

  test('carries standard claims by scope alone', async () => {
    const world = await startWorld();
    const { finish } = await signIn(world, BOB, { scope: 'openid' });
    const claims = (await finish()).claims();
    expect(claims).not.toHaveProperty('email');
    expect(claims).not.toHaveProperty('name');
  });

  test('groups come only where the connection asks for them', async () => {
    const world = await startWorld();
    await world.bind(GROUP_CLAIMS);
    const groups = async (options: object) => {
      await world.api('PATCH', `/connections/${world.connectionId}`, {
        options: { client_id: 'e', ...options },
      });
      return (await (await signIn(world, ALICE)).finish()).claims()?.['https://torq.io/groups'];
    };
    expect(await groups({})).toEqual([]);
    expect(await groups({ ext_groups: true, ext_nested_groups: true })).toEqual([
      'Admins',
      'Staff',
      'Nested',
    ]);
    expect(await groups({ ext_groups: true, max_groups_to_retrieve: '1' })).toEqual(['Admins']);
  });

  test('an application that names no algorithm gets its tokens signed with its secret', async () => {
    const world = await startWorld({}, { jwt_configuration: {} });
    const { finish } = await signIn(world, ALICE);
    const { id_token = '' } = await finish();
    expect(decodeProtectedHeader(id_token).alg).toBe('HS256');
    const secret = new TextEncoder().encode(world.application.client_secret);
    await expect(jwtVerify(id_token, secret)).resolves.toBeDefined();
  });

  test('takes the secret in the form or as HTTP Basic where the application says nothing', async () => {
    const world = await startWorld();
    const { stop } = await signIn(world, ALICE, { code_challenge: '', code_challenge_method: '' });
    const { client_id, client_secret } = world.application;
    const exchange = (secret: string) =>
      world.send('POST', '/oauth/token', {
        headers: {
          authorization: `Basic ${Buffer.from(`${client_id}:${secret}`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          grant_type: 'authorization_code',
          code: stop.left?.searchParams.get('code'),
          redirect_uri: CALLBACK,
        }),
      });
    const wrong = await exchange('wrong');
    expect([wrong.status, wrong.body]).toEqual([
      401,
      { error: 'access_denied', error_description: 'Unauthorized' },
    ]);
    expect((await exchange(client_secret)).body).toHaveProperty('id_token');
    const again = await exchange(client_secret);
    expect([again.status, again.body]).toEqual([
      403,
      { error: 'invalid_grant', error_description: 'Invalid authorization code' },
    ]);
  });

  test('a wrong code verifier gets no tokens', async () => {
    const world = await startWorld();
    const { stop, config } = await signIn(world, ALICE);
    const exchange = openid.authorizationCodeGrant(config, stop.left ?? new URL(CALLBACK), {
      pkceCodeVerifier: openid.randomPKCECodeVerifier(),
      expectedState: 'af0ifjsldkj',
      expectedNonce: 'n-0S6_WzA2Mj',
    });
    await expect(exchange).rejects.toMatchObject({
      status: 403,
      error_description: 'Failed to verify code verifier',
    });
  });
});

describe('a login by implicit flow', () => {
  test.each(CALLBACKS)('gives a verified ID token in the fragment of %s', async (redirect_uri) => {
    const world = await startWorld();
    await world.bind(GROUP_CLAIMS);
    const config = await clientOf(world);
    openid.useIdTokenResponseType(config);
    const nonce = openid.randomNonce();
    const scope = 'openid email';
    const browser = new Browser(world);
    const first = await browser.open(
      openid.buildAuthorizationUrl(config, { redirect_uri, scope, nonce, state: 'x' }),
    );
    const { left } = await browser.press(first.page, ALICE);
    const claims = await openid.implicitAuthentication(config, left ?? new URL(CALLBACK), nonce, {
      expectedState: 'x',
    });
    expect(claims).toMatchObject({ sub: ALICE, 'https://torq.io/groups': ['Admins', 'Staff'] });
  });

  test('is refused to an application without that grant type', async () => {
    const world = await startWorld({}, { grant_types: ['authorization_code'] });
    const { stop } = await signIn(world, ALICE, { response_type: 'id_token', response_mode: 'query' });
    const { left } = await signIn(world, ALICE, { response_type: 'id_token' }).then((one) => one.stop);
    expect(stop.left === undefined || stop.left.searchParams.has('error')).toBe(true);
    expect(Object.fromEntries(new URLSearchParams(left?.hash.slice(1)))).toMatchObject({
      error: 'unauthorized_client',
      error_description: "Grant type 'implicit' not allowed for the client.",
      state: 'af0ifjsldkj',
    });
  });
});

describe('a login that ends', () => {
  const deny = "exports.onExecutePostLogin = async (event, api) => { api.access.deny('Not today.'); };";

  test('denied by an Action is access_denied with its reason', async () => {
    const world = await startWorld();
    await world.bind(deny, "exports.onExecutePostLogin = async () => { throw new Error('never runs'); };");
    const { stop } = await signIn(world, ALICE);
    expect(Object.fromEntries(stop.left?.searchParams ?? [])).toMatchObject({
      error: 'access_denied',
      error_description: 'Not today.',
      state: 'af0ifjsldkj',
    });
  });

  test('with an exception is access_denied with its message', async () => {
    const world = await startWorld();
    await world.bind("exports.onExecutePostLogin = async () => { throw new Error('boom'); };");
    const { stop } = await signIn(world, ALICE);
    expect(stop.left?.searchParams.get('error')).toBe('access_denied');
    expect(stop.left?.searchParams.get('error_description')).toBe('boom');
  });

  test('at a callback that is not allowed stays on the tenant', async () => {
    const world = await startWorld();
    const { stop } = await signIn(world, ALICE, { redirect_uri: 'https://app.torq.io/_/auth/handler' });
    expect([stop.left, stop.page.status]).toEqual([undefined, 403]);
    expect(stop.page.text).toContain('Callback URL mismatch.');
  });

  test('without a connection is refused', async () => {
    const world = await startWorld();
    const off = [{ client_id: world.application.client_id, status: false }];
    await world.api('PATCH', `/connections/${world.connectionId}/clients`, off);
    const { stop } = await signIn(world, ALICE);
    expect(stop.left?.searchParams.get('error_description')).toBe('no connections enabled for the client');
    const { stop: named } = await signIn(world, ALICE, { connection: 'github' });
    expect(named.left?.searchParams.get('error_description')).toBe('the connection is not enabled');
  });

  test('as nobody who is declared is refused', async () => {
    const world = await startWorld();
    const { browser, stop } = await signIn(world, 'waad|mallory');
    expect(stop.page.status).toBe(400);
    expect(browser.cookieNames).not.toContain('auth0');
  });
});

describe('access tokens', () => {
  const API = {
    identifier: 'https://api.example',
    scopes: [{ value: 'read:things' }, { value: 'write:things' }],
    token_lifetime: 60,
    allow_offline_access: true,
  };

  test('for an API are JWTs in the form of Auth0, with its claims and scopes', async () => {
    const world = await startWorld();
    await world.api('POST', '/resource-servers', API);
    const scopes = 'api.accessToken.addScope("extra"); api.accessToken.removeScope("write:things");';
    await world.bind(GROUP_CLAIMS.replace('return;', `return;\n${scopes}`));
    const { finish, config } = await signIn(world, ALICE, {
      audience: API.identifier,
      scope: 'openid read:things write:things delete:things',
    });
    const tokens = await finish();
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toMatchObject({
      iss: `https://${world.tenant.domain}/`,
      sub: ALICE,
      aud: [API.identifier, `https://${world.tenant.domain}/userinfo`],
      azp: world.application.client_id,
      'https://torq.io/groups': ['Admins', 'Staff'],
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
    expect(new Set((claims['scope'] as string).split(' '))).toEqual(
      new Set(['openid', 'read:things', 'extra']),
    );
    const info = await openid.fetchUserInfo(config, tokens.access_token, ALICE);
    expect(info).toEqual({ sub: ALICE, 'https://torq.io/groups': ['Admins', 'Staff'] });
  });

  test('without an audience are opaque and good for /userinfo', async () => {
    const world = await startWorld();
    await world.bind(GROUP_CLAIMS);
    const { finish, config } = await signIn(world, ALICE, { scope: 'openid email' });
    const tokens = await finish();
    expect(tokens.access_token.split('.')).toHaveLength(1);
    expect(await openid.fetchUserInfo(config, tokens.access_token, ALICE)).toEqual({
      sub: ALICE,
      email: 'alice@contoso.com',
      email_verified: true,
      'https://torq.io/groups': ['Admins', 'Staff'],
    });
    const refused = await world.send('GET', '/userinfo', { headers: { authorization: 'Bearer x' } });
    expect(refused.status).toBe(401);
  });

  test('for an unknown API are refused', async () => {
    const world = await startWorld();
    const { stop } = await signIn(world, ALICE, { audience: 'https://none.example' });
    expect(stop.left?.searchParams.get('error_description')).toBe('Service not found: https://none.example');
  });
});

describe('the tenant beside it', () => {
  test('the Management API works on, and users and logs tell what happened', async () => {
    const world = await startWorld();
    await world.bind(GROUP_CLAIMS);
    await (await signIn(world, ALICE)).finish();
    const [user] = (await world.api('GET', '/users')).body as never as [Record<string, unknown>];
    expect(user).toMatchObject({ user_id: ALICE, logins_count: 1, groups: ['Admins', 'Staff'] });
    expect((await world.api('GET', `/users/${encodeURIComponent(ALICE)}`)).body).toEqual(user);
    const [entry] = (await world.api('GET', '/logs')).body as never as [Json];
    expect(entry).toMatchObject({ type: 's', user_id: ALICE, connection: 'entra', client_name: 'Torq' });
    const execution = await world.api('GET', `/actions/executions/${entry['details'].actions.executions[0]}`);
    expect(execution.body).toMatchObject({
      trigger_id: 'post-login',
      status: 'final',
      results: [{ action_name: expect.stringContaining('action-0'), error: null }],
    });
  });

  test('discovery names the paths of Auth0 and the issuer with its slash', async () => {
    const world = await startWorld();
    const origin = `https://${world.tenant.domain}`;
    expect((await world.send('GET', '/.well-known/openid-configuration')).body).toMatchObject({
      issuer: `${origin}/`,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/oauth/token`,
      userinfo_endpoint: `${origin}/userinfo`,
      jwks_uri: `${origin}/.well-known/jwks.json`,
      end_session_endpoint: `${origin}/oidc/logout`,
    });
    const { keys } = (await world.send('GET', '/.well-known/jwks.json')).body;
    expect(Object.keys(keys[0]).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
