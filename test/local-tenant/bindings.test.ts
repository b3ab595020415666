import { describe, expect, test } from 'vitest';
import { makeAction, startTenant } from './harness.ts';
import type { Running } from './harness.ts';

const PATH = '/actions/triggers/post-login/bindings';

const byName = (value: string, display_name?: string) => ({
  ref: { type: 'action_name', value },
  ...(display_name === undefined ? {} : { display_name }),
});

async function bound({ api }: Running): Promise<[name: string, display: string][]> {
  const { bindings } = (await api('GET', PATH)).body;
  return bindings.map((binding: { action: { name: string }; display_name: string }) => [
    binding.action.name,
    binding.display_name,
  ]);
}

describe('bindings', () => {
  test('a write replaces the whole list, in its order', async () => {
    const running = await startTenant();
    const { api } = running;
    const one = await makeAction(running, { name: 'one' });
    await makeAction(running, { name: 'two' });
    await api('PATCH', PATH, { bindings: [byName('one', 'First'), byName('two')] });
    expect(await bound(running)).toEqual([
      ['one', 'First'],
      ['two', 'two'],
    ]);
    await api('PATCH', PATH, { bindings: [byName('two'), { ref: { type: 'action_id', value: one.id } }] });
    expect(await bound(running)).toEqual([
      ['two', 'two'],
      ['one', 'First'],
    ]);
    await api('PATCH', PATH, { bindings: [byName('two')] });
    expect(await bound(running)).toEqual([['two', 'two']]);
    await api('PATCH', PATH, { bindings: [] });
    expect(await bound(running)).toEqual([]);
  });

  test('one keeps its id while it stays bound, and can be named by it', async () => {
    const running = await startTenant();
    const { api } = running;
    await makeAction(running, { name: 'one' });
    const [first] = (await api('PATCH', PATH, { bindings: [byName('one')] })).body['bindings'];
    expect(first).toMatchObject({
      trigger_id: 'post-login',
      action: { name: 'one', deployed_version: { number: 1 } },
    });
    const ref = { type: 'binding_id', value: first.id };
    const [again] = (await api('PATCH', PATH, { bindings: [{ ref }] })).body['bindings'];
    expect(again.id).toBe(first.id);
  });

  test('refuses a draft, an unknown action and one of another trigger, and keeps what was bound', async () => {
    const running = await startTenant();
    const { api } = running;
    await makeAction(running, { name: 'one' });
    await makeAction(running, { name: 'draft' }, false);
    await makeAction(running, {
      name: 'machine',
      supported_triggers: [{ id: 'credentials-exchange', version: 'v2' }],
    });
    await api('PATCH', PATH, { bindings: [byName('one')] });
    const cases = {
      draft: 'has not been deployed',
      nobody: 'No action was found',
      machine: 'does not support the trigger',
    };
    for (const [name, message] of Object.entries(cases)) {
      const answer = await api('PATCH', PATH, { bindings: [byName('one'), byName(name)] });
      expect(answer.status).toBe(400);
      expect(answer.body['message']).toContain(message);
    }
    expect(await bound(running)).toEqual([['one', 'one']]);
  });

  test('refuses a body of another shape and more than twenty', async () => {
    const running = await startTenant();
    const { api } = running;
    await makeAction(running, { name: 'one' });
    const bodies = [
      {},
      { bindings: [{ action_name: 'one' }] },
      { bindings: [{ ref: { type: 'name', value: 'one' } }] },
      { bindings: Array.from({ length: 21 }, () => byName('one')) },
    ];
    for (const body of bodies) expect((await api('PATCH', PATH, body)).status).toBe(400);
  });

  test('an unknown trigger is refused', async () => {
    const { api } = await startTenant();
    expect((await api('GET', '/actions/triggers/post-lunch/bindings')).status).toBe(400);
  });

  test('pages leave out the numbers that are 0, as a real tenant does', async () => {
    const running = await startTenant();
    expect((await running.api('GET', `${PATH}?page=0&per_page=50`)).body).toEqual({
      bindings: [],
      per_page: 50,
    });
    await makeAction(running, { name: 'one' });
    await running.api('PATCH', PATH, { bindings: [byName('one')] });
    expect((await running.api('GET', `${PATH}?page=0&per_page=50`)).body).toMatchObject({
      total: 1,
      per_page: 50,
    });
  });

  test('triggers are listed with their versions and runtimes', async () => {
    const { api } = await startTenant();
    const { triggers } = (await api('GET', '/actions/triggers')).body;
    expect(triggers[0]).toEqual({
      id: 'post-login',
      version: 'v3',
      status: 'CURRENT',
      runtimes: ['node18-actions', 'node22'],
      default_runtime: 'node22',
      binding_policy: 'trigger-bound',
      compatible_triggers: [{ id: 'post-login', version: 'v2' }],
    });
  });
});
