import { describe, expect, test } from 'vitest';
import { CODE, makeAction, POST_LOGIN, startTenant } from './harness.ts';

const NOT_BUILT = "A draft must be in the 'built' state before it can be deployed.";

describe('actions', () => {
  test('a new one is a pending draft and is never shown with its secret values', async () => {
    const { api, clock } = await startTenant();
    const created = await api('POST', '/actions/actions', {
      name: 'claims',
      supported_triggers: POST_LOGIN,
      code: CODE,
      dependencies: [{ name: 'lodash', version: '4.17.21' }],
      secrets: [{ name: 'KEY', value: 'do-not-show' }],
    });
    const now = clock.now().toISOString();
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
      name: 'claims',
      supported_triggers: POST_LOGIN,
      code: CODE,
      dependencies: [{ name: 'lodash', version: '4.17.21' }],
      runtime: 'node22',
      secrets: [{ name: 'KEY', updated_at: now }],
      status: 'pending',
      all_changes_deployed: false,
      created_at: now,
      updated_at: now,
    });
    await api('POST', `/actions/actions/${created.body['id']}/deploy`);
    const everything = [
      await api('GET', '/actions/actions'),
      await api('GET', `/actions/actions/${created.body['id']}`),
      await api('GET', `/actions/actions/${created.body['id']}/versions`),
    ];
    for (const answer of everything) expect(answer.text).not.toContain('do-not-show');
  });

  test('the build walks from pending over building to built, and only then can be deployed', async () => {
    const running = await startTenant({ buildMs: 1000 });
    const { api, clock } = running;
    const { id } = await makeAction(running, {}, false);
    const status = async () => (await api('GET', `/actions/actions/${id}`)).body['status'];
    const deploy = () => api('POST', `/actions/actions/${id}/deploy`);
    expect(await status()).toBe('pending');
    const early = await deploy();
    expect([early.status, early.body['message']]).toEqual([400, NOT_BUILT]);
    clock.advance(600);
    expect(await status()).toBe('building');
    expect((await deploy()).status).toBe(400);
    clock.advance(400);
    expect(await status()).toBe('built');
    expect((await deploy()).status).toBe(200);
  });

  test('code that does not parse fails to build and says where', async () => {
    const running = await startTenant();
    const { id } = await makeAction(running, { code: 'exports.a = 1;\nexports.b = ;\n' }, false);
    const action = await running.api('GET', `/actions/actions/${id}`);
    expect(action.body['status']).toBe('failed');
    expect(action.body['errors'][0].msg).toContain("Unexpected token ';' (line 2)");
    const deploy = await running.api('POST', `/actions/actions/${id}/deploy`);
    expect([deploy.status, deploy.body['message']]).toEqual([400, NOT_BUILT]);
  });

  test("a name that Auth0's wrapper already holds fails to build", async () => {
    const running = await startTenant();
    const { id } = await makeAction(running, { code: 'const console = 1;\n' }, false);
    expect((await running.api('GET', `/actions/actions/${id}`)).body['status']).toBe('failed');
  });

  test('a change starts a new build and leaves what is deployed alone', async () => {
    const running = await startTenant({ buildMs: 1000 });
    const { api, clock } = running;
    const { id } = await makeAction(running, {}, false);
    clock.advance(1000);
    await api('POST', `/actions/actions/${id}/deploy`);
    const changed = await api('PATCH', `/actions/actions/${id}`, { code: '// new\n' });
    expect(changed.body).toMatchObject({ status: 'pending', code: '// new\n', all_changes_deployed: false });
    expect(changed.body['deployed_version']).toMatchObject({ number: 1, code: CODE });
    expect((await api('POST', `/actions/actions/${id}/deploy`)).status).toBe(400);
  });

  test('an unchanged draft counts as deployed', async () => {
    const running = await startTenant();
    const { id } = await makeAction(running, { secrets: [{ name: 'A', value: '1' }] });
    const same = await running.api('PATCH', `/actions/actions/${id}`, { code: CODE });
    expect(same.body['all_changes_deployed']).toBe(true);
    const other = await running.api('PATCH', `/actions/actions/${id}`, {
      secrets: [{ name: 'A', value: '2' }],
    });
    expect(other.body['all_changes_deployed']).toBe(false);
  });

  test('secrets: left out they stay, an empty list wipes, a list replaces, a name alone keeps its value', async () => {
    const running = await startTenant();
    const { api, clock } = running;
    const { id } = await makeAction(running, {
      secrets: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    });
    const secrets = async (change: object) =>
      (await api('PATCH', `/actions/actions/${id}`, change)).body['secrets'] as unknown;
    const before = clock.now().toISOString();
    clock.advance(1000);
    const now = clock.now().toISOString();
    expect(await secrets({ code: CODE })).toEqual([
      { name: 'A', updated_at: before },
      { name: 'B', updated_at: before },
    ]);
    expect(await secrets({ secrets: [{ name: 'A' }, { name: 'C', value: '3' }] })).toEqual([
      { name: 'A', updated_at: before },
      { name: 'C', updated_at: now },
    ]);
    const unknown = await api('PATCH', `/actions/actions/${id}`, { secrets: [{ name: 'new' }] });
    expect(unknown.status).toBe(400);
    expect(await secrets({ secrets: [] })).toEqual([]);
  });

  test('a name is taken once', async () => {
    const running = await startTenant();
    await makeAction(running, { name: 'one' });
    const two = await makeAction(running, { name: 'two' });
    const again = { name: 'one', supported_triggers: POST_LOGIN };
    expect((await running.api('POST', '/actions/actions', again)).status).toBe(409);
    expect((await running.api('PATCH', `/actions/actions/${two.id}`, { name: 'one' })).status).toBe(409);
    expect((await running.api('PATCH', `/actions/actions/${two.id}`, { name: 'two' })).status).toBe(200);
  });

  test('the trigger is fixed for life, its version is not', async () => {
    const running = await startTenant();
    const { id } = await makeAction(running, { supported_triggers: [{ id: 'post-login', version: 'v2' }] });
    const other = [{ id: 'credentials-exchange', version: 'v2' }];
    const refused = await running.api('PATCH', `/actions/actions/${id}`, { supported_triggers: other });
    expect([refused.status, refused.body['message']]).toEqual([400, "can't upgrade to this trigger."]);
    const upgraded = await running.api('PATCH', `/actions/actions/${id}`, { supported_triggers: POST_LOGIN });
    expect(upgraded.body['supported_triggers']).toEqual(POST_LOGIN);
  });

  const many = (count: number, make: (index: number) => object) =>
    Array.from({ length: count }, (_, index) => make(index));
  test.each([
    ['no trigger', { supported_triggers: [] }, 'Array is too short'],
    ['two triggers', { supported_triggers: [...POST_LOGIN, ...POST_LOGIN] }, 'Array is too long'],
    ['an unknown trigger', { supported_triggers: [{ id: 'post-lunch' }] }, 'Unknown trigger: post-lunch'],
    [
      'an unknown version',
      { supported_triggers: [{ id: 'post-login', version: 'v9' }] },
      'Unknown trigger: post-login v9',
    ],
    ['an unknown runtime', { runtime: 'node20' }, 'Runtime node20 is not supported'],
    ['a read-only property', { status: 'built' }, 'Additional properties not allowed: status'],
    ['too much code', { code: 'a'.repeat(100_001) }, 'Code is too large'],
    ['31 secrets', { secrets: many(31, (i) => ({ name: `S${i}`, value: 'v' })) }, 'Too many secrets'],
    ['a long secret name', { secrets: [{ name: 'n'.repeat(129), value: 'v' }] }, 'Secret name is too long'],
    [
      'a long secret value',
      { secrets: [{ name: 'n', value: 'v'.repeat(4097) }] },
      'Secret value is too long',
    ],
    ['one secret twice', { secrets: many(2, () => ({ name: 'S', value: 'v' })) }, 'not unique'],
    [
      '11 dependencies',
      { dependencies: many(11, (i) => ({ name: `d${i}`, version: '1.0.0' })) },
      'Too many dependencies',
    ],
    [
      'a dependency without a version',
      { dependencies: [{ name: 'a' }] },
      'Missing required property: version',
    ],
  ])('refuses %s', async (_what, change, message) => {
    const { api } = await startTenant();
    const sent = { name: 'a', supported_triggers: POST_LOGIN, code: CODE, ...change };
    const answer = await api('POST', '/actions/actions', sent);
    expect(answer.status).toBe(400);
    expect(answer.body['message']).toContain(message);
    expect((await api('GET', '/actions/actions')).body['actions']).toEqual([]);
  });

  test('the largest code is taken', async () => {
    const running = await startTenant();
    const { id } = await makeAction(running, { code: '/'.repeat(100_000) });
    expect((await running.api('GET', `/actions/actions/${id}`)).body['status']).toBe('built');
  });

  test('a bound one is deleted with force alone, which unbinds it', async () => {
    const running = await startTenant();
    const { api } = running;
    const { id, name } = await makeAction(running);
    const bindings = [{ ref: { type: 'action_name', value: name } }];
    await api('PATCH', '/actions/triggers/post-login/bindings', { bindings });
    expect((await api('DELETE', `/actions/actions/${id}`)).status).toBe(400);
    expect((await api('DELETE', `/actions/actions/${id}?force=true`)).status).toBe(204);
    expect((await api('GET', '/actions/triggers/post-login/bindings')).body['bindings']).toEqual([]);
    expect((await api('GET', `/actions/actions/${id}`)).body).toEqual({
      statusCode: 404,
      error: 'Not Found',
      message: 'That action does not exist.',
    });
  });

  test('lists by name, trigger and state, without include_totals', async () => {
    const running = await startTenant();
    const { api } = running;
    await makeAction(running, { name: 'live' });
    await makeAction(running, { name: 'draft' }, false);
    await makeAction(
      running,
      { name: 'other', supported_triggers: [{ id: 'credentials-exchange', version: 'v2' }] },
      false,
    );
    const names = async (query: string) =>
      (await api('GET', `/actions/actions?${query}`)).body['actions'].map((a: { name: string }) => a.name);
    expect(await names('actionName=live')).toEqual(['live']);
    expect(await names('deployed=true')).toEqual(['live']);
    expect(await names('triggerId=post-login')).toEqual(['live', 'draft']);
    const totals = await api('GET', '/actions/actions?include_totals=true');
    expect(totals.body).toMatchObject({ statusCode: 400, errorCode: 'invalid_query_string' });
  });

  test('created with deploy it is live at once', async () => {
    const running = await startTenant();
    const { id } = await makeAction(running, { deploy: true }, false);
    const action = await running.api('GET', `/actions/actions/${id}`);
    expect(action.body['deployed_version']).toMatchObject({ number: 1, deployed: true });
  });

  test('modules are none', async () => {
    const { api } = await startTenant();
    expect((await api('GET', '/actions/modules?page=0&per_page=100')).body).toEqual({
      modules: [],
      total: 0,
      page: 0,
      per_page: 100,
    });
  });
});
