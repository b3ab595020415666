import fc from 'fast-check';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROUTES } from '../../scripts/local-tenant/routes.ts';
import { readState } from '../../scripts/local-tenant/store.ts';
import { CODE, makeAction, POST_LOGIN, startTenant } from './harness.ts';
import { startWorld } from './oidc/sign-in.ts';

const SEED = 20_261_123;

/** Property names the API knows, beside any others, so that hostile values get past the first check. */
const NAMES = (
  'name app_type callbacks client_metadata grant_types jwt_configuration refresh_token strategy options ' +
  'enabled_clients realms metadata display_name client_id status supported_triggers code dependencies secrets ' +
  'runtime modules deploy update_draft bindings ref type value identifier scopes token_lifetime audience scope ' +
  '__proto__ constructor toString length'
).split(' ');

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1.5,
      '',
      'spa',
      'waad',
      'post-login',
      'v3',
      'node22',
      CODE,
      POST_LOGIN,
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 8 })), tie('any'), {
      maxKeys: 6,
    }),
  ),
})).any;

const ACTION = { code: CODE, runtime: 'node22', secrets: [{ name: 'S', value: 'v' }], dependencies: [] };

/** A body each route takes; some of its properties are replaced. */
const VALID: Readonly<Record<string, Record<string, unknown>>> = {
  '/clients': { name: 'app', callbacks: ['https://a.example'], client_metadata: { a: 'b' } },
  '/clients/:id': { name: 'app', client_metadata: { a: null }, refresh_token: null },
  '/connections': { name: 'db', strategy: 'auth0', options: {}, enabled_clients: [] },
  '/connections/:id': { options: { client_id: 'x' }, display_name: 'shown' },
  '/actions/actions': { name: 'act', supported_triggers: POST_LOGIN, ...ACTION },
  '/actions/actions/:id': ACTION,
  '/actions/actions/:id/versions/:version/deploy': { update_draft: true },
  '/actions/triggers/:trigger/bindings': { bindings: [{ ref: { type: 'action_name', value: 'claims' } }] },
  '/resource-servers': { identifier: 'https://api.example', scopes: [{ value: 'read:it' }] },
};

const bodyOf = (pattern: string) =>
  fc.oneof(
    fc
      .dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 1 })
      .map((put) => ({ ...VALID[pattern], ...put })),
    fc.option(value, { nil: undefined }),
  );

const query = fc.dictionary(
  fc.constantFrom(
    'page',
    'per_page',
    'take',
    'from',
    'include_totals',
    'fields',
    'include_fields',
    'name',
    'q',
    'force',
  ),
  fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('0', '1', '100', '101', 'true', '-1', '9999999999')),
  { maxKeys: 3 },
);

test(
  'no request to the Management API, whatever it holds, breaks the tenant',
  { timeout: 60_000 },
  async () => {
    const running = await startTenant();
    const { api, tenant, stateDir } = running;
    const { id } = await makeAction(running);
    const ids = [id, tenant.clientId, 'post-login', 'none', '%', '..', '__proto__'];
    const routes = ROUTES.filter(([method, path]) => method !== 'DELETE' && !path.includes('rotate'));
    const request = fc.constantFrom(...routes).chain(([method, pattern]) =>
      fc.record({
        method: fc.constant(method),
        path: fc.constantFrom(...ids).map((name) => pattern.replaceAll(/:\w+/g, encodeURIComponent(name))),
        query: fc.option(query, { nil: {} }),
        body: method === 'GET' ? fc.constant(undefined) : bodyOf(pattern),
      }),
    );
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query: parameters, body }) => {
        const answer = await api(method, `${path}?${new URLSearchParams(parameters).toString()}`, body);
        expect([method, path, answer.status, answer.text]).not.toEqual([
          method,
          path,
          500,
          expect.anything(),
        ]);
        if (answer.status >= 400) {
          expect(answer.body).toMatchObject({ statusCode: answer.status, message: expect.any(String) });
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
    expect((await api('GET', '/actions/triggers')).status).toBe(200);
    const state = readState(join(stateDir, 'state.json'));
    expect(state?.clients[0]?.client_id).toBe(tenant.clientId);
  },
);

test(
  'no authorization or token request, whatever it holds, breaks the tenant',
  { timeout: 60_000 },
  async () => {
    const world = await startWorld();
    const { client_id, client_secret } = world.application;
    const texts = (...known: string[]) =>
      fc.oneof(fc.constantFrom(...known), fc.string({ unit: 'binary', maxLength: 12 }));
    const parameters = fc.record(
      {
        client_id: texts(client_id, client_id, client_id, 'none'),
        client_secret: texts(client_secret),
        grant_type: texts('authorization_code', 'refresh_token', 'client_credentials', 'password'),
        response_type: texts('code', 'id_token', 'code id_token', 'token'),
        redirect_uri: texts('https://app.torq.io/__/auth/handler', 'https://evil.example'),
        scope: texts('openid', 'openid offline_access', '"'),
        audience: texts(`https://${world.tenant.domain}/api/v2/`, 'x'),
        connection: texts('entra'),
        prompt: texts('none', 'login', 'consent', 'none login'),
        response_mode: texts('query', 'fragment', 'form_post', 'web_message'),
        max_age: texts('0', '-1', 'x'),
        state: texts('x'),
        nonce: texts('n'),
        code: texts('x'),
        refresh_token: texts('x'),
      },
      { requiredKeys: [] },
    );
    const methods = fc.constantFrom('authorize', 'token', 'login', 'continue', 'logout', 'userinfo');
    await fc.assert(
      fc.asyncProperty(methods, parameters, async (what, sent) => {
        const form = new URLSearchParams(sent as Record<string, string>).toString();
        const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
        const requests = {
          authorize: ['GET', `/authorize?${form}`],
          token: ['POST', '/oauth/token'],
          login: ['POST', `/u/login?${form}`],
          continue: ['GET', `/continue?${form}`],
          logout: ['GET', `/v2/logout?${form}`],
          userinfo: ['GET', '/userinfo'],
        } as const;
        const [method, path] = requests[what];
        const answer = await world.send(method, path, {
          headers,
          ...(method === 'POST' ? { body: form } : {}),
        });
        expect([path, form, answer.status < 500, answer.text]).toEqual([path, form, true, expect.anything()]);
        const location = answer.headers['location'];
        if (typeof location === 'string') expect(location).not.toContain('evil.example');
      }),
      { seed: SEED, numRuns: 400 },
    );
  },
);
