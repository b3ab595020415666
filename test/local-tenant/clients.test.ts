import { describe, expect, test } from 'vitest';
import { startTenant } from './harness.ts';

const NAME = { name: 'Torq Web', app_type: 'regular_web' };

describe('applications', () => {
  test('a new one has the defaults of a real tenant and is found by id', async () => {
    const { api } = await startTenant();
    const created = await api('POST', '/clients', { ...NAME, callbacks: ['https://app.example/cb'] });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...NAME,
      callbacks: ['https://app.example/cb'],
      is_first_party: true,
      oidc_conformant: false,
      global: false,
      grant_types: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
      jwt_configuration: { lifetime_in_seconds: 36_000, secret_encoded: false },
    });
    expect(created.body['client_id']).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(created.body['client_secret']).toMatch(/^[\w-]{64}$/);
    const read = await api('GET', `/clients/${created.body['client_id']}`);
    expect(read.body).toEqual(created.body);
  });

  test('a single-page application cannot use its own credentials', async () => {
    const { api } = await startTenant();
    const created = await api('POST', '/clients', { name: 'SPA', app_type: 'spa' });
    expect(created.body['grant_types']).not.toContain('client_credentials');
  });

  test('two may have one name', async () => {
    const { api } = await startTenant();
    const first = await api('POST', '/clients', NAME);
    const second = await api('POST', '/clients', NAME);
    expect(second.status).toBe(201);
    expect(second.body['client_id']).not.toBe(first.body['client_id']);
  });

  test('a change replaces values, merges metadata, and a null removes', async () => {
    const { api } = await startTenant();
    const created = await api('POST', '/clients', {
      ...NAME,
      callbacks: ['https://a.example', 'https://b.example'],
      client_metadata: { kept: '1', gone: '2' },
      initiate_login_uri: 'https://a.example/login',
      refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
    });
    const changed = await api('PATCH', `/clients/${created.body['client_id']}`, {
      callbacks: ['https://c.example'],
      client_metadata: { gone: null, added: '3' },
      refresh_token: null,
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      name: 'Torq Web',
      callbacks: ['https://c.example'],
      initiate_login_uri: 'https://a.example/login',
    });
    expect(changed.body['client_metadata']).toEqual({ kept: '1', added: '3' });
    expect(changed.body).not.toHaveProperty('refresh_token');
  });

  test('the secret is readable with read:client_keys alone', async () => {
    const { api, tokenWith } = await startTenant();
    const created = await api('POST', '/clients', NAME);
    const path = `/clients/${created.body['client_id']}`;
    const without = await api('GET', path, undefined, await tokenWith('read:clients'));
    expect(without.body).not.toHaveProperty('client_secret');
    expect(without.text).not.toContain(created.body['client_secret']);
    const list = await api('GET', '/clients', undefined, await tokenWith('read:clients'));
    expect(list.text).not.toContain(created.body['client_secret']);
    const withKeys = await api('GET', path, undefined, await tokenWith('read:client_keys'));
    expect(withKeys.body['client_secret']).toBe(created.body['client_secret']);
  });

  test('rotating gives a new secret, and the old one no longer gets a token', async () => {
    const running = await startTenant();
    const { api, send, tenant } = running;
    const rotated = await api('POST', `/clients/${tenant.clientId}/rotate-secret`);
    expect(rotated.body['client_secret']).not.toBe(tenant.clientSecret);
    const token = await send('POST', '/oauth/token', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: tenant.clientId,
        client_secret: tenant.clientSecret,
        audience: `https://${tenant.domain}/api/v2/`,
      }),
    });
    expect(token.status).toBe(401);
  });

  test('a deleted one leaves no grant and no connection behind', async () => {
    const { api, tenant } = await startTenant();
    const created = await api('POST', '/clients', NAME);
    const id = created.body['client_id'] as string;
    const connection = await api('POST', '/connections', {
      name: 'db',
      strategy: 'auth0',
      enabled_clients: [id],
    });
    const audience = `https://${tenant.domain}/api/v2/`;
    await api('POST', '/client-grants', { client_id: id, audience, scope: ['read:clients'] });
    expect((await api('DELETE', `/clients/${id}`)).status).toBe(204);
    expect((await api('GET', `/clients/${id}`)).body).toEqual({
      statusCode: 404,
      error: 'Not Found',
      message: 'The client does not exist',
      errorCode: 'inexistent_client',
    });
    expect((await api('GET', `/connections/${connection.body['id']}`)).body['enabled_clients']).toEqual([]);
    expect((await api('GET', `/client-grants?client_id=${id}`)).body).toEqual([]);
    expect((await api('DELETE', `/clients/${id}`)).status).toBe(204);
  });

  test.each([
    ['an unknown property', { name: 'a', colour: 'red' }, 'Additional properties not allowed: colour'],
    ['a read-only property', { name: 'a', client_id: 'x' }, 'Additional properties not allowed: client_id'],
    ['no name', { app_type: 'spa' }, 'Missing required property: name'],
    ['a wrong type', { name: 1 }, "Expected type string but found type number' on property name"],
    [
      'a wrong type in a list',
      { name: 'a', callbacks: [true] },
      "Expected type string but found type boolean' on property callbacks[0]",
    ],
    [
      'a null',
      { name: 'a', callbacks: null },
      "Expected type array but found type null' on property callbacks",
    ],
    ['an unknown kind', { name: 'a', app_type: 'fax' }, "No enum match for: fax' on property app_type"],
    ['a name with a tag', { name: '<b>' }, 'String does not match pattern'],
    [
      'too much metadata',
      {
        name: 'a',
        client_metadata: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, 'v'])),
      },
      'Too many properties',
    ],
  ])('refuses %s', async (_what, body, message) => {
    const { api } = await startTenant();
    const answer = await api('POST', '/clients', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ statusCode: 400, error: 'Bad Request', errorCode: 'invalid_body' });
    expect(answer.body['message']).toContain(`Payload validation error: '${message}`);
    expect((await api('GET', '/clients?is_global=false')).body).toHaveLength(1);
  });

  test('a change cannot touch what is fixed', async () => {
    const { api, tenant } = await startTenant();
    for (const name of ['client_id', 'tenant', 'global', 'signing_keys', 'resource_server_identifier']) {
      const answer = await api('PATCH', `/clients/${tenant.clientId}`, { [name]: 'x' });
      expect(answer.body['message']).toContain(`Additional properties not allowed: ${name}`);
    }
  });

  test('lists by kind, party and fields', async () => {
    const { api } = await startTenant();
    await api('POST', '/clients', NAME);
    await api('POST', '/clients', { name: 'Third', is_first_party: false, app_type: 'spa' });
    const names = async (query: string) =>
      ((await api('GET', `/clients?${query}`)).body as unknown as { name: string }[]).map(({ name }) => name);
    expect(await names('app_type=spa,regular_web')).toEqual(['Torq Web', 'Third']);
    expect(await names('is_first_party=false')).toEqual(['Third']);
    expect(await names('is_global=true')).toEqual(['All Applications']);
    expect(await names('is_global=false')).not.toContain('All Applications');
    const fields = await api('GET', '/clients?app_type=spa&fields=name,app_type');
    expect(fields.body).toEqual([{ name: 'Third', app_type: 'spa' }]);
    const without = await api('GET', '/clients?app_type=spa&fields=name&include_fields=false');
    expect(without.body[0]).not.toHaveProperty('name');
    expect(without.body[0]).toHaveProperty('client_id');
  });
});
