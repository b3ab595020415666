import { decodeJwt, decodeProtectedHeader, SignJWT, generateKeyPair } from 'jose';
import { describe, expect, test } from 'vitest';
import { startTenant } from './harness.ts';
import type { Running } from './harness.ts';

function ask({ send, tenant }: Running, change: Record<string, string | undefined> = {}) {
  const fields = {
    grant_type: 'client_credentials',
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    audience: `https://${tenant.domain}/api/v2/`,
    ...change,
  };
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return send('POST', '/oauth/token', { headers, body: new URLSearchParams(given).toString() });
}

describe('the token of an application', () => {
  test('is an RS256 JWT as Auth0 makes it', async () => {
    const running = await startTenant();
    const answer = await ask(running);
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });
    const token = answer.body['access_token'] as string;
    const now = running.clock.now().getTime() / 1000;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    expect(decodeJwt(token)).toMatchObject({
      iss: `https://${running.tenant.domain}/`,
      sub: `${running.tenant.clientId}@clients`,
      aud: `https://${running.tenant.domain}/api/v2/`,
      azp: running.tenant.clientId,
      gty: 'client-credentials',
      iat: now,
      exp: now + 86_400,
      scope: answer.body['scope'],
    });
  });

  test('is also had with JSON and with HTTP Basic', async () => {
    const { send, tenant } = await startTenant();
    const audience = `https://${tenant.domain}/api/v2/`;
    const { clientId: client_id, clientSecret: client_secret } = tenant;
    const json = await send('POST', '/oauth/token', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret, audience }),
    });
    const basic = await send('POST', '/oauth/token', {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', audience }).toString(),
    });
    expect([json.status, basic.status]).toEqual([200, 200]);
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'access_denied', 'Unauthorized'],
    ['an unknown application', { client_id: 'nobody' }, 401, 'access_denied', 'Unauthorized'],
    ['no audience', { audience: undefined }, 403, 'access_denied', 'No audience parameter'],
    ['an unknown audience', { audience: 'https://x' }, 403, 'access_denied', 'Service not found: https://x'],
    ['another grant type', { grant_type: 'password' }, 403, 'unsupported_grant_type', 'password'],
  ])('%s is refused', async (_what, change, status, error, description) => {
    const answer = await ask(await startTenant(), change);
    expect([answer.status, answer.body['error']]).toEqual([status, error]);
    expect(answer.body['error_description']).toContain(description);
  });

  test('needs the grant type and a grant', async () => {
    const running = await startTenant();
    const { api } = running;
    const web = await api('POST', '/clients', { name: 'web', grant_types: ['authorization_code'] });
    const machine = await api('POST', '/clients', { name: 'machine', app_type: 'non_interactive' });
    const as = (client: typeof web) =>
      ask(running, { client_id: client.body['client_id'], client_secret: client.body['client_secret'] });
    expect((await as(web)).body['error']).toBe('unauthorized_client');
    const refused = await as(machine);
    expect([refused.status, refused.body['error']]).toEqual([403, 'access_denied']);
    const audience = `https://${running.tenant.domain}/api/v2/`;
    const scope = ['read:clients'];
    await api('POST', '/client-grants', { client_id: machine.body['client_id'], audience, scope });
    expect((await as(machine)).body['scope']).toBe('read:clients');
  });

  test('can be asked to hold fewer scopes, never more', async () => {
    const running = await startTenant();
    const answer = await ask(running, { scope: 'read:clients rule:the-world' });
    expect(answer.body['scope']).toBe('read:clients');
  });
});

describe('a request with', () => {
  const call = (running: Running, authorization?: string) =>
    running.send('GET', '/api/v2/clients', { headers: authorization === undefined ? {} : { authorization } });

  test('no token, or none that is one', async () => {
    const running = await startTenant();
    expect((await call(running)).body).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: 'Missing authentication',
    });
    for (const header of ['Bearer', 'Bearer a b', 'Token x', 'Bearer x.y.z']) {
      expect((await call(running, header)).status).toBe(401);
    }
  });

  test('an expired token', async () => {
    const running = await startTenant();
    const token = await running.tokenWith('read:clients');
    running.clock.advance(86_399_000);
    expect((await call(running, `Bearer ${token}`)).status).toBe(200);
    running.clock.advance(2_000);
    const late = await call(running, `Bearer ${token}`);
    expect([late.status, late.body['message']]).toEqual([
      401,
      'Expired token received for JSON Web Token validation',
    ]);
  });

  test('a token signed by somebody else, for another audience, or not at all', async () => {
    const running = await startTenant();
    const own = await running.tokenWith('read:clients');
    const { kid = '' } = decodeProtectedHeader(own);
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await new SignJWT(decodeJwt(own))
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey);
    const [, payload] = own.split('.');
    const none = `${Buffer.from(JSON.stringify({ alg: 'none', kid })).toString('base64url')}.${payload}.`;
    await running.api('POST', '/resource-servers', { identifier: 'https://api.example' });
    const grant = { client_id: running.tenant.clientId, audience: 'https://api.example' };
    await running.api('POST', '/client-grants', grant);
    const other = (await ask(running, { audience: 'https://api.example' })).body['access_token'];
    for (const token of [forged, none, other, `${own}x`]) {
      expect((await call(running, `Bearer ${token}`)).status).toBe(401);
    }
  });
});
