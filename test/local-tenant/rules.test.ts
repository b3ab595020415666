import { describe, expect, test } from 'vitest';
import { startTenant } from './harness.ts';

describe('rules, after their end of life', () => {
  test('lists answer and are empty', async () => {
    const { api } = await startTenant();
    expect((await api('GET', '/rules?page=0&per_page=100&include_totals=true')).body).toEqual({
      total: 0,
      start: 0,
      limit: 100,
      rules: [],
    });
    expect((await api('GET', '/rules-configs')).body).toEqual([]);
    expect((await api('GET', '/rules/rul_none')).status).toBe(404);
  });

  test.each([
    ['POST', '/rules', { name: 'a', script: 'function a(user, context, callback) {}' }],
    ['PATCH', '/rules/rul_1', { enabled: false }],
    ['DELETE', '/rules/rul_1', undefined],
    ['PUT', '/rules-configs/KEY', { value: 'v' }],
    ['DELETE', '/rules-configs/KEY', undefined],
  ])('%s %s is refused', async (method, path, body) => {
    const { api } = await startTenant();
    const answer = await api(method, path, body);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ error: 'Forbidden', errorCode: 'feature_not_enabled' });
  });
});

test('a tenant on which they are not switched off yet lets a rule be switched, and nothing else', async () => {
  const { api } = await startTenant({ faults: [{ kind: 'rules-alive' }] });
  expect((await api('PATCH', '/rules/rul_none', { enabled: false })).status).toBe(404);
  expect((await api('PATCH', '/rules/rul_none', { stage: 'login_success' })).status).toBe(400);
  expect((await api('POST', '/rules', { name: 'a', script: 'b' })).status).toBe(403);
});
