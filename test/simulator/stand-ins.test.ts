import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpPlan, HttpRequest } from '../../scripts/simulator/exchange.ts';
import { login } from '../../scripts/simulator/login.ts';
import { runPairs } from '../../scripts/simulator/pairs.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';

/** A project in which only a jsonwebtoken of our own is installed, and auth0 in a version that nobody asks for. */
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'stand-ins-'));
  const install = (name: string, version: string, code: string): void => {
    const folder = join(root, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, main: 'main.js' }));
    writeFileSync(join(folder, 'main.js'), code);
  };
  install('auth0', '9.0.0', `module.exports = { version: 9 };`);
  install(
    'jsonwebtoken',
    '9.0.0',
    `exports.sign = (claims, secret, options) => JSON.stringify({ claims, secret, options });
     exports.verify = (token, secret, options) => ({ ...JSON.parse(token).claims, exp: 1, secret, options });`,
  );
});
afterAll(async () => {
  await closeSandboxes();
  rmSync(root, { recursive: true });
});

interface Seen {
  readonly value: unknown;
  readonly requests: readonly HttpRequest[];
  readonly missing: readonly string[];
}

/** What a Rule and an Action with the same body see; `done` hands a value on. */
async function both(
  body: string,
  http: HttpPlan,
  dependencies: Record<string, string> = {},
): Promise<Seen[]> {
  const sides = {
    rules: [
      {
        name: 'rule',
        code: `(user, context, callback) => {
          const id = user.user_id, ip = context.request.ip;
          const done = (value) => { context.idToken.value = value; callback(null, user, context); };
          ${body}
        }`,
      },
    ],
    actions: [
      {
        name: 'action',
        code: `exports.onExecutePostLogin = async (event, api) => {
          const id = event.user.user_id, ip = event.request.ip;
          const context = { request: { ip, hostname: event.request.hostname, query: {} } };
          const user = { user_id: id };
          await new Promise((resolve) => {
            const done = (value) => { api.idToken.setCustomClaim('value', value); resolve(); };
            ${body.replaceAll(/@\d[\d.]*'/g, "'")}
          });
        };`,
        dependencies: Object.entries(dependencies).map(([name, version]) => ({ name, version })),
      },
    ],
    configuration: {},
    quirks: { mergesAppMetadata: true },
    root,
  };
  const [pair] = await runPairs(sides, [{ login: login(), http }]);
  const { rules, actions } = pair!;
  const missing = (all: readonly { code: string; message: string }[]): string[] =>
    all.filter(({ code }) => code === 'missing-module').map(({ message }) => message);
  return [
    {
      value: (rules.context['idToken'] as { value: unknown }).value,
      requests: rules.requests,
      missing: missing(rules.notes),
    },
    {
      value: actions.idToken.claims['value'],
      requests: actions.requests,
      missing: missing(actions.warnings),
    },
  ];
}

const ok: HttpPlan = { otherwise: { status: 200, body: { user_id: 'u' } } };
const not: HttpPlan = {
  otherwise: {
    status: 404,
    body: { error: 'Not Found', message: 'No such user', errorCode: 'inexistent_user' },
  },
};
const api = 'https://example.eu.auth0.com/api/v2';
const user = `${api}/users/auth0%7C65a4f0c2b1d3e4f5a6b7c8d9`;
const authorization = 'Bearer t';

describe('auth0 2', () => {
  const V2 = { auth0: '^2.35.1' };
  const client = `const { ManagementClient } = require('auth0@2.35.1');
    const m = new ManagementClient({ token: 't', domain: 'example.eu.auth0.com' });
    const told = (call) => call.then(done, (error) => done([error.name, error.message, error.statusCode]));`;

  it.each<[string, HttpRequest]>([
    ['m.getUser({ id })', { method: 'GET', url: user }],
    ['m.users.get({ id, fields: "email" })', { method: 'GET', url: `${user}?fields=email` }],
    ['m.getUsersByEmail("a@b.c")', { method: 'GET', url: `${api}/users-by-email?email=a%40b.c` }],
    ['m.updateUser({ id }, { name: "x" })', { method: 'PATCH', url: user, body: { name: 'x' } }],
    [
      'm.users.updateAppMetadata({ id }, { a: 1 })',
      { method: 'PATCH', url: user, body: { app_metadata: { a: 1 } } },
    ],
    [
      'm.updateUserMetadata({ id }, { a: 1 })',
      { method: 'PATCH', url: user, body: { user_metadata: { a: 1 } } },
    ],
    [
      'm.linkUsers(id, { user_id: "2" })',
      { method: 'POST', url: `${user}/identities`, body: { user_id: '2' } },
    ],
    [
      'm.assignRolestoUser({ id }, { roles: ["r"] })',
      { method: 'POST', url: `${user}/roles`, body: { roles: ['r'] } },
    ],
    ['m.roles.getAll()', { method: 'GET', url: `${api}/roles` }],
    [
      'm.createEmailVerificationTicket({ user_id: "u" })',
      { method: 'POST', url: `${api}/tickets/email-verification`, body: { user_id: 'u' } },
    ],
  ])('%s', async (call, request) => {
    for (const seen of await both(`${client} told(${call});`, ok, V2)) {
      expect(seen).toEqual({
        value: { user_id: 'u' },
        requests: [{ ...request, authorization }],
        missing: [],
      });
    }
  });

  it('makes a text of its token', async () => {
    const body = `${client.replace("'t'", 'Promise.resolve("t")')} told(m.getUser({ id }));`;
    for (const { requests } of await both(body, ok, V2))
      expect(requests).toMatchObject([{ authorization: 'Bearer [object Promise]' }]);
  });

  it('takes callbacks', async () => {
    const body = `${client} m.getUser({ id }, (error, user) => done([error, user]));`;
    for (const { value } of await both(body, ok, V2)) expect(value).toEqual([null, { user_id: 'u' }]);
  });

  it('fails as the API says', async () => {
    for (const { value } of await both(`${client} told(m.getUser({ id }));`, not, V2)) {
      expect(value).toEqual(['Not Found', 'No such user', 404]);
    }
  });

  it.each([
    ['undefined', 'The userId cannot be null or undefined'],
    ['7', 'The userId has to be a string'],
  ])('links nobody to the user %s', async (id, message) => {
    const body = `${client} told(Promise.resolve().then(() => m.linkUsers(${id}, { user_id: '2' })));`;
    for (const { value, requests, missing } of await both(body, ok, V2)) {
      expect([(value as unknown[]).slice(0, 2), requests, missing]).toEqual([
        ['ArgumentError', message],
        [],
        [],
      ]);
    }
  });

  it('asks three times more when it is told to slow down', async () => {
    const slow = { otherwise: { status: 429, body: { error: 'Too Many Requests', message: 'slow' } } };
    for (const { value, requests } of await both(`${client} told(m.getUser({ id }));`, slow, V2)) {
      expect(value).toEqual(['Too Many Requests', 'slow', 429]);
      expect(requests).toHaveLength(4);
    }
  });

  it('fetches a token with credentials, once', async () => {
    const body = `const { ManagementClient } = require('auth0@2.35.1');
      const m = new ManagementClient({ clientId: 'c', clientSecret: 's', domain: 'example.eu.auth0.com' });
      m.getUser({ id }).then(() => m.getUser({ id })).then(done);`;
    const plan = {
      exchanges: [
        {
          url: 'https://example.eu.auth0.com/oauth/token',
          reply: { status: 200, body: { access_token: 'x' } },
        },
      ],
      ...ok,
    };
    for (const { requests } of await both(body, plan, V2)) {
      expect(requests.map(({ url, authorization }) => [url, authorization])).toEqual([
        ['https://example.eu.auth0.com/oauth/token', undefined],
        [user, 'Bearer x'],
        [user, 'Bearer x'],
      ]);
    }
  });

  it.each([
    ['m.users.importUsers && 1; done(1);', 'ManagementClient users importUsers'],
    ['m.nothing; done(1);', 'ManagementClient nothing'],
    ['told(m.getUser({ name: "x" }));', 'GET /users/{id} without id'],
    ['told(m.getUsers({ fields: ["a"] }));', 'GET /users with a list or an object as fields'],
    ['new ManagementClient({ domain: "a.b", proxy: {} }); done(1);', 'ManagementClient option proxy'],
    ['new ManagementClient({ token: "t" }); done(1);', 'ManagementClient without a domain'],
  ])('is not verifiable: %s', async (code, what) => {
    const [rule, action] = await both(`${client} ${code}`, ok, V2);
    expect(rule!.missing).toEqual([`auth0@2.35.1 (of its stand-in: ${what})`]);
    expect(action!.missing).toEqual([`auth0@^2.35.1 (of its stand-in: ${what})`]);
  });
});

describe('auth0 4', () => {
  const client = `const { ManagementClient } = require('auth0@4.1.0');
    const m = new ManagementClient({ token: 't', domain: 'example.eu.auth0.com' });`;

  it.each<[string, HttpRequest, unknown]>([
    [
      'm.users.update({ id }, { app_metadata: { a: 1 } })',
      { method: 'PATCH', url: user, body: { app_metadata: { a: 1 } } },
      { user_id: 'u' },
    ],
    [
      'm.usersByEmail.getByEmail({ email: "e" })',
      { method: 'GET', url: `${api}/users-by-email?email=e` },
      { user_id: 'u' },
    ],
    [
      'm.users.deleteRoles({ id }, { roles: ["r"] })',
      { method: 'DELETE', url: `${user}/roles`, body: { roles: ['r'] } },
      undefined,
    ],
    ['m.userBlocks.delete({ id: "a" })', { method: 'DELETE', url: `${api}/user-blocks/a` }, undefined],
  ])('%s', async (call, request, data) => {
    const body = `${client} ${call}.then((answer) => done({ status: answer.status, data: answer.data }));`;
    for (const seen of await both(body, ok, { auth0: '4.1.0' })) {
      const value = data === undefined ? { status: 200 } : { status: 200, data };
      expect(seen).toEqual({ value, requests: [{ ...request, authorization }], missing: [] });
    }
  });

  it('fails as the API says', async () => {
    const body = `${client} m.users.get({ id })
      .catch((error) => done([error.name, error.message, error.statusCode, error.errorCode]));`;
    for (const { value } of await both(body, not, { auth0: '4.1.0' })) {
      expect(value).toEqual(['ManagementApiError', 'No such user', 404, 'inexistent_user']);
    }
  });
});

it('takes what is installed in the wanted version, and knows none of the others', async () => {
  const installed = `done(require('auth0@9.0.0').version);`;
  for (const seen of await both(installed, ok, { auth0: '9.1.0' })) {
    expect(seen).toEqual({ value: 9, requests: [], missing: [] });
  }
  const [rule, action] = await both(`require('auth0@6.0.0'); done(1);`, ok, { auth0: '6.0.0' });
  expect([rule!.missing, action!.missing]).toEqual([['auth0@6.0.0'], ['auth0@6.0.0']]);
});

describe('@auth0/rule-utilities', () => {
  const V = { '@auth0/rule-utilities': '0.2.0' };
  const utilities = `const { Auth0RedirectRuleUtilities, Auth0UserUpdateUtilities } = require('@auth0/rule-utilities@0.2.0');
    const r = new Auth0RedirectRuleUtilities(user, context, { SESSION_TOKEN_SECRET: 'shh' });`;

  it.each<[string, unknown]>([
    ['done([r.canRedirect, r.isRedirectCallback, r.queryParams])', [true, false, {}]],
    ['context.multifactor = {}; done(r.canRedirect)', false],
    ['context.redirect = { url: "x" }; done(r.canRedirect)', false],
    ['context.request.query.prompt = "none"; done(r.canRedirect)', false],
    ['context.protocol = "redirect-callback"; done([r.canRedirect, r.isRedirectCallback])', [false, true]],
    [
      'done(JSON.parse(r.createSessionToken({ a: 1 })))',
      {
        claims: {
          ip: '192.0.2.10',
          iss: 'https://example.eu.auth0.com/',
          sub: 'auth0|65a4f0c2b1d3e4f5a6b7c8d9',
          a: 1,
        },
        secret: 'shh',
        options: { expiresIn: '3d' },
      },
    ],
    [
      'context.request.query.session_token = "{}"; done(r.validateSessionToken())',
      {
        exp: 1,
        secret: 'shh',
        options: { subject: 'auth0|65a4f0c2b1d3e4f5a6b7c8d9', issuer: 'https://example.eu.auth0.com/' },
      },
    ],
    [
      'r.doRedirect("https://a/", { sessionToken: "t" }); const { url } = context.redirect; delete context.redirect; done(url)',
      'https://a/?session_token=t',
    ],
    [
      'context.protocol = "oauth2-password"; try { r.doRedirect("https://a/"); } catch (error) { done(error.message); }',
      'Cannot redirect',
    ],
  ])('%s', async (code, value) => {
    for (const seen of await both(`${utilities} ${code};`, ok, V)) {
      expect(seen).toEqual({ value, requests: [], missing: [] });
    }
  });

  it('saves metadata under its namespace', async () => {
    const body = `${utilities}
      const u = new Auth0UserUpdateUtilities(user, { accessToken: 't', domain: 'example.eu.auth0.com' }, 'ns');
      u.setAppMeta('a', 1);
      u.updateAppMeta().then(() => done(u.getAppMeta('a')));`;
    for (const seen of await both(body, ok, V)) {
      const request = { method: 'PATCH', url: user, body: { app_metadata: { ns: { a: 1 } } }, authorization };
      expect(seen).toEqual({ value: 1, requests: [request], missing: [] });
    }
  });
});

describe('request-promise', () => {
  const post = `require('request-promise')({ method: 'POST', uri: 'https://api.example.com/x', body: { a: 1 }, json: true })`;

  it('answers with the body', async () => {
    for (const seen of await both(`${post}.then(done);`, ok, { 'request-promise': '4.0.0' })) {
      const request = { method: 'POST', url: 'https://api.example.com/x', body: { a: 1 } };
      expect(seen).toEqual({ value: { user_id: 'u' }, requests: [request], missing: [] });
    }
  });

  it('fails for another status than 2xx', async () => {
    const body = `${post}.catch((error) => done([error.name, error.statusCode, error.error.message]));`;
    for (const { value } of await both(body, not, { 'request-promise': '4.0.0' })) {
      expect(value).toEqual(['StatusCodeError', 404, 'No such user']);
    }
  });
});
