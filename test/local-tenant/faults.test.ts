import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseFaults } from '../../scripts/local-tenant/faults.ts';
import type { FaultInput } from '../../scripts/local-tenant/faults.ts';
import { command } from '../../scripts/tenant.ts';
import { quietContext } from '../support/context.ts';
import { makeAction, startTenant, temporaryFolder } from './harness.ts';

const start = (...faults: FaultInput[]) => startTenant({ faults });

describe('a fault of a request', () => {
  test('429, with the headers of Auth0', async () => {
    const { api, clock } = await start({ kind: 'rate-limited', on: 'GET /clients', retryAfter: 3 });
    const limited = await api('GET', '/clients');
    expect([limited.status, limited.body]).toEqual([
      429,
      {
        statusCode: 429,
        error: 'Too Many Requests',
        message: 'Global limit has been reached',
        errorCode: 'too_many_requests',
      },
    ]);
    expect(limited.headers).toMatchObject({
      'retry-after': '3',
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(clock.now().getTime() / 1000 + 3),
    });
    expect((await api('GET', '/clients')).status).toBe(200);
  });

  test('5xx before the change is stored, and after it', async () => {
    const { api } = await start(
      { kind: 'server-error', on: 'POST /clients', times: 1 },
      { kind: 'server-error', on: 'POST /clients', after: 1, when: 'after', status: 503 },
    );
    const names = async () =>
      (await api('GET', '/clients?is_global=false')).body as never as { name: string }[];
    expect((await api('POST', '/clients', { name: 'lost' })).status).toBe(500);
    expect(await names()).toHaveLength(1);
    expect((await api('POST', '/clients', { name: 'kept' })).status).toBe(503);
    expect((await names()).map(({ name }) => name)).toContain('kept');
    expect((await api('POST', '/clients', { name: 'third' })).status).toBe(201);
  });

  test('a connection cut before the change is stored, and after it', async () => {
    const { api } = await start(
      { kind: 'cut', on: 'POST /clients' },
      { kind: 'cut', on: 'POST /clients', after: 1, when: 'after' },
    );
    const count = async () => (await api('GET', '/clients?is_global=false')).body as never as unknown[];
    await expect(api('POST', '/clients', { name: 'lost' })).rejects.toThrow('socket hang up');
    expect(await count()).toHaveLength(1);
    await expect(api('POST', '/clients', { name: 'kept' })).rejects.toThrow('socket hang up');
    expect(await count()).toHaveLength(2);
  });

  test('a delay, and the real answer after it', async () => {
    const { api, tenant } = await start({ kind: 'slow', on: 'GET /clients', ms: 30 });
    expect((await api('GET', '/clients')).status).toBe(200);
    expect(tenant.requests.at(-1)?.ms).toBeGreaterThanOrEqual(29);
  });

  test('a token that has expired', async () => {
    const { api } = await start({ kind: 'token-expired', on: '* /**', after: 1 });
    expect((await api('GET', '/clients')).body).toMatchObject({
      statusCode: 401,
      errorCode: 'invalid_token',
    });
    expect((await api('GET', '/clients')).status).toBe(200);
  });

  test('hits the requests it names, from the one it names, as often as it says', async () => {
    const { api } = await start(
      { kind: 'server-error', on: 'GET /actions/triggers/*/bindings', after: 1, times: 2, status: 501 },
      { kind: 'server-error', on: '* /rules/**', times: 'always', status: 502 },
      { kind: 'server-error', on: 'POST /oauth/token', after: 1, status: 503 },
    );
    const status = async (method: string, path: string) => (await api(method, path)).status;
    const bindings: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      bindings.push(await status('GET', '/actions/triggers/post-login/bindings'));
    }
    expect(bindings).toEqual([200, 501, 501, 200]);
    expect(await status('GET', '/actions/triggers')).toBe(200);
    expect([await status('GET', '/rules/x'), await status('DELETE', '/rules/x/y')]).toEqual([502, 502]);
    expect([await status('GET', '/rules'), await status('GET', '/rules-configs')]).toEqual([502, 200]);
  });
});

describe('a lasting fault', () => {
  test('a rate limit fills again with time and tells its state', async () => {
    const { api, clock } = await start({ kind: 'rate', perSecond: 2, burst: 2 });
    const call = async () => {
      const { status, headers } = await api('GET', '/clients');
      return [status, headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']];
    };
    expect([await call(), await call(), await call()]).toEqual([
      [200, '2', '1'],
      [200, '2', '0'],
      [429, '2', '0'],
    ]);
    clock.advance(500);
    expect([await call(), await call()]).toEqual([
      [200, '2', '0'],
      [429, '2', '0'],
    ]);
    clock.advance(60_000);
    expect(await call()).toEqual([200, '2', '1']);
  });

  test('a build that fails, and one that is slow', async () => {
    const running = await start(
      { kind: 'build-failed', action: 'broken', message: 'lodash 9.9.9 was not found' },
      { kind: 'build-slow', action: 'slow', ms: 1000 },
    );
    const { api, clock } = running;
    const broken = await makeAction(running, { name: 'broken' }, false);
    const slow = await makeAction(running, { name: 'slow' }, false);
    const good = await makeAction(running, { name: 'good' }, false);
    const read = async ({ id }: { id: string }) => (await api('GET', `/actions/actions/${id}`)).body;
    expect(await read(broken)).toMatchObject({
      status: 'failed',
      errors: [{ msg: 'lodash 9.9.9 was not found' }],
    });
    expect((await api('POST', `/actions/actions/${broken.id}/deploy`)).status).toBe(400);
    expect([(await read(slow))['status'], (await read(good))['status']]).toEqual(['pending', 'built']);
    clock.advance(1000);
    expect((await read(slow))['status']).toBe('built');
  });

  test('rules refused altogether', async () => {
    const { api } = await start({ kind: 'rules-refused' });
    for (const path of ['/rules', '/rules/rul_1', '/rules-configs']) {
      expect((await api('GET', path)).body).toMatchObject({
        statusCode: 403,
        errorCode: 'feature_not_enabled',
      });
    }
  });
});

describe('declared faults', () => {
  test.each([
    ['no list', {}, 'A fault is not understood:'],
    ['an unknown kind', [{ kind: 'flood' }], 'A fault is not understood (0.kind)'],
    ['no request', [{ kind: 'cut' }], '(0.on)'],
    ['a path alone', [{ kind: 'cut', on: '/clients' }], 'must be a method and a path'],
    ['a status of success', [{ kind: 'server-error', on: 'GET /a', status: 200 }], '(0.status)'],
    ['an unknown property', [{ kind: 'rules-refused', times: 3 }], '(0.times)'],
  ])('%s is a Problem', (_what, faults, message) => {
    expect(() => parseFaults(faults)).toThrow(
      expect.objectContaining({ code: 'local-tenant-faults', message: expect.stringContaining(message) }),
    );
  });

  test('are read from a file, and a mistake is shown with its place', async () => {
    const cwd = temporaryFolder();
    const file = join(cwd, 'faults.yaml');
    const printed: string[] = [];
    const context = {
      ...quietContext(cwd),
      signal: AbortSignal.abort(),
      out: (text: string) => void printed.push(text),
    };
    const run = () => command.run(context, [], { port: '0', faults: 'faults.yaml' });
    await expect(run()).rejects.toMatchObject({ code: 'file-missing' });
    writeFileSync(file, '- kind: cut\n  on: POST /clients\n- kind: slow\n  on: GET /clients\n  ms: long\n');
    await expect(run()).rejects.toMatchObject({
      code: 'local-tenant-faults',
      at: { file: 'faults.yaml', line: 5, column: 7 },
    });
    writeFileSync(file, '- { kind: cut, on: POST /clients, after: 2, times: always }\n');
    expect(await run()).toBe(0);
    expect(printed.join('\n')).toContain('1 declared in faults.yaml');
  });
});
