import { describe, expect, test } from 'vitest';
import { startTenant } from './harness.ts';
import type { Running } from './harness.ts';

const WAAD = {
  name: 'torq-waad',
  strategy: 'waad',
  options: {
    client_id: 'id',
    client_secret: 'hidden',
    tenant_domain: 'contoso.onmicrosoft.com',
    ext_groups: true,
  },
};

async function application({ api }: Running, name = 'app'): Promise<string> {
  return (await api('POST', '/clients', { name })).body['client_id'] as string;
}

describe('connections', () => {
  test('a new one shows its name and realm, and what the platform adds to Microsoft options', async () => {
    const { api } = await startTenant();
    const created = await api('POST', '/connections', WAAD);
    expect(created.status).toBe(201);
    expect(created.body['id']).toMatch(/^con_[A-Za-z0-9]{16}$/);
    expect(created.body).toMatchObject({
      ...WAAD,
      display_name: 'torq-waad',
      realms: ['torq-waad'],
      is_domain_connection: false,
      enabled_clients: [],
    });
    expect(created.body['options']).toMatchObject({ waad_common_endpoint: false, app_domain: 'localhost' });
    expect((await api('GET', `/connections/${created.body['id']}`)).body).toEqual(created.body);
  });

  test('a change replaces all options, so that one left out is gone', async () => {
    const { api } = await startTenant();
    const { body } = await api('POST', '/connections', WAAD);
    const changed = await api('PATCH', `/connections/${body['id']}`, { options: { client_id: 'id' } });
    expect(changed.status).toBe(200);
    expect(changed.body['options']).not.toHaveProperty('ext_groups');
    expect(changed.body['options']).not.toHaveProperty('client_secret');
    const untouched = await api('PATCH', `/connections/${body['id']}`, { show_as_button: true });
    expect(untouched.body['options']).toEqual(changed.body['options']);
  });

  test('a change without display_name falls back to the name', async () => {
    const { api } = await startTenant();
    const { body } = await api('POST', '/connections', { ...WAAD, display_name: 'Contoso' });
    expect(body['display_name']).toBe('Contoso');
    const changed = await api('PATCH', `/connections/${body['id']}`, { show_as_button: true });
    expect(changed.body['display_name']).toBe('torq-waad');
  });

  test('a second of the same name is refused', async () => {
    const { api } = await startTenant();
    await api('POST', '/connections', WAAD);
    const second = await api('POST', '/connections', { ...WAAD, strategy: 'samlp', options: {} });
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({
      message: 'A connection with the same name already exists',
      errorCode: 'connection_conflict',
    });
  });

  test.each([
    ['no strategy', { name: 'a' }, 'Missing required property: strategy'],
    ['a name with a space', { name: 'a b', strategy: 'auth0' }, 'String does not match pattern'],
    ['an unknown property', { name: 'a', strategy: 'auth0', x: 1 }, 'Additional properties not allowed: x'],
    ['no client id', { ...WAAD, options: {} }, "Missing required property: client_id' on property options"],
    [
      'a number where digits are wanted',
      { ...WAAD, options: { client_id: 'a', max_groups_to_retrieve: 250 } },
      "Expected type string but found type number' on property options.max_groups_to_retrieve",
    ],
    [
      'a text where a flag is wanted',
      { ...WAAD, options: { client_id: 'a', ext_groups: 'true' } },
      "Expected type boolean but found type string' on property options.ext_groups",
    ],
  ])('refuses %s', async (_what, body, message) => {
    const { api } = await startTenant();
    const answer = await api('POST', '/connections', body);
    expect(answer.status).toBe(400);
    expect(answer.body['message']).toContain(message);
    expect((await api('GET', '/connections')).body).toEqual([]);
  });

  test('name and strategy are fixed for life', async () => {
    const { api } = await startTenant();
    const { body } = await api('POST', '/connections', WAAD);
    for (const change of [{ name: 'other' }, { strategy: 'samlp' }]) {
      expect((await api('PATCH', `/connections/${body['id']}`, change)).status).toBe(400);
    }
  });

  test('options are read and written with scopes of their own', async () => {
    const { api, tokenWith } = await startTenant();
    const { body } = await api('POST', '/connections', WAAD);
    const path = `/connections/${body['id']}`;
    const plain = await tokenWith('read:connections', 'update:connections');
    const read = await api('GET', path, undefined, plain);
    expect(read.body).not.toHaveProperty('options');
    expect((await api('GET', '/connections', undefined, plain)).text).not.toContain('hidden');
    const written = await api('PATCH', path, { options: { client_id: 'x' } }, plain);
    expect(written.status).toBe(403);
    expect(written.body['message']).toBe('Insufficient scope, expected any of: update:connections_options');
    expect((await api('PATCH', path, { show_as_button: true }, plain)).status).toBe(200);
  });

  test('deleting answers when the deletion was accepted, also of one that is gone', async () => {
    const { api, clock } = await startTenant();
    const { body } = await api('POST', '/connections', WAAD);
    const deleted = await api('DELETE', `/connections/${body['id']}`);
    expect([deleted.status, deleted.body]).toEqual([202, { deleted_at: clock.now().toISOString() }]);
    expect((await api('GET', `/connections/${body['id']}`)).body).toMatchObject({
      statusCode: 404,
      errorCode: 'inexistent_connection',
    });
    expect((await api('DELETE', `/connections/${body['id']}`)).status).toBe(202);
  });

  test('filters by name and strategy', async () => {
    const { api } = await startTenant();
    await api('POST', '/connections', WAAD);
    await api('POST', '/connections', { name: 'saml', strategy: 'samlp' });
    await api('POST', '/connections', { name: 'db', strategy: 'auth0' });
    const names = async (query: string) =>
      (await api('GET', `/connections?take=50&${query}`)).body['connections'].map(
        (c: { name: string }) => c.name,
      );
    expect(await names('name=saml')).toEqual(['saml']);
    expect(await names('strategy=waad&strategy=samlp')).toEqual(['torq-waad', 'saml']);
  });
});

describe('the applications of a connection', () => {
  test('a change turns the listed ones on or off and leaves the others', async () => {
    const running = await startTenant();
    const { api } = running;
    const ids = [
      await application(running, 'a'),
      await application(running, 'b'),
      await application(running, 'c'),
    ];
    const { body } = await api('POST', '/connections', { ...WAAD, enabled_clients: [ids[0], ids[1]] });
    const path = `/connections/${body['id']}/clients`;
    const changed = await api('PATCH', path, [
      { client_id: ids[1], status: false },
      { client_id: ids[2], status: true },
    ]);
    expect(changed.status).toBe(204);
    expect((await api('GET', path)).body).toEqual({
      clients: [{ client_id: ids[0] }, { client_id: ids[2] }],
    });
  });

  test('refuses an unknown application, a missing status, an empty and a long list, and changes nothing', async () => {
    const running = await startTenant();
    const { api } = running;
    const id = await application(running);
    const { body } = await api('POST', '/connections', WAAD);
    const path = `/connections/${body['id']}/clients`;
    const on = { client_id: id, status: true };
    for (const change of [
      [on, { client_id: 'nobody', status: true }],
      [{ client_id: id }],
      [],
      Array.from({ length: 51 }, () => on),
    ]) {
      expect((await api('PATCH', path, change)).status).toBe(400);
    }
    expect((await api('GET', path)).body).toEqual({ clients: [] });
  });

  test('are listed by checkpoint', async () => {
    const running = await startTenant();
    const { api } = running;
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push(await application(running, name));
    const { body } = await api('POST', '/connections', { ...WAAD, enabled_clients: ids });
    const seen: string[] = [];
    let from = '';
    for (let pages = 0; pages < 5; pages += 1) {
      const page = await api('GET', `/connections/${body['id']}/clients?take=2${from}`);
      seen.push(...page.body['clients'].map((client: { client_id: string }) => client.client_id));
      if (page.body['next'] === undefined) break;
      from = `&from=${page.body['next']}`;
    }
    expect(seen).toEqual(ids);
  });

  test('inbound SCIM is off, and directory provisioning empty', async () => {
    const { api } = await startTenant();
    const { body } = await api('POST', '/connections', WAAD);
    expect((await api('GET', `/connections/${body['id']}/scim-configuration`)).status).toBe(404);
    expect((await api('GET', '/connections-directory-provisionings?take=50')).status).toBe(200);
  });
});
