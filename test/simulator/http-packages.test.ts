import { afterAll, describe, expect, it } from 'vitest';
import type { HttpPlan, HttpRequest } from '../../scripts/simulator/exchange.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { runPairs } from '../../scripts/simulator/pairs.ts';
import { login } from '../../scripts/simulator/login.ts';

afterAll(closeSandboxes);

interface Seen {
  readonly value: unknown;
  readonly requests: readonly HttpRequest[];
  readonly missing: readonly string[];
}

const OK: HttpPlan = { otherwise: { status: 200, body: { a: 1 } } };

/** What a Rule sees that hands a value to `done`. */
async function seen(body: string, http: HttpPlan = OK): Promise<Seen> {
  const code = `(user, context, callback) => {
    const done = (value) => { context.idToken.value = value; callback(null, user, context); };
    ${body}
  }`;
  const sides = {
    rules: [{ name: 'rule', code }],
    actions: [],
    configuration: {},
    quirks: { mergesAppMetadata: true },
    root: import.meta.dirname,
  };
  const [pair] = await runPairs(sides, [{ login: login(), http }]);
  const { context, requests, notes } = pair!.rules;
  return {
    value: (context['idToken'] as { value: unknown }).value,
    requests,
    missing: notes.filter(({ code }) => code === 'missing-module').map(({ message }) => message),
  };
}

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, ...more });
const json = (body: object): HttpRequest => ({ method: 'POST', url: 'https://a.io/x', body });
const form = (body: object): HttpRequest => ({ ...json(body), type: 'application/x-www-form-urlencoded' });

// oxfmt-ignore
const REQUESTS: readonly (readonly [options: string, request: HttpRequest])[] = [
  [`{ baseUrl: 'https://a.io/v1/', uri: '/x' }`,                     get('https://a.io/v1/x')],
  [`{ url: 'https://a.io/x?a=1', qs: { a: 2, b: null, c: undefined } }`, get('https://a.io/x?a=2&b=')],
  [`{ url: 'https://a.io/x', auth: { username: 'u', password: 'p' } }`, get('https://a.io/x', { authorization: 'Basic dTpw' })],
  [`{ url: 'https://a.io/x', auth: { bearer: () => 't' } }`,         get('https://a.io/x', { authorization: 'Bearer t' })],
  [`{ url: 'https://a.io/x', method: 'post', form: { a: 1 } }`,      form({ a: '1' })],
  [`{ url: 'https://a.io/x', method: 'post', form: 'a=b%20c' }`,     form({ a: 'b c' })],
  [`{ url: 'https://a.io/x', method: 'post', form: { a: { b: [1, { c: null }], d: undefined }, e: [] } }`, form({ 'a[b][0]': '1', 'a[b][1][c]': '' })],
  [`{ url: 'https://a.io/x', qs: { a: [1, 2] } }`,                   get('https://a.io/x?a%5B0%5D=1&a%5B1%5D=2')],
  [`{ url: 'https://a.io/x', method: 'post', json: { a: 1, b: undefined } }`, json({ a: 1 })],
  [`{ url: 'https://a.io/x', timeout: 500, gzip: true, followRedirect: false, strictSSL: true }`, get('https://a.io/x')],
];

describe('request', () => {
  it.each(REQUESTS)('heeds %s', async (options, request) => {
    const found = await seen(`require('request')(${options}, (error, response, body) => done(body));`);
    expect(found).toMatchObject({ requests: [request], missing: [] });
    expect(found.value).toEqual(options.includes('json') ? { a: 1 } : '{"a":1}');
  });

  it('calls back with what goes wrong before anything is sent', async () => {
    const told = `(error) => done(error.message)`;
    expect((await seen(`require('request')({ url: 'x' }, ${told});`)).value).toBe('Invalid URI "x"');
    const body = `require('request').post({ url: 'https://a.io', body: { a: 1 } }, ${told});`;
    expect((await seen(body)).value).toBe('Argument error, options.body.');
  });

  it('throws what goes wrong before anything is sent where nobody is called back', async () => {
    const code = (more: string): string =>
      `try { require('request').post({ ${more} }); done(1); } catch (error) { done(error.message); }`;
    expect((await seen(code(`url: '1', json: {}`))).value).toBe('Invalid URI "1"');
    expect((await seen(code(`url: 'https://a.io', json: {}`))).value).toBe(1);
  });

  it('hands on bytes, and what defaults and the option callback say', async () => {
    const bytes = `require('request')({ url: 'https://a.io', encoding: null, callback: (e, r, body) => done(Buffer.isBuffer(body)) });`;
    expect(await seen(bytes)).toMatchObject({ value: true, missing: [] });
    const defaults = `require('request').defaults({ json: true, headers: { Authorization: 't' } })
      .get({ url: 'https://a.io/', headers: { 'X-A': '1' } }, (e, r, body) => done(body));`;
    expect(await seen(defaults)).toEqual({
      value: { a: 1 },
      requests: [get('https://a.io/', { authorization: 't', headers: { 'x-a': '1' } })],
      missing: [],
    });
  });

  it.each([
    [`require('request')({ url: 'https://a.io', formData: {} }, done);`, 'request option formData'],
    [
      `require('request')({ url: 'https://a.io', encoding: 'latin1' }, done);`,
      'request option encoding: latin1',
    ],
    [`require('request')('https://a.io').on; done(1);`, 'what request returns: on'],
    [`require('request').jar; done(1);`, 'request jar'],
    [
      `require('request-promise')({ url: 'https://a.io', transform2xxOnly: true }).then(done);`,
      'request option transform2xxOnly',
    ],
  ])('is not verifiable: %s', async (code, what) => {
    expect((await seen(code)).missing).toEqual([expect.stringContaining(`(of its stand-in: ${what})`)]);
  });

  it('as a promise transforms the body', async () => {
    const code = `require('request-promise')({ url: 'https://a.io', json: true, transform: (body, response) => [body.a, response.statusCode] }).then(done);`;
    expect(await seen(code)).toMatchObject({ value: [1, 200], missing: [] });
  });
});

// oxfmt-ignore
const AXIOS: readonly (readonly [call: string, value: unknown, request: HttpRequest])[] = [
  [`axios.get('/x', { baseURL: 'https://a.io/v1/' }).then((r) => done(r.data))`,                 { a: 1 }, get('https://a.io/v1/x')],
  [`axios.get('https://a.io/x', { params: { a: 1, b: null } }).then((r) => done(r.status))`,     200,      get('https://a.io/x?a=1')],
  [`axios.get('https://a.io/x', { params: new URLSearchParams('a=1') }).then((r) => done(1))`,   1,        get('https://a.io/x?a=1')],
  [`axios.get('https://a.io/x', { auth: { username: 'u', password: 'p' } }).then(() => done(1))`, 1,       get('https://a.io/x', { authorization: 'Basic dTpw' })],
  [`axios.post('https://a.io/x', new URLSearchParams('a=1')).then(() => done(1))`,               1,        form({ a: '1' })],
  [`axios.get('https://a.io/x', { timeout: 900, httpsAgent: {}, transformResponse: [(text) => text.length] }).then((r) => done(r.data))`, 7, get('https://a.io/x')],
  [`axios.get('https://a.io/x', { responseType: 'arraybuffer' }).then((r) => done(r.data.length))`, 7,     get('https://a.io/x')],
  [`axios.create({ baseURL: 'https://a.io', params: { a: 1 } }).get('x', { params: { b: 2 } }).then(() => done(1))`, 1, get('https://a.io/x?a=1&b=2')],
];

describe('axios', () => {
  it.each(AXIOS)('heeds %s', async (call, value, request) => {
    const found = await seen(`const axios = require('axios'); ${call};`);
    expect(found).toEqual({ value, requests: [request], missing: [] });
  });

  it('fails for the statuses that it is told', async () => {
    const no: HttpPlan = { otherwise: { status: 404, body: {} } };
    const call = (options: string): string =>
      `require('axios').get('https://a.io', ${options}).then((r) => done(r.status), (e) => done(e.message));`;
    expect((await seen(call('{}'), no)).value).toBe('Request failed with status code 404');
    expect((await seen(call('{ validateStatus: null }'), no)).value).toBe(404);
    expect((await seen(call('{ validateStatus: (status) => status < 500 }'), no)).value).toBe(404);
  });

  it.each([
    [
      `require('axios').get('https://a.io', { paramsSerializer: String }).then(done);`,
      'axios option paramsSerializer',
    ],
    [
      `require('axios').get('https://a.io', { responseType: 'stream' }).then(() => done(1));`,
      'axios option responseType: stream',
    ],
    [
      `require('axios').get('https://a.io', { params: { a: [1] } }).then(() => done(1));`,
      'params with a list or an object as a',
    ],
    [`require('axios').interceptors; done(1);`, 'axios interceptors'],
  ])('is not verifiable: %s', async (code, what) => {
    expect((await seen(code)).missing).toEqual([`axios (of its stand-in: ${what})`]);
  });
});

describe('node-fetch', () => {
  it('heeds what fetch does, and has buffer()', async () => {
    const code = `require('node-fetch')('https://a.io/x', { method: 'POST', headers: { Authorization: 't' }, body: '{"b":2}', timeout: 500 })
      .then((answer) => answer.buffer()).then((bytes) => done(bytes.toString()));`;
    const request = { ...json({ b: 2 }), type: 'text/plain', authorization: 't' };
    expect(await seen(code)).toEqual({ value: '{"a":1}', requests: [request], missing: [] });
  });

  it.each([
    [
      `require('node-fetch')('https://a.io', { hostname: 'b.io' }).then(() => done(1));`,
      'node-fetch option hostname',
    ],
    [`require('node-fetch').isRedirect; done(1);`, 'node-fetch isRedirect'],
  ])('is not verifiable: %s', async (code, what) => {
    expect((await seen(code)).missing).toEqual([`node-fetch (of its stand-in: ${what})`]);
  });
});

describe('an answer that takes longer than somebody waits', () => {
  const slow: HttpPlan = { otherwise: { status: 200, body: { a: 1 }, after: 5000 } };

  // oxfmt-ignore
  it.each([
    [`require('request')({ url: 'https://a.io', timeout: 3000 }, (error) => done(error.code));`, 'ESOCKETTIMEDOUT'],
    [`require('axios').get('https://a.io', { timeout: 3000 }).catch((error) => done([error.code, error.message]));`, ['ECONNABORTED', 'timeout of 3000ms exceeded']],
    [`require('node-fetch')('https://a.io', { timeout: 3000 }).catch((error) => done(error.message));`, 'network timeout at: https://a.io'],
    [`fetch('https://a.io', { signal: AbortSignal.timeout(3000) }).catch((error) => done(error.name));`, 'TimeoutError'],
    [`const sent = require('https').get('https://a.io', { timeout: 3000 }); sent.on('timeout', () => done('late'));`, 'late'],
    [`const sent = require('https').get('https://a.io'); sent.setTimeout(3000, () => done('late'));`, 'late'],
  ])('fails: %s', async (code, value) => {
    expect((await seen(code, slow)).value).toEqual(value);
  });

  it.each([
    `require('request')({ url: 'https://a.io', timeout: 6000 }, (error, response) => done(response.statusCode));`,
    `require('axios').get('https://a.io', { timeout: 0 }).then((answer) => done(answer.status));`,
    `require('node-fetch')('https://a.io').then((answer) => done(answer.status));`,
  ])('arrives for who waits: %s', async (code) => {
    expect((await seen(code, slow)).value).toBe(200);
  });
});
