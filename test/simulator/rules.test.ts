import { afterAll, describe, expect, it } from 'vitest';
import type { HttpPlan } from '../../scripts/simulator/exchange.ts';
import { login, type LoginOverrides } from '../../scripts/simulator/login.ts';
import { runPairs } from '../../scripts/simulator/pairs.ts';
import type { RulesResult } from '../../scripts/simulator/rules-result.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';

afterAll(closeSandboxes);

const QUIRKS = { mergesAppMetadata: true };

interface World {
  readonly overrides?: LoginOverrides;
  readonly http?: HttpPlan;
  readonly back?: object;
  /** Logins at which a Rule hangs go on. */
  readonly passed?: boolean;
}

async function run(
  bodies: string | readonly string[],
  { overrides, passed = false, ...world }: World = {},
): Promise<RulesResult> {
  const rules = [bodies].flat().map((body, index) => ({
    name: `rule-${index}`,
    code: `function (user, context, callback) {\n${body}\n}`,
    isPassed: passed,
  }));
  const sides = {
    rules,
    actions: [{ name: 'none', code: 'exports.onExecutePostLogin = async () => {};' }],
    configuration: { KEY: 'value' },
    quirks: QUIRKS,
    root: process.cwd(),
  };
  const [pair] = await runPairs(sides, [{ login: login(overrides), ...world }]);
  return pair!.rules;
}

const claim = (value: string): string => `context.idToken['seen'] = ${value}; callback(null, user, context);`;
const seen = async (value: string, world?: World): Promise<unknown> =>
  ((await run(claim(value), world)).context['idToken'] as { seen: unknown }).seen;

describe('how a Rule ends', () => {
  it.each<[string, string, object]>([
    ['calls back', 'callback(null, user, context);', { kind: 'next' }],
    ['calls back with nothing', 'callback();', { kind: 'next' }],
    ['calls back later', 'setTimeout(() => callback(null, user, context), 9000);', { kind: 'next' }],
    [
      'refuses',
      `callback(new UnauthorizedError('no'));`,
      { kind: 'refused', rule: 'rule-0', error: 'unauthorized', reason: 'no' },
    ],
    [
      'refuses with an error',
      `callback(new Error('no'));`,
      { kind: 'refused', error: 'access_denied', reason: 'no' },
    ],
    ['refuses with text', `callback('no');`, { kind: 'refused', error: 'access_denied', reason: 'no' }],
    ['returns without calling back', 'if (true) return;', { kind: 'stalled', rule: 'rule-0' }],
    ['calls back after 20 s', 'setTimeout(() => callback(null, user, context), 21000);', { kind: 'stalled' }],
    ['blocks for ever', 'while (true) {}', { kind: 'stalled' }],
    ['throws', 'null.x;', { kind: 'threw', name: 'TypeError', line: 2 }],
    [
      'throws in a timer',
      `setTimeout(() => { throw new Error('late'); }, 5);`,
      { kind: 'threw', reason: 'late' },
    ],
    ['rejects', `Promise.reject(new Error('late'));`, { kind: 'threw', reason: 'late' }],
    [
      'redirects',
      `context.redirect = { url: 'https://a.example/' }; callback(null, user, context);`,
      { kind: 'redirect', target: 'https://a.example/' },
    ],
    [
      'redirects to no URL',
      `context.redirect = { url: '{}?a=1' }; callback(null, user, context);`,
      { kind: 'nowhere', rule: 'rule-0', target: '{}?a=1' },
    ],
    [
      'calls back and goes on',
      `callback(null, user, context); setTimeout(() => { user.late = 1; }, 5);`,
      { kind: 'next' },
    ],
  ])('%s', async (_name, body, end) => {
    expect((await run(body)).end).toMatchObject(end);
  });

  it('counts the first call and notes the second', async () => {
    const result = await run(`callback(null, user, context); callback(new Error('again'));`);
    expect(result.end).toEqual({ kind: 'next' });
    expect(result.notes).toEqual([
      {
        code: 'callback-twice',
        rule: 'rule-0',
        message: 'the callback was called again, with the error "again"',
      },
    ]);
  });

  it('cannot redirect where nobody can be asked', async () => {
    const body = `context.redirect = { url: 'https://a.example/' }; callback(null, user, context);`;
    const { end } = await run(body, { overrides: { request: { query: { prompt: 'none' } } } });
    expect(end.kind).toBe('interaction_required');
  });
});

describe('what Rules share', () => {
  it('passes one user and one context along, and stops at a refusal', async () => {
    const result = await run([
      `user.score = 1; context.idToken.a = 1; global.cache = 5; callback(null, user, context);`,
      `user.score += global.cache; callback(null, user, context);`,
      `callback(new Error('stop'));`,
      `user.score = 'never'; callback(null, user, context);`,
    ]);
    expect(result.user['score']).toBe(6);
    expect(result.end).toMatchObject({ kind: 'refused', rule: 'rule-2' });
  });

  it.each([
    ['user.score = 1;', ['user.score']],
    ['user.app_metadata = user.app_metadata || {};', []],
    ['user.app_metadata.plan = 1;', ['user.app_metadata']],
    ['context.idToken.a = 1; user.name = "x";', []],
    ['context.plan = 1;', ['context.plan']],
  ])('tells what is left for later Rules: %s', async (body, left) => {
    const overrides = { user: { app_metadata: { a: 1 } } };
    const { notes } = await run(`${body} callback(null, user, context);`, { overrides });
    expect(notes.map(({ code, message }) => [code, message])).toEqual(left.map((name) => ['leaves', name]));
  });

  it('goes on behind a Rule that hangs as if it had not run, where that is wanted', async () => {
    const hangs = (body: string) =>
      run([`context.a = 1; user.b = 2; ${body}`, claim('[context.a, user.b]')], {
        passed: true,
      });
    const passed = await hangs('');
    expect(passed.end).toEqual({ kind: 'next' });
    expect(passed.context['idToken']).toEqual({ seen: [null, null] });
    expect((await hangs('setInterval(() => {}, 100);')).end).toMatchObject({ kind: 'stalled' });
    expect((await hangs(`throw new Error('x');`)).end).toMatchObject({ kind: 'threw' });
    expect((await run(['', claim('1')])).end).toEqual({ kind: 'stalled', rule: 'rule-0' });
  });

  it('starts each login with nothing of the last one', async () => {
    await run(`global.cache = 5; leaked = 1; callback(null, user, context);`);
    expect(await seen(`[typeof global.cache, typeof leaked]`)).toEqual(['undefined', 'undefined']);
  });
});

describe('what a Rule sees', () => {
  it.each<[string, unknown, LoginOverrides?]>([
    ['context.clientID', 'Xk2pQ7vT9sLm4nR8wZ1yB3cD5fG6hJ0a'],
    ['context.connectionStrategy', 'waad', { connection: { strategy: 'waad' } }],
    ['context.request.geoip.country_code', 'DE'],
    ['context.request.geoip.countryCode === undefined', true],
    ['context.request.userAgent.slice(0, 7)', 'Mozilla'],
    ['context.stats.loginsCount', 12],
    ['context.authentication.methods[0].timestamp', Date.parse('2026-01-15T09:00:00.000Z')],
    ['context.protocol', 'oidc-basic-profile'],
    ['typeof user.app_metadata', 'undefined', { user: { app_metadata: undefined } }],
    ['typeof user.app_metadata', 'undefined', { user: { app_metadata: {} } }],
    ['user.plan', 'gold', { user: { plan: 'tin', app_metadata: { plan: 'gold' } } }],
    ['context.request.body', {}, { request: { body: { a: 1 } } }],
    [
      'context.request.body',
      { a: 1 },
      { request: { body: { a: 1 } }, transaction: { protocol: 'oauth2-resource-owner' } },
    ],
    ['configuration.KEY', 'value'],
    ['typeof organization', 'undefined'],
    [`require('lodash@4.17.10').get(user, 'name')`, 'Ada Lovelace'],
    [`_.get(user, 'name')`, 'Ada Lovelace'],
    [
      `[new Date().toISOString(), typeof require('crypto').randomBytes]`,
      ['2026-01-15T09:00:00.000Z', 'function'],
    ],
  ])('%s', async (expression, value, overrides = {}) => {
    expect(await seen(expression, { overrides })).toEqual(value);
  });

  it('is told what is installed in another major version', async () => {
    const result = await run(`require('lodash@3.10.1'); callback(null, user, context);`);
    expect(result.notes).toEqual([{ code: 'missing-module', rule: 'rule-0', message: 'lodash@3.10.1' }]);
  });

  it('is told what is not installed', async () => {
    const result = await run(`require('not-there@1.0.0'); callback(null, user, context);`);
    expect(result.end.kind).toBe('threw');
    expect(result.notes).toEqual([{ code: 'missing-module', rule: 'rule-0', message: 'not-there' }]);
  });
});

describe('the profile', () => {
  const stored = { user: { app_metadata: { a: 1, b: { c: 1 } } } };

  it('changes by the Management API alone, first level only, null removes', async () => {
    const result = await run(
      `user.app_metadata.x = 1;
       auth0.users.updateAppMetadata(user.user_id, { a: null, b: { d: 2 } })
         .then(() => callback(null, user, context)).catch(callback);`,
      { overrides: stored },
    );
    expect(result.stored.app).toEqual({ b: { d: 2 } });
  });

  it.each([
    ['a promise', `auth0.users.updateAppMetadata(user.user_id, { a: 2 }).then(tell, callback);`],
    [
      'a callback',
      `auth0.users.updateAppMetadata(user.user_id, { a: 2 }, (error, changed) => tell(changed));`,
    ],
  ])('is handed on as it is after a change, by %s', async (_by, save) => {
    const tell = `const tell = ({ email, app_metadata }) => {
      context.idToken.seen = [email, app_metadata.a, app_metadata.b]; callback(null, user, context);
    };`;
    const result = await run(`${tell} ${save}`, { overrides: stored });
    expect(result.context['idToken']).toEqual({ seen: ['ada@example.com', 2, { c: 1 }] });
  });

  it('is wiped by an empty object', async () => {
    const body = `auth0.users.updateAppMetadata(user.user_id, {}, () => callback(null, user, context));`;
    expect((await run(body, { overrides: stored })).stored.app).toEqual({});
  });
});

it('a global that a Rule makes is told: a later login could have found it there', async () => {
  const { notes } = await run(`global.count = (global.count || 0) + 1; callback(null, user, context);`);
  expect(notes).toEqual([{ code: 'keeps', rule: 'rule-0', message: 'the global count' }]);
});

describe('the network', () => {
  const http: HttpPlan = {
    exchanges: [{ url: 'https://api.example.com/', reply: { status: 200, body: { level: 3 } } }],
    otherwise: { status: 404, body: 'nothing' },
  };
  const readAll = `(response) => {
         let text = '';
         response.on('data', (chunk) => { text += chunk; });
         response.on('end', () => done(response.statusCode, response.statusCode === 200 ? JSON.parse(text) : undefined));
       }`;
  const ways: [string, string][] = [
    [
      'request',
      `require('request').get({ url, json: true }, (error, response, body) => done(response.statusCode, body));`,
    ],
    [
      'axios',
      `require('axios').get(url).then((response) => done(response.status, response.data), (error) => done(error.response.status));`,
    ],
    [
      'fetch',
      `fetch(url).then(async (response) => done(response.status, response.ok ? await response.json() : undefined));`,
    ],
    [
      'node-fetch',
      `require('node-fetch')(url).then(async (response) => done(response.status, response.ok ? await response.json() : undefined));`,
    ],
    ['https', `require('https').get(url, ${readAll});`],
    ['https with what url.parse returns', `require('https').get(require('url').parse(url), ${readAll});`],
  ];

  it.each(ways)('answers %s from the plan', async (_name, code) => {
    const body = (url: string): string => `const url = '${url}';
      const done = (status, body) => { context.idToken.seen = [status, body && body.level]; callback(null, user, context); };
      ${code}`;
    const found = await run(body('https://api.example.com/level'), { http });
    expect(found.context['idToken']).toEqual({ seen: [200, 3] });
    expect(found.requests).toEqual([{ method: 'GET', url: 'https://api.example.com/level' }]);
    const missed = await run(body('https://other.example.com/'), { http });
    expect((missed.context['idToken'] as { seen: unknown[] }).seen[0]).toBe(404);
  });

  it('notes method, body and credentials', async () => {
    const result = await run(
      `require('request').post('https://api.example.com/x', { auth: { bearer: 't' }, json: { a: 1 } }, () => {
         require('request')({ method: 'PUT', uri: 'https://api.example.com/y', form: { b: '2' } }, () =>
           callback(null, user, context));
       });`,
      { http },
    );
    expect(result.requests).toEqual([
      { method: 'POST', url: 'https://api.example.com/x', body: { a: 1 }, authorization: 'Bearer t' },
      {
        method: 'PUT',
        url: 'https://api.example.com/y',
        body: { b: '2' },
        type: 'application/x-www-form-urlencoded',
      },
    ]);
  });

  it.each(['exec', 'execSync', 'spawn', 'fork'])(
    'starts no process that would have one: %s',
    async (name) => {
      const { end } = await run(`require('child_process').${name}('true'); callback(null, user, context);`);
      expect(end).toMatchObject({ kind: 'threw', reason: expect.stringContaining('No network') as string });
    },
  );

  it('starts no other thread', async () => {
    const { end } = await run(`new (require('worker_threads').Worker)('1', { eval: true }); callback();`);
    expect(end).toMatchObject({ kind: 'threw' });
  });

  it('refuses what the plan does not know', async () => {
    const result = await run(`require('request')('https://example.com', (error) => callback(error));`);
    expect(result.end).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('No network') as string,
    });
  });
});
