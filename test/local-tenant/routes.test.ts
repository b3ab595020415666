import { describe, expect, test } from 'vitest';
import { matchRoute, ROUTES, routeScopes } from '../../scripts/local-tenant/routes.ts';
import { startTenant } from './harness.ts';

describe('routes', () => {
  test('every one needs a token, and one of its scopes', async () => {
    const { api, send, tokenWith } = await startTenant();
    const none = await tokenWith();
    for (const [method, pattern, scopes] of ROUTES) {
      const path = pattern.replaceAll(/:\w+/g, 'x');
      const anonymous = await send(method, `/api/v2${path}`);
      expect([method, path, anonymous.status]).toEqual([method, path, 401]);
      const answer = await api(method, path, undefined, none);
      expect(answer.body).toEqual({
        statusCode: 403,
        error: 'Forbidden',
        message: `Insufficient scope, expected any of: ${scopes.replaceAll('|', ',')}`,
        errorCode: 'insufficient_scope',
      });
    }
  });

  test('each scope of a route opens it', async () => {
    const { api, tokenWith } = await startTenant();
    for (const [method, pattern, scopes] of ROUTES) {
      for (const scope of scopes.split('|')) {
        const answer = await api(method, pattern.replaceAll(/:\w+/g, 'x'), undefined, await tokenWith(scope));
        expect([method, pattern, answer.body['errorCode']]).not.toEqual([
          method,
          pattern,
          'insufficient_scope',
        ]);
        expect([401, 500]).not.toContain(answer.status);
      }
    }
  });

  test('no two answer the same request', () => {
    const keys = ROUTES.map(([method, path]) => `${method} ${path.replaceAll(/:\w+/g, ':')}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('names in a path are decoded; a broken one matches nothing', () => {
    expect(matchRoute('GET', '/clients/a%2Fb')?.params).toEqual({ id: 'a/b' });
    expect(matchRoute('GET', '/clients/%E0%A4')).toBeUndefined();
    expect(matchRoute('PUT', '/clients/a')).toBeUndefined();
  });

  test('the deploying application is granted every scope', async () => {
    const { api, tenant } = await startTenant();
    const [grant] = (await api('GET', `/client-grants?client_id=${tenant.clientId}`)).body as never as [
      { scope: string[] },
    ];
    expect(grant.scope).toEqual(routeScopes());
  });

  test('what is not a route is a 404 in the shape of the API', async () => {
    const { api, send } = await startTenant();
    const unknown = await api('GET', '/organizations');
    expect([unknown.status, unknown.body['statusCode'], unknown.body['error']]).toEqual([
      404,
      404,
      'Not Found',
    ]);
    expect((await send('GET', '/')).status).toBe(404);
    expect((await send('GET', '/api/v2')).status).toBe(404);
  });

  test('a body that is not JSON is a 400, one without end a 413', async () => {
    const running = await startTenant();
    const headers = {
      authorization: `Bearer ${await running.tokenWith('create:clients')}`,
      'content-type': 'application/json',
    };
    const broken = await running.send('POST', '/api/v2/clients', { headers, body: '{"name":' });
    expect([broken.status, broken.body['message']]).toEqual([400, 'Invalid request payload JSON format']);
    const huge = await running.send('POST', '/api/v2/clients', { headers, body: 'x'.repeat(4_000_001) });
    expect(huge.status).toBe(413);
    for (const body of ['[]', '"text"', '7', 'null']) {
      expect((await running.send('POST', '/api/v2/clients', { headers, body })).status).toBe(400);
    }
    expect((await running.api('PATCH', `/clients/${running.tenant.clientId}`, [])).status).toBe(400);
  });

  test('every answer is recorded', async () => {
    const { api, tenant } = await startTenant();
    await api('GET', '/clients?page=0');
    await api('GET', '/nothing');
    expect(tenant.requests.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['POST', '/oauth/token', 200],
      ['GET', '/api/v2/clients?page=0', 200],
      ['GET', '/api/v2/nothing', 404],
    ]);
    for (const { ms } of tenant.requests) expect(ms).toBeGreaterThan(0);
  });
});
