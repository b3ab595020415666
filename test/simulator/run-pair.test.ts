import { afterAll, describe, expect, it } from 'vitest';
import { judge } from '../../scripts/simulator/judge.ts';
import { login, type LoginOverrides } from '../../scripts/simulator/login.ts';
import { runPairs } from '../../scripts/simulator/pairs.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { FROZEN } from '../../scripts/simulator/scenario.ts';
import { madeUpValues } from '../../scripts/simulator/values.ts';

afterAll(closeSandboxes);

/** What a Rule and an Action with these bodies come to, and how that differs. */
async function compared(
  rule: string,
  action: string,
  overrides: LoginOverrides = {},
  now: number = FROZEN.now,
  after = 20,
) {
  const paths = ['AUTH0_DOMAIN', 'PROFILE_URL'].map((name) => ['secrets', name]);
  const secrets = { ...madeUpValues({ paths, uses: [] }), BROKEN: '{}' };
  const sides = {
    rules: [{ name: 'rule', code: `async (user, context, callback) => { ${rule} }` }],
    actions: [
      {
        name: 'action',
        code: `exports.onExecutePostLogin = async (event, api) => { ${action} }`,
        secrets,
      },
    ],
    configuration: secrets,
    quirks: { mergesAppMetadata: true },
    root: process.cwd(),
  };
  const http = { otherwise: { status: 200, body: {}, after } };
  const scenario = { login: login(overrides), now, http };
  const [pair] = await runPairs(sides, [scenario]);
  return { pair: pair!, ...judge(pair!, scenario) };
}

describe('the tenant', () => {
  const asks = (base: string, token: string) => `
    const got = await fetch(${base} + '/users/1', { headers: { authorization: 'Bearer ' + ${token} } }).catch(() => 0);`;
  const rule = `${asks('auth0.baseUrl', 'auth0.accessToken')}
    context.idToken.domain = auth0.domain;
    context.idToken.at = Math.floor(Date.now() / 1000);
    callback(null, user, context);`;
  const action = `
    const domain = event.secrets.AUTH0_DOMAIN;
    const answer = await fetch('https://' + domain + '/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: 'a', client_secret: 'b', audience: 'https://' + domain + '/api/v2/', grant_type: 'client_credentials',
      }),
    });
    const { access_token: token } = await answer.json();
    ${asks(`'https://' + domain + '/api/v2'`, 'token')}
    api.idToken.setCustomClaim('domain', domain);
    api.idToken.setCustomClaim('at', Math.floor(Date.now() / 1000));`;

  it.each(['example.eu.auth0.com', 'login.acme.com', undefined])(
    'stays where it is, by whatever name a login comes in: %s',
    async (hostname) => {
      const { differences, pair } = await compared(rule, action, { request: { hostname } });
      expect(differences).toEqual([]);
      expect(pair.rules.requests).toHaveLength(1);
    },
  );

  it('hands out tokens in no time, as Rules had theirs', async () => {
    const now = Date.parse('2026-01-15T23:59:59.979Z');
    expect((await compared(rule, action, {}, now)).differences).toEqual([]);
  });
});

describe('an answer', () => {
  it('comes over a connection that clients trust', async () => {
    const asks = (told: string) => `
      const { socket } = await new Promise((done) => require('https').get('https://api.example.com/', done));
      ${told.replace('IT', 'socket.authorized')}`;
    const { pair } = await compared(
      asks('context.idToken.trusts = IT; callback(null, user, context);'),
      asks(`api.idToken.setCustomClaim('trusts', IT);`),
    );
    expect([pair.rules.context['idToken'], pair.actions.idToken.claims]).toEqual([
      { trusts: true },
      { trusts: true },
    ]);
  });
});

describe('a primary user', () => {
  const rule = (id: string): string => `context.primaryUser = ${id}; callback(null, user, context);`;
  const action = (id: string): string => `if (${id}) api.authentication.setPrimaryUser(${id});`;

  it.each([['7'], ['["auth0|1"]'], ['true'], [`'x'.repeat(129)`]])(
    'that is no ID, as %s, ends the login on both sides',
    async (id) => {
      const { differences } = await compared(rule(id), action(id));
      expect(differences.map(({ inherent }) => inherent)).toEqual(['primary-user-without-an-id']);
    },
  );

  it.each([['"auth0|1"'], ['""'], ['null']])('that is one or none, %s, does not', async (id) => {
    expect((await compared(rule(id), action(id))).differences).toEqual([]);
  });
});

describe('a client that begins to wait once there is a connection', () => {
  const ask = `await new Promise((done) => {
    const asked = require('node:https').get('https://api.example.com/', (answer) => done(answer.resume()));
    asked.once('socket', (socket) => {
      socket.setKeepAlive(true, 1000);
      setTimeout(() => done(asked.destroy()), 3000);
    });
  });`;

  it('gives up when the answer takes longer', async () => {
    const { pair } = await compared(`${ask} callback(null, user, context);`, ask, {}, FROZEN.now, 9000);
    expect([pair.rules.took, pair.actions.took]).toEqual([3000, 3000]);
  });
});

describe('a request that nobody answers', () => {
  const ask = `fetch('https://api.example.com/')`;
  const gives = `const late = new Promise((done) => setTimeout(done, 15_000));
    await Promise.race([late, ${ask}]); api.access.deny('no answer');`;

  it('is open still where the Rule hangs and the Action gives up', async () => {
    const { differences } = await compared(`await ${ask}; callback();`, gives, {}, FROZEN.now, 60_000);
    expect(differences.map(({ inherent }) => inherent)).toEqual(['stall-is-refused']);
  });

  it('is a difference where the Rule had waited for nothing', async () => {
    const { differences } = await compared(`callback('no answer');`, gives, {}, FROZEN.now, 60_000);
    expect(differences.map(({ path }) => path)).toContain('unfinished');
  });
});

describe('a redirect', () => {
  const bodies = (name: string): [string, string] => [
    `if (context.protocol !== 'redirect-callback') context.redirect = { url: configuration.${name} + '?a=1' };
     callback(null, user, context);`,
    `api.redirect.sendUserTo(event.secrets.${name} + '?a=1');`,
  ];

  it('to no URL ends the login on both sides, which the platforms say in their own ways', async () => {
    const { differences } = await compared(...bodies('BROKEN'));
    expect(differences.map(({ inherent }) => inherent)).toEqual(['redirect-to-no-url']);
  });

  it('to a URL goes on there', async () => {
    const { differences, pair } = await compared(...bodies('PROFILE_URL'));
    expect(differences).toEqual([]);
    expect(pair.rules.end.kind).toBe('redirect');
  });
});

describe('time', () => {
  const wait = (seconds: number): string =>
    `await new Promise((done) => setTimeout(done, ${seconds * 1000}));`;
  const rule = (seconds: number): string => `${wait(seconds)} callback(null, user, context);`;

  it.each([
    ['as long as', 5, 5, [], []],
    ['noticeably longer than', 1, 6, [], [['slower', '5.0 s']]],
    ['less long than', 15, 1, [], []],
  ])('that an Action takes %s its Rule is %i s to %i s', async (_words, before, now, differences, notes) => {
    const judged = await compared(rule(before), wait(now));
    expect(judged.differences).toEqual(differences);
    expect(judged.notes.map(({ code, message }) => [code, message])).toEqual(notes);
  });

  it('is a difference where another such Action would fail the login', async () => {
    const { differences } = await compared(rule(0), wait(12));
    expect(differences).toEqual([{ path: 'time', rule: '0.0 s', action: '12.0 s' }]);
  });

  it('is none of a Rule that hangs, or of an Action that is cut off', async () => {
    const hangs = await compared('', wait(15));
    expect(hangs.differences.map(({ path }) => path)).toEqual(['end']);
    const cut = await compared(rule(0), wait(25));
    expect(cut.differences.map(({ path }) => path)).toEqual(['end']);
  });
});
