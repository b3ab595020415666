import { describe, expect, test } from 'vitest';
import { startTenant } from './harness.ts';
import type { Running } from './harness.ts';

async function connections({ api }: Running, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `c${index}`);
  for (const name of names) await api('POST', '/connections', { name, strategy: 'auth0' });
  return names;
}

const namesOf = (items: { name: string }[]) => items.map(({ name }) => name);

describe('pages by offset', () => {
  test('a bare array, or with totals', async () => {
    const running = await startTenant();
    const names = await connections(running, 5);
    const bare = await running.api('GET', '/connections?page=1&per_page=2');
    expect(namesOf(bare.body as never)).toEqual(names.slice(2, 4));
    const totals = await running.api('GET', '/connections?page=2&per_page=2&include_totals=true');
    expect(totals.body).toMatchObject({ total: 5, start: 4, limit: 2 });
    expect(namesOf(totals.body['connections'])).toEqual(names.slice(4));
    const beyond = await running.api('GET', '/connections?page=9&per_page=2');
    expect(beyond.body).toEqual([]);
  });

  test.each([
    'per_page=101',
    'per_page=-1',
    'per_page=two',
    'page=1.5',
    'page=',
    'include_totals=yes',
    'limit=3',
    'page=1&page=2',
  ])('refuses %s', async (query) => {
    const { api } = await startTenant();
    const answer = await api('GET', `/clients?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body['errorCode']).toBe('invalid_query_string');
    expect(answer.body['message']).toMatch(/^Query validation error: '/);
  });
});

describe('pages by checkpoint', () => {
  test('follow each other to the end, once each', async () => {
    const running = await startTenant();
    const names = await connections(running, 7);
    const seen: string[] = [];
    const sizes: number[] = [];
    let from: string | undefined = '';
    while (from !== undefined) {
      const page = await running.api('GET', `/connections?take=3${from && `&from=${from}`}`);
      seen.push(...namesOf(page.body['connections']));
      sizes.push(page.body['connections'].length);
      from = page.body['next'];
    }
    expect(seen).toEqual(names);
    expect(sizes).toEqual([3, 3, 1]);
  });

  test('the last full page has no next', async () => {
    const running = await startTenant();
    await connections(running, 2);
    expect((await running.api('GET', '/connections?take=2')).body).not.toHaveProperty('next');
  });

  test.each(['take=0', 'take=101', 'from=nonsense&take=2'])('refuses %s', async (query) => {
    const { api } = await startTenant();
    expect((await api('GET', `/connections?${query}`)).status).toBe(400);
  });
});
