import { describe, expect, test } from 'vitest';
import { startTenant } from './harness.ts';

const API = { identifier: 'https://api.example', scopes: [{ value: 'read:things', description: 'Read' }] };

describe('APIs', () => {
  test('a new one has the defaults of a real tenant and is found by id and by identifier', async () => {
    const { api } = await startTenant();
    const created = await api('POST', '/resource-servers', API);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...API, signing_alg: 'RS256', token_lifetime: 86_400 });
    const byIdentifier = `/resource-servers/${encodeURIComponent(API.identifier)}`;
    for (const path of [`/resource-servers/${created.body['id']}`, byIdentifier]) {
      expect((await api('GET', path)).body).toEqual(created.body);
    }
  });

  test('an identifier is taken once and fixed for life', async () => {
    const { api } = await startTenant();
    const { body } = await api('POST', '/resource-servers', API);
    expect((await api('POST', '/resource-servers', API)).status).toBe(409);
    const changed = await api('PATCH', `/resource-servers/${body['id']}`, {
      identifier: 'https://other.example',
    });
    expect(changed.body['message']).toContain('Additional properties not allowed: identifier');
    const lifetime = await api('PATCH', `/resource-servers/${body['id']}`, { token_lifetime: 60 });
    expect(lifetime.body).toMatchObject({ ...API, token_lifetime: 60 });
  });

  test('the Management API is listed and cannot be changed or deleted', async () => {
    const { api, tenant } = await startTenant();
    const [system] = (await api('GET', '/resource-servers?include_totals=true')).body['resource_servers'];
    expect(system).toMatchObject({ identifier: `https://${tenant.domain}/api/v2/`, is_system: true });
    expect((await api('PATCH', `/resource-servers/${system.id}`, { name: 'mine' })).status).toBe(403);
    expect((await api('DELETE', `/resource-servers/${system.id}`)).status).toBe(403);
  });

  test('a deleted one takes its grants with it', async () => {
    const { api, tenant } = await startTenant();
    const { body } = await api('POST', '/resource-servers', API);
    const grant = { client_id: tenant.clientId, audience: API.identifier, scope: ['read:things'] };
    expect((await api('POST', '/client-grants', grant)).status).toBe(201);
    expect((await api('DELETE', `/resource-servers/${body['id']}`)).status).toBe(204);
    expect((await api('GET', `/client-grants?audience=${API.identifier}`)).body).toEqual([]);
    expect((await api('GET', `/resource-servers/${body['id']}`)).status).toBe(404);
  });

  test('identifiers filter the list', async () => {
    const { api } = await startTenant();
    await api('POST', '/resource-servers', API);
    const list = await api('GET', `/resource-servers?identifiers=${API.identifier}&identifiers=none`);
    expect(list.body).toHaveLength(1);
  });
});

describe('client grants', () => {
  test('one a client and API, of scopes the API has', async () => {
    const { api, tenant } = await startTenant();
    await api('POST', '/resource-servers', API);
    const grant = { client_id: tenant.clientId, audience: API.identifier };
    const wrong = await api('POST', '/client-grants', { ...grant, scope: ['write:things'] });
    expect([wrong.status, wrong.body['message']]).toEqual([
      400,
      'The following scopes do not exist on the resource server: write:things',
    ]);
    const created = await api('POST', '/client-grants', { ...grant, scope: [] });
    expect(created.body).toMatchObject({ ...grant, scope: [], subject_type: 'client' });
    expect((await api('POST', '/client-grants', grant)).status).toBe(409);
    const changed = await api('PATCH', `/client-grants/${created.body['id']}`, { scope: ['read:things'] });
    expect(changed.body['scope']).toEqual(['read:things']);
    expect((await api('DELETE', `/client-grants/${created.body['id']}`)).status).toBe(204);
    expect((await api('GET', `/client-grants/${created.body['id']}`)).status).toBe(404);
  });

  test('of nobody or of nothing are refused', async () => {
    const { api, tenant } = await startTenant();
    const nobody = { client_id: 'nobody', audience: API.identifier };
    const nothing = { client_id: tenant.clientId, audience: 'https://none.example' };
    expect((await api('POST', '/client-grants', nobody)).status).toBe(404);
    expect((await api('POST', '/client-grants', nothing)).status).toBe(404);
  });
});
