import { describe, expect, test } from 'vitest';
import { CODE, makeAction, startTenant } from './harness.ts';

describe('action versions', () => {
  test('every deploy makes a new one, also of unchanged content', async () => {
    const running = await startTenant();
    const { api } = running;
    const { id } = await makeAction(running);
    const second = await api('POST', `/actions/actions/${id}/deploy`);
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({ number: 2, status: 'built', deployed: false, code: CODE });
    const list = await api('GET', `/actions/actions/${id}/versions`);
    expect(
      list.body['versions'].map((v: { number: number; deployed: boolean }) => [v.number, v.deployed]),
    ).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  test('a version keeps code, dependencies, runtime and secrets as they were', async () => {
    const running = await startTenant();
    const { api } = running;
    const { id } = await makeAction(running, {
      runtime: 'node18-actions',
      dependencies: [{ name: 'lodash', version: '4.17.21' }],
      secrets: [{ name: 'OLD', value: '1' }],
    });
    await api('PATCH', `/actions/actions/${id}`, {
      code: '// new\n',
      runtime: 'node22',
      dependencies: [],
      secrets: [{ name: 'NEW', value: '2' }],
    });
    const [version] = (await api('GET', `/actions/actions/${id}/versions`)).body['versions'];
    const one = await api('GET', `/actions/actions/${id}/versions/${version.id}`);
    expect(one.body).toEqual(version);
    expect(version).toMatchObject({
      action_id: id,
      number: 1,
      code: CODE,
      runtime: 'node18-actions',
      dependencies: [{ name: 'lodash', version: '4.17.21' }],
      secrets: [{ name: 'OLD' }],
    });
  });

  test('an earlier one comes back as a new version; the draft follows when asked', async () => {
    const running = await startTenant();
    const { api } = running;
    const { id } = await makeAction(running);
    await api('PATCH', `/actions/actions/${id}`, { code: '// two\n' });
    await api('POST', `/actions/actions/${id}/deploy`);
    const [, first] = (await api('GET', `/actions/actions/${id}/versions`)).body['versions'];
    const back = await api('POST', `/actions/actions/${id}/versions/${first.id}/deploy`, {});
    expect(back.body).toMatchObject({ number: 3, code: CODE, deployed: true });
    const kept = await api('GET', `/actions/actions/${id}`);
    expect(kept.body).toMatchObject({ code: '// two\n', all_changes_deployed: false });
    await api('POST', `/actions/actions/${id}/versions/${first.id}/deploy`, { update_draft: true });
    const followed = await api('GET', `/actions/actions/${id}`);
    expect(followed.body).toMatchObject({ code: CODE, all_changes_deployed: true });
    expect(followed.body['deployed_version']).toMatchObject({ number: 4 });
  });

  test('fifty are kept', async () => {
    const running = await startTenant();
    const { api } = running;
    const { id } = await makeAction(running);
    for (let count = 0; count < 51; count += 1) await api('POST', `/actions/actions/${id}/deploy`);
    const page = await api('GET', `/actions/actions/${id}/versions?per_page=100`);
    const numbers = page.body['versions'].map((version: { number: number }) => version.number) as number[];
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([50, 52, 3]);
    expect(page.body['total']).toBe(50);
  });

  test('an unknown one is a 404', async () => {
    const running = await startTenant();
    const { id } = await makeAction(running);
    expect((await running.api('GET', `/actions/actions/${id}/versions/none`)).status).toBe(404);
    expect((await running.api('POST', `/actions/actions/${id}/versions/none/deploy`, {})).status).toBe(404);
    expect((await running.api('POST', `/actions/actions/none/deploy`)).status).toBe(404);
  });
});
