import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import { describe, expect, it } from 'vitest';
import {
  newTransaction,
  type ApiCommand,
  type ApiHost,
  type LiveEvent,
} from '../../scripts/auth0/api-host.ts';
import { recordingApi } from '../../scripts/auth0/api.ts';
import { eventOf } from '../../scripts/auth0/event.ts';
import { login, type LoginOverrides } from '../../scripts/simulator/login.ts';

const NOW = Date.parse('2026-01-15T09:00:00Z');

function start(overrides: LoginOverrides = {}, handler: ApiHost['handler'] = 'onExecutePostLogin') {
  const commands: ApiCommand[] = [];
  const warnings: string[] = [];
  const clock = { now: NOW };
  const about = login(overrides);
  const event = eventOf(about) as unknown as LiveEvent;
  const api = recordingApi({
    event,
    handler,
    state: newTransaction(),
    rulesExecuted: about.rules_executed ?? [],
    directory: { groups: about.directory?.groups ?? [], roles: about.directory?.roles ?? [] },
    record: (method, ...args) => commands.push({ method, args }),
    warn: (code) => warnings.push(code),
    now: () => clock.now,
  });
  return { api, event, commands, warnings, clock };
}

/** Calls with arguments that TypeScript would refuse, as plain JavaScript makes them. */
function call(api: PostLoginAPI, method: string, ...args: unknown[]): unknown {
  const [group, name] = method.split('.') as [string, string];
  const methods = (api as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>)[group]!;
  return methods[name]!(...args);
}

const long = (length: number): string => 'x'.repeat(length);
const many = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 1]));

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('calls that are recorded', () => {
  it.each<[method: string, args: unknown[], chains: boolean]>([
    ['access.deny', ['no'], true],
    ['idToken.setCustomClaim', ['https://example.com/a', { b: 1 }], true],
    ['accessToken.setCustomClaim', ['a', null], true],
    ['accessToken.addScope', ['read:a'], false],
    ['accessToken.removeScope', ['read:a'], false],
    ['authentication.challengeWith', [{ type: 'otp' }, { additionalFactors: [{ type: 'email' }] }], false],
    ['authentication.challengeWithAny', [[{ type: 'phone' }, { type: 'push' }]], false],
    ['authentication.enrollWith', [{ type: 'recovery-code' }, undefined], false],
    ['authentication.enrollWithAny', [[{ type: 'webauthn-platform' }]], false],
    ['authentication.setPrimaryUser', ['auth0|1'], false],
    ['multifactor.enable', ['any', { allowRememberBrowser: true }], true],
    ['user.setAppMetadata', ['a', 1], true],
    ['user.setUserMetadata', ['a', null], true],
    ['transaction.setMetadata', ['a', true], false],
    ['redirect.sendUserTo', ['https://example.com/'], true],
    ['prompt.render', ['ap_1', { fields: { a: 1 }, vars: { b: 2 } }], false],
    ['session.revoke', ['stolen', { preserveRefreshTokens: true }], false],
    ['session.setExpiresAt', [NOW], false],
    ['session.setIdleExpiresAt', [NOW], false],
    ['session.setCookieMode', ['persistent'], false],
    ['session.setMetadata', ['a', 'b'], false],
    ['session.deleteMetadata', ['a'], false],
    ['session.evictMetadata', [], false],
    ['refreshToken.setExpiresAt', [NOW], false],
    ['refreshToken.setMetadata', ['a', 'b'], false],
    ['samlResponse.setAttribute', ['a', ['b', 1, true]], false],
    ['samlResponse.setSignResponse', [false], false],
    ['samlResponse.setEncryptionAlgorithm', ['aes256-gcm'], false],
    ['validation.error', ['code', 'message'], true],
  ])('%s', (method, args, chains) => {
    const { api, commands, warnings } = start();
    const answer = call(api, method, ...args);
    expect(commands).toEqual([{ method, args }]);
    expect(answer).toBe(chains ? api : undefined);
    expect(warnings).toEqual([]);
  });

  it('takes the query of a redirect into its URL, over what is there', () => {
    const { api, commands } = start();
    api.redirect.sendUserTo('https://example.com/?a=old', { query: { a: 'new', b: 'c d' } });
    expect(commands[0]!.args).toEqual(['https://example.com/?a=new&b=c+d']);
  });
});

describe('calls that throw', () => {
  it.each<[method: string, args: unknown[], message: string]>([
    ['idToken.setCustomClaim', ['scope', 'a'], 'reserved'],
    ['accessToken.setCustomClaim', ['scope', 'a'], 'reserved'],
    ['accessToken.addScope', [1], 'must be a string'],
    ['accessToken.addScope', ['  '], 'must not be empty'],
    ['accessToken.addScope', ['a b'], 'whitespace'],
    ['accessToken.removeScope', [long(281)], '280'],
    ['authentication.challengeWith', [{ type: 'sms' }], 'unknown factor'],
    [
      'authentication.challengeWith',
      [{ type: 'otp' }, { additionalFactors: [{ type: 'x' }] }],
      'unknown factor',
    ],
    ['authentication.challengeWithAny', [[]], 'non-empty'],
    ['authentication.enrollWith', [{ type: 'email' }], 'unknown factor'],
    ['authentication.recordMethod', ['https://example.com'], 'onContinuePostLogin'],
    ['authentication.setPrimaryUser', [''], 'must not be empty'],
    ['authentication.setPrimaryUser', [long(129)], '128'],
    ['multifactor.enable', ['authy'], 'unknown provider'],
    ['transaction.setMetadata', ['a', { b: 1 }], 'must be a string, a number'],
    ['transaction.setMetadata', ['a', 2 ** 53], 'safe integer'],
    ['redirect.sendUserTo', ['/relative'], 'Invalid URL'],
    ['redirect.encodeToken', [{ payload: {}, secret: '' }], 'must not be empty'],
    ['redirect.validateToken', [{ secret: 's' }], 'no token in "session_token"'],
    ['prompt.render', [long(49)], '48'],
    ['prompt.render', ['a', { fields: { '1a': 1 } }], 'invalid field name'],
    ['prompt.render', ['a', { vars: many(25) }], '24'],
    ['session.setExpiresAt', [0], 'milliseconds'],
    ['session.setCookieMode', ['forever'], 'unknown mode'],
    ['session.setMetadata', ['a b', 'c'], 'invalid key'],
    ['session.setMetadata', ['a', 1], 'must be a string'],
    ['session.setMetadata', ['a', long(256)], '255'],
    ['session.setMetadata', ['a', 'nul\0'], 'NUL'],
    ['refreshToken.revoke', ['why'], 'refresh token exchange'],
    ['samlResponse.setAttribute', ['a', {}], 'must be a string'],
    ['samlResponse.setAttribute', ['a', long(2049)], '2048'],
    ['samlResponse.setAttribute', [long(1025), 'a'], '1024'],
    ['samlResponse.setSignatureAlgorithm', ['md5'], 'invalid value'],
    ['samlResponse.setLifetimeInSeconds', ['60'], 'invalid value'],
    ['samlResponse.setNameIdentifierProbes', [Array.from({ length: 11 }, () => 'a')], 'invalid value'],
    ['validation.error', [long(101), 'a'], '100'],
  ])('%s %j', (method, args, message) => {
    const { api, commands } = start();
    expect(() => call(api, method, ...args)).toThrow(message);
    expect(commands).toEqual([]);
  });

  it('a second primary user', () => {
    const { api } = start();
    api.authentication.setPrimaryUser('a');
    expect(() => api.authentication.setPrimaryUser('b')).toThrow('already called');
  });

  it('a redirect and a form in one Action', () => {
    const { api } = start();
    api.redirect.sendUserTo('https://example.com');
    expect(() => api.prompt.render('a')).toThrow('same Action');
  });

  it('metadata of a user whose database stored something else than an object', () => {
    const { api } = start({ user: { app_metadata: 'text' } });
    expect(() => api.user.setAppMetadata('a', 1)).toThrow('not an object');
  });

  it('more than 1000 added scopes, though removed ones do not count', () => {
    const { api, warnings } = start();
    api.accessToken.removeScope('first');
    for (let n = 0; n < 1000; n++) api.accessToken.addScope(`s${n}`);
    api.accessToken.addScope('s1');
    expect(() => api.accessToken.addScope('one-more')).toThrow('1000');
    expect(warnings).toContain('scopesAdded');
  });

  it('session calls without a session, but not those on a token to come', () => {
    const { api } = start({ session: undefined });
    expect(() => api.session.setMetadata('a', 'b')).toThrow(
      'Failed to set session metadata: there is no session',
    );
    expect(() => api.session.revoke('a')).toThrow('no session');
    api.refreshToken.setMetadata('a', 'b');
  });
});

describe('documented limits that are not enforced at the call', () => {
  it.each<[string, unknown[], string]>([
    ['access.deny', [undefined], 'deny-reason'],
    ['user.setAppMetadata', ['a.b', 1], 'metadata-key'],
    ['user.setAppMetadata', ['email', 1], 'metadata-key'],
    ['multifactor.enable', ['any', { providerOptions: {} }], 'multifactor-options'],
    ['samlResponse.setAttribute', ['a', long(2010)], 'samlAttributeValue'],
  ])('%s %j warns', (method, args, warning) => {
    const { api, warnings, commands } = start();
    call(api, method, ...args);
    expect(warnings).toEqual([warning]);
    expect(commands).toHaveLength(1);
  });
});

describe('what an Action sees at once', () => {
  it('transaction metadata, also when there was no transaction', () => {
    const { api, event } = start();
    api.transaction.setMetadata('a', 1);
    api.transaction.setMetadata('b', 'x');
    api.transaction.setMetadata('a', null);
    expect(event.transaction!.metadata).toEqual({ b: 'x' });
  });

  it('session metadata and cookie mode', () => {
    const { api, event } = start();
    api.session.setMetadata('a', '1');
    api.session.setMetadata('b', '2');
    api.session.deleteMetadata('a');
    api.session.setCookieMode('non-persistent');
    expect(event.session).toMatchObject({ metadata: { b: '2' }, cookie: { mode: 'non-persistent' } });
    api.session.evictMetadata();
    expect(event.session!.metadata).toEqual({});
  });

  it('no stored profile metadata', () => {
    const { api, event } = start();
    api.user.setAppMetadata('a', 1);
    expect(event.user.app_metadata).toEqual({});
  });

  it('the cache, until it expires', () => {
    const { api, clock } = start();
    expect(api.cache.set('a', 'v', { ttl: 1000 })).toMatchObject({
      type: 'success',
      record: { expires_at: NOW + 1000 },
    });
    expect(api.cache.get('a')).toEqual({ value: 'v', expires_at: NOW + 1000 });
    clock.now += 1001;
    expect(api.cache.get('a')).toBeUndefined();
    expect(api.cache.delete('a')).toEqual({ type: 'error', code: 'CacheKeyDoesNotExist' });
  });

  it.each([
    [['k'.repeat(65), 'v'], 'CacheKeySizeExceeded'],
    [['k', long(4097)], 'CacheValueSizeExceeded'],
    [['k', 'v', { expires_at: NOW - 1 }], 'ItemAlreadyExpired'],
    [['k', 'v', { ttl: Number.NaN }], 'InvalidExpiry'],
    [['k', 1], 'FailedToSetCacheRecord'],
  ])('an error code rather than a throw for cache.set %#', (args, code) => {
    expect(call(start().api, 'cache.set', ...args)).toEqual({ type: 'error', code });
  });

  it('twenty cache entries and not one more', () => {
    const { api } = start();
    for (let n = 0; n < 20; n++) expect(api.cache.set(`k${n}`, 'v').type).toBe('success');
    expect(api.cache.set('k20', 'v')).toEqual({ type: 'error', code: 'MaxSideEffectsExceeded' });
  });
});

describe('redirect tokens', () => {
  const secret = 'shared with the other site';

  it('come back valid, with the state of the request', () => {
    const { api } = start();
    const token = api.redirect.encodeToken({ secret, payload: { state: 'S', answer: 42 } });
    const back = start({ request: { query: { session_token: token, state: 'S' } } });
    expect(back.api.redirect.validateToken({ secret })).toMatchObject({
      answer: 42,
      sub: 'auth0|65a4f0c2b1d3e4f5a6b7c8d9',
      iat: NOW / 1000,
      exp: NOW / 1000 + 900,
    });
  });

  it.each<[string, LoginOverrides, object, number, string]>([
    ['another secret', {}, { secret: 'other' }, 0, 'wrong signature'],
    ['another state', { request: { query: {}, body: {} } }, {}, 0, 'state'],
    ['another user', { user: { user_id: 'auth0|2' } }, {}, 0, 'another user'],
    ['a late return', {}, {}, 901_000, 'expired'],
  ])('are refused with %s', (_name, overrides, options, later, message) => {
    const token = start().api.redirect.encodeToken({ secret, payload: { state: 'S' } });
    const query = { token, ...(overrides.request ? {} : { state: 'S' }) };
    const back = start({ ...overrides, request: { query, body: {} } });
    back.clock.now += later;
    const check = { secret, tokenParameterName: 'token', ...options };
    expect(() => back.api.redirect.validateToken(check) as unknown).toThrow(message);
  });

  it('are refused unsigned', () => {
    const token = `${part({ alg: 'none' })}.${part({ state: 'S' })}.`;
    const back = start({ request: { query: { session_token: token, state: 'S' } } });
    expect(() => back.api.redirect.validateToken({ secret }) as unknown).toThrow('HS256');
  });
});

describe('what can be asked', () => {
  it('whether a user can be redirected', () => {
    expect(start().api.redirect.canRedirect()).toBe(true);
    expect(start({ request: { query: { prompt: 'none' } } }).api.redirect.canRedirect()).toBe(false);
    expect(start({ transaction: { protocol: 'oauth2-password' } }).api.redirect.canRedirect()).toBe(false);
  });

  it('which Rules ran', () => {
    const { api } = start({ rules_executed: ['rul_1'] as never });
    expect([api.rules.wasExecuted('rul_1'), api.rules.wasExecuted('rul_2')]).toEqual([true, false]);
  });

  it('groups and roles, page by page', async () => {
    const roles = ['r1', 'r2', 'r3'].map((id) => ({ id, name: `role ${id}`, type: 'direct' }));
    const { api } = start({ directory: { groups: [{ id: 'g1', name: 'SOC' }], roles } });
    const first = await api.roles.getUserEffectiveRoles({ take: 2 });
    expect(first.roles.map((role) => role.id)).toEqual(['r1', 'r2']);
    const rest = await api.roles.getUserEffectiveRoles({ take: 2, from: first.next! });
    expect(rest.roles.map((role) => role.id)).toEqual(['r3']);
    expect((await api.groups.getUserGroups()).groups).toHaveLength(1);
    const { memberships } = await api.groups.hasGroupMembership(['SOC', 'other']);
    expect([memberships['SOC']!.is_member, memberships['other']!.is_member]).toEqual([true, false]);
    await expect(api.groups.hasGroupMembership([])).rejects.toThrow('non-empty');
  });

  it('a custom method, on the way back only', () => {
    const { api, commands } = start({}, 'onContinuePostLogin');
    api.authentication.recordMethod('https://example.com/mfa');
    expect(commands).toHaveLength(1);
    expect(() => api.authentication.recordMethod('urn:mfa')).toThrow('http');
  });
});
