import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reservedDomains, restrictedClaims, standardClaims } from '../../scripts/auth0/claim-names.ts';
import { limits } from '../../scripts/auth0/limits.ts';
import { claimFate, effectiveClaims } from '../../scripts/auth0/restricted-claims.ts';

const seed = { seed: 20261118, numRuns: 300 };
const tokens = ['idToken', 'accessToken'] as const;
const management = 'https://acme.eu.auth0.com/api/v2/';

const of = (...calls: [string, unknown][]) => effectiveClaims('idToken', calls);

describe('claimFate', () => {
  test.each([
    // token, name, options, kind
    ['idToken', 'https://torq.io/groups', {}, 'set'],
    ['idToken', 'team', {}, 'set'],
    ['idToken', 'urn:acme:team', {}, 'set'],
    ['idToken', 'name', {}, 'set'],
    ['idToken', 'groups', {}, 'dropped'],
    ['idToken', 'Groups', {}, 'set'],
    ['idToken', 'org_id', {}, 'dropped'],
    ['idToken', 'scope', {}, 'throws'],
    ['accessToken', 'scope', {}, 'throws'],
    ['idToken', 'https://auth0.com/team', {}, 'dropped'],
    ['idToken', 'https://acme.auth0.com/team', {}, 'dropped'],
    ['idToken', 'HTTPS://ACME.AUTH0.COM/team', {}, 'dropped'],
    ['idToken', 'https://auth0.com./team', {}, 'dropped'],
    ['idToken', 'auth0.com/team', {}, 'dropped'],
    ['idToken', 'foo://Webtask.io/team', {}, 'dropped'],
    ['idToken', 'https://notauth0.com/team', {}, 'set'],
    ['idToken', 'https://auth0.com.acme.org/team', {}, 'set'],
    ['idToken', 'https://acme.org/auth0.com', {}, 'set'],
    ['idToken', 'urn:auth0:team', {}, 'dropped'],
    ['idToken', 'URN:AUTH0', {}, 'dropped'],
    ['idToken', 'urn:auth0x:team', {}, 'set'],
    ['accessToken', 'name', {}, 'dropped'],
    ['accessToken', 'name', { scopes: ['openid', 'profile'] }, 'set'],
    ['accessToken', 'email', { scopes: ['openid', 'profile'] }, 'dropped'],
    ['accessToken', 'team', { audience: 'https://api.acme.org/api' }, 'set'],
    ['accessToken', 'team', { audience: management }, 'dropped'],
    ['accessToken', 'team', { audience: 'https://acme.auth0.com/mfa' }, 'dropped'],
    ['accessToken', 'team', { audience: 'https://acme.auth0.com/userinfo' }, 'set'],
    ['accessToken', 'team', { audience: 'urn:my-api' }, 'set'],
    ['accessToken', 'team', { audience: 'https://login.acme.org/mfa/' }, 'set'],
    [
      'accessToken',
      'team',
      { audience: 'https://login.acme.org/mfa/', tenantHosts: ['login.acme.org'] },
      'dropped',
    ],
    ['accessToken', 'https://acme.org/team', { audience: management }, 'set'],
    ['accessToken', 'urn:acme:team', { audience: management }, 'dropped'],
    ['idToken', 'team', { audience: management }, 'set'],
  ] as const)('%s %s %o: %s', (token, name, options, kind) => {
    expect(claimFate(token, name, options).kind).toBe(kind);
  });

  test('what does not arrive says why and where that is written', () => {
    expect(claimFate('accessToken', 'email')).toEqual({
      kind: 'dropped',
      reason: '"email" needs the scope email, which was not asked for',
      source: 'https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims',
    });
  });

  test('no restricted name is ever set, whatever the token and the audience', () => {
    const options = fc.record({ audience: fc.constantFrom(management, 'https://api.acme.org') });
    fc.assert(
      fc.property(
        fc.constantFrom(...restrictedClaims),
        fc.constantFrom(...tokens),
        options,
        (name, token, options) => claimFate(token, name, options).kind === 'dropped',
      ),
      seed,
    );
  });

  test('no subdomain, path or port opens a reserved domain', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    fc.assert(
      fc.property(
        fc.array(label, { maxLength: 3 }),
        fc.constantFrom(...reservedDomains),
        fc.constantFrom('', ':8443'),
        fc.constantFrom('', '/', '/team', '?x=1', '#x'),
        (labels, domain, port, path) => {
          const name = `https://${[...labels, domain].join('.')}${port}${path}`;
          return claimFate('idToken', name).kind === 'dropped';
        },
      ),
      seed,
    );
  });

  test('the standard names that may be set are none of the restricted ones', () => {
    for (const name of standardClaims.keys()) expect(restrictedClaims.has(name)).toBe(false);
  });
});

describe('effectiveClaims', () => {
  test('the last value of a name wins, undefined takes it back, null stays', () => {
    expect(of(['a', 1], ['b', 1], ['c', 1], ['a', 2], ['b', undefined], ['c', null])).toMatchObject({
      claims: { a: 2, c: null },
      dropped: [],
    });
  });

  test('what Auth0 drops is reported once, with the reason', () => {
    expect(
      of(['groups', ['admins']], ['groups', ['owners']], ['https://torq.io/groups', ['owners']]),
    ).toEqual({
      claims: { 'https://torq.io/groups': ['owners'] },
      dropped: [{ name: 'groups', reason: '"groups" is a restricted claim' }],
      bytes: 37,
      tooLarge: false,
    });
  });

  test('a restricted name that was taken back is not reported', () => {
    expect(of(['groups', ['admins']], ['groups', undefined]).dropped).toEqual([]);
  });

  test('values arrive as JSON', () => {
    const { claims } = of(['at', new Date(0)], ['none', Number.NaN], ['o', { x: undefined, y: [undefined] }]);
    expect(claims).toEqual({ at: '1970-01-01T00:00:00.000Z', none: null, o: { y: [null] } });
  });

  test('values without a JSON form are dropped and reported', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const { claims, dropped } = of(['f', () => 1], ['n', 1n], ['cycle', cycle], ['ok', 1]);
    expect(claims).toEqual({ ok: 1 });
    expect(dropped.map(({ name }) => name)).toEqual(['f', 'n', 'cycle']);
    expect(dropped[0]?.reason).toBe('a function has no JSON form');
  });

  test('a claim named __proto__ is a claim', () => {
    expect(Object.keys(of(['__proto__', { admin: true }]).claims)).toEqual(['__proto__']);
  });

  test('the size counts names and UTF-8 bytes, and only what arrives', () => {
    expect(of(['ü', 'ß']).bytes).toBe(Buffer.byteLength('{"ü":"ß"}'));
    const limit = limits.customClaims.documented;
    const filler = (bytes: number) => of(['a', 'x'.repeat(bytes - '{"a":""}'.length)]);
    expect(filler(limit)).toMatchObject({ bytes: limit, tooLarge: false });
    expect(filler(limit + 1)).toMatchObject({ bytes: limit + 1, tooLarge: true });
    expect(of(['groups', 'x'.repeat(limit + 1)]).tooLarge).toBe(false);
  });

  test('an access token is judged by its audience', () => {
    const { claims, dropped } = effectiveClaims(
      'accessToken',
      [
        ['team', 1],
        ['https://acme.org/team', 1],
      ],
      { audience: management },
    );
    expect(Object.keys(claims)).toEqual(['https://acme.org/team']);
    expect(dropped.map(({ name }) => name)).toEqual(['team']);
  });

  const name = fc.oneof(
    fc.constantFrom(
      'groups',
      'roles',
      'email',
      'scope',
      '__proto__',
      'https://auth0.com/x',
      'https://a.org/x',
    ),
    fc.string({ maxLength: 8 }),
  );
  const call = fc.tuple(name, fc.oneof(fc.jsonValue(), fc.constant(undefined)));

  test('every name that was set last to a value is either carried or reported, never both, never neither', () => {
    fc.assert(
      fc.property(fc.array(call), fc.constantFrom(...tokens), (calls, token) => {
        const { claims, dropped } = effectiveClaims(token, calls);
        const meant = [...new Map(calls)].filter(([, value]) => value !== undefined).map(([name]) => name);
        const seen = [...Object.keys(claims), ...dropped.map(({ name }) => name)];
        expect(seen.toSorted()).toEqual(meant.toSorted());
      }),
      seed,
    );
  });

  test('the claims survive the wire, and a second pass changes nothing', () => {
    fc.assert(
      fc.property(fc.array(call), fc.constantFrom(...tokens), (calls, token) => {
        const once = effectiveClaims(token, calls);
        expect(JSON.parse(JSON.stringify(once.claims))).toEqual(once.claims);
        expect(once.bytes).toBe(Buffer.byteLength(JSON.stringify(once.claims)));
        expect(effectiveClaims(token, Object.entries(once.claims))).toEqual({ ...once, dropped: [] });
      }),
      seed,
    );
  });
});
