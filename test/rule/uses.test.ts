import { describe, expect, it } from 'vitest';
import { Problem } from '../../scripts/lib/problem.ts';
import { findLinks } from '../../scripts/rule/links.ts';
import { parseRules } from '../../scripts/rule/parse.ts';
import { sharedValues } from '../../scripts/rule/pipeline.ts';
import { findUses } from '../../scripts/rule/uses.ts';

function read(body: string) {
  const source = `function (user, context, callback) {\n${body}\n}`;
  const [parsed] = parseRules([{ name: 'r', file: 'r.js', source, order: 1, enabled: true }]);
  if (parsed === undefined || parsed instanceof Problem) throw new Error('not parsed');
  const uses = findUses(parsed);
  return { uses, shared: sharedValues(parsed, uses) };
}

/** Uses as text: `read user.email`. */
function uses(body: string): string[] {
  return read(body).uses.all.map(({ kind, root, path }) => [kind, [root, ...path].join('.')].join(' '));
}

describe('findUses', () => {
  it.each([
    ['user.email', ['read user.email']],
    ["user['email'] + user[context.x]", ['read user.email', 'read user.*', 'read context.x']],
    [
      'user.a = 1; user.b += 1; user.c++; delete user.d',
      ['write user.a', 'update user.b', 'update user.c', 'delete user.d'],
    ],
    ['user.list.push(1)', ['call user.list.push']],
    ['[user.a, { b: user.c }] = [1, {}]', ['update user.a', 'update user.c']],
    ['for (user.k in {});', ['update user.k']],
    ['(context.authorization || {}).roles', ['read context.authorization.roles']],
    ['context?.request?.ip', ['read context.request.ip']],
    ['f({ user })', ['read user']],
    ['const { user: inner } = { user: 1 }; inner', []],
    ['function f(user) { return user.email; } f', []],
    ['function f(u) { return u.email; } f(user)', ['read user.email', 'given user']],
    ['const f = u => g(u), g = v => v.email; f(user)', ['given user', 'read user.email', 'given user']],
    // Whatever the function may get besides the user is not the user.
    ['function f(u) { u.email; } f(user); f({})', ['read user']],
    ['function f(u) { u.email; } f(user); [1].map(f)', ['read user']],
    ['function f(u) { u = {}; u.email; } f(user)', ['read user']],
    ['function f(u) { arguments[0] = {}; u.email; } f(user)', ['read user']],
    ['function f(u = 1) { u.email; } f(user)', ['read user']],
    ['let f = u => u.email; f(user); f = 1', ['read user']],
    ['function f(n, u) { u.email; } f(...[1], user)', ['read user']],
    [
      'configuration.KEY + auth0.domain + global.x',
      ['read configuration.KEY', 'read auth0.domain', 'read global.x'],
    ],
    ['const configuration = {}; configuration.KEY', []],
  ])('finds what `%s` touches', (body, expected) => {
    expect(uses(body)).toEqual(expected);
  });

  it('follows variables that stand for a part', () => {
    expect(uses('const r = context.request; const { geoip: g } = r; g.country_code; r.ip = 1;')).toEqual([
      'alias context.request',
      'destructure context.request',
      'read context.request.geoip.country_code',
      'write context.request.ip',
    ]);
  });

  it('does not follow a variable that is assigned again', () => {
    expect(uses('let r = context.request; r = {}; r.ip = 1;')).toEqual(['alias context.request']);
  });

  it('knows the names that nothing declares, and what is required', () => {
    const { uses: found } = read("const a = require('a'); let b; b = a; _.x(c); c = 1; typeof undefined;");
    expect([...found.free.keys()]).toEqual(['require', '_', 'c']);
    expect(found.requires).toHaveLength(1);
  });
});

describe('sharedValues', () => {
  it('lists what a rule takes from others, and leaves for them', () => {
    const { shared } = read(`
      user.risk = user.score + 1;
      context.tier = context.plan;
      context.idToken['https://example.com/a'] = context.idToken['https://example.com/b'];
      user.app_metadata.seen = user.app_metadata.known;
      global.cache = global.other;
      console.log(context.clientID, user.risk, context.idToken.email);`);
    expect(shared.writes).toEqual([
      'context.idToken.https://example.com/a',
      'context.tier',
      'global.cache',
      'user.app_metadata.seen',
      'user.risk',
    ]);
    expect(shared.reads).toEqual([
      'context.clientID',
      'context.idToken.email',
      'context.idToken.https://example.com/b',
      'context.plan',
      'global.other',
      'user.app_metadata.known',
      'user.score',
    ]);
  });

  it('leaves out metadata that the rule saves: every later one sees that', () => {
    expect(
      read('user.app_metadata.a = 1; auth0.users.updateAppMetadata(user.user_id, user.app_metadata);').shared
        .writes,
    ).toEqual([]);
  });

  it('counts a default as a read of what came before', () => {
    expect(read('user.risk = user.risk || 1;').shared).toEqual({
      reads: ['user.risk'],
      writes: ['user.risk'],
      certain: [],
    });
  });
});

describe('findLinks', () => {
  it('goes from earlier to later rules only', () => {
    const rule = (name: string, reads: string[], writes: string[]) => ({
      name,
      shared: { reads, writes, certain: [] },
    });
    expect(
      findLinks([
        rule('a', ['user.y'], ['user.x']),
        rule('b', ['user.x'], ['user.y']),
        rule('c', ['user.x', 'user.y'], []),
      ]),
    ).toEqual([
      { path: 'user.x', writer: 'a', reader: 'b' },
      { path: 'user.x', writer: 'a', reader: 'c' },
      { path: 'user.y', writer: 'b', reader: 'c' },
    ]);
  });
});
