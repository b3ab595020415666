import { describe, expect, it } from 'vitest';
import { Problem } from '../../scripts/lib/problem.ts';
import { findLinks, hiddenValues } from '../../scripts/rule/links.ts';
import { parseRules } from '../../scripts/rule/parse.ts';
import { sharedValues } from '../../scripts/rule/pipeline.ts';
import { sharedFunctions } from '../../scripts/rule/shared-functions.ts';
import { findSharedGlobals } from '../../scripts/rule/shared-globals.ts';
import { findUses } from '../../scripts/rule/uses.ts';

/** What the first rules leave for the last one. */
function linksTo(...bodies: string[]): string[] {
  const written = bodies.map((body, order) => ({
    name: String(order),
    file: 'rule.js',
    source: `function (user, context, callback) {\n${body}\n  callback(null, user, context);\n}\n`,
    order,
    enabled: true,
  }));
  const rules = parseRules(written).map((parsed) => {
    if (parsed instanceof Problem) throw parsed;
    return { parsed, uses: findUses(parsed) };
  });
  const functions = sharedFunctions(findSharedGlobals(rules));
  const links = findLinks(
    rules.map(({ parsed, uses }, index) => {
      const shared = sharedValues(parsed, uses);
      return { name: String(index), shared, hidden: hiddenValues(parsed, uses, shared, functions) };
    }),
  );
  const last = String(bodies.length - 1);
  return links
    .filter(({ reader, path }) => reader === last && !path.startsWith('global.'))
    .map((one) => one.path);
}

const ROLES = "if (user.app_metadata && user.app_metadata.roles) return callback(new Error('no'));";
const roles = ['user.app_metadata.roles'];

describe('what a rule changes under another name', () => {
  it.each([
    ['a fallback', "const all = (user.app_metadata && user.app_metadata.roles) || []; all.push('a');"],
    ['a choice', "const all = user.app_metadata ? user.app_metadata.roles : []; if (all) all.push('a');"],
    [
      'a variable that is assigned',
      "let all = []; if (context.x) { all = user.app_metadata.roles; } all[all.length] = 'a';",
    ],
    ['a copy whose lists are the same', "const meta = { ...user.app_metadata }; meta.roles.unshift('a');"],
    [
      'Object.assign to a new object',
      "const meta = Object.assign({}, user.app_metadata); (meta.roles = meta.roles || []).push('a');",
    ],
    ['an argument', "const add = (list, x) => list.push(x); add(user.app_metadata.roles, 'a');"],
    ['a result', "const all = () => (user.app_metadata && user.app_metadata.roles) || []; all().push('a');"],
    ['an element', "[user.app_metadata || {}].forEach(function (m) { m.roles = ['a']; });"],
    [
      'a name that is put together',
      "function change(m) { m['ro' + 'les'] = ['a']; } change(user.app_metadata);",
    ],
    ['lodash, by whatever name', "require('lodash').get(user, 'app_metadata.roles', []).push('a');"],
    ['lodash set', "const { set } = require('lodash'); set(user, 'app_metadata.roles', ['a']);"],
    ['Object.defineProperty', "Object.defineProperty(user.app_metadata, 'roles', { value: ['a'] });"],
    ['a function of its own', "const u = user; (function (x) { x.app_metadata = { roles: ['a'] }; })(u);"],
    ['a loop', "for (const key in user) { user[key].roles = ['a']; }"],
    ['an object', "const self = { user, context }; self.user.app_metadata = { roles: ['a'] };"],
    [
      'a class',
      'class S { constructor(u) { this.u = u; } mark() { this.u.app_metadata = {}; } } new S(user).mark();',
    ],
    ['all metadata', "user.app_metadata = Object.assign({}, user.app_metadata, { roles: ['a'] });"],
    ['Object.assign', "Object.assign(user, { app_metadata: { roles: ['a'] } });"],
    ['a computed delete', 'Object.keys(user.app_metadata).forEach(k => { delete user.app_metadata[k]; });'],
  ])('is a write: %s', (_title, body) => {
    expect(linksTo(body, ROLES)).toEqual(roles);
  });

  it.each([
    ['reads', 'const all = user.app_metadata.roles || []; console.log(all.map((one) => one.name).sort());'],
    ['a new list', 'const names = []; user.app_metadata.roles.forEach((one) => names.push(one.name));'],
    ['a copied list', "const all = user.app_metadata.roles.slice(); all.push('a');"],
    ['a copied object', "const meta = { ...user.app_metadata }; meta.roles = ['a'];"],
    ['another key', "const meta = user.app_metadata || {}; meta.plan = 'a';"],
    ['what makes metadata', 'user.app_metadata = user.app_metadata || {};'],
    [
      'a class that only looks',
      'class S { constructor(u) { this.u = u; } ok() { return this.u.name; } } new S(user).ok();',
    ],
  ])('is none: %s', (_title, body) => {
    expect(linksTo(body, ROLES)).toEqual([]);
  });

  it('is one of elements, of unknown attributes and of the context', () => {
    const some = "if (!user.identities.some((i) => i.trusted)) return callback(new Error('no'));";
    expect(linksTo('user.identities.forEach(function (i) { i.trusted = true; });', some)).toEqual([
      'user.identities',
    ]);
    expect(linksTo('for (const i of user.identities) i.trusted = true;', some)).toEqual(['user.identities']);
    expect(
      linksTo('for (const [k, v] of Object.entries({ a: 1 })) user[k] = v;', 'console.log(user.plan);'),
    ).toEqual(['user.plan']);
    const flags = "if (context.flags && context.flags.beta) return callback(new Error('no'));";
    for (const body of [
      'const f = context.flags = context.flags || {}; f.beta = true;',
      'const f = (context && context.flags) || {}; f.beta = true;',
      "const key = 'flags'; context[key] = { beta: true };",
      "const set = (k, v) => { context[k] = v; }; set('flags', {});",
      'Object.assign(context, { flags: {} });',
    ])
      expect(linksTo(body, flags)).toEqual(['context.flags']);
    const claim =
      "if (context.idToken['https://example.com/role'] === 'a') return callback(new Error('no'));";
    const link = ['context.idToken.https://example.com/role'];
    expect(linksTo("Object.assign(context.idToken, { 'https://example.com/role': 'a' });", claim)).toEqual(
      link,
    );
    expect(
      linksTo("['idToken'].forEach((t) => { context[t]['https://example.com/role'] = 'a'; });", claim),
    ).toEqual(link);
    expect(
      linksTo('context[String(context.x)] = 1;', 'console.log(context.connection, context.idToken.a);'),
    ).toEqual([]);
  });

  it('is one of a function on global', () => {
    const define =
      "global.ensure = function (u) { u.app_metadata = u.app_metadata || {}; u.app_metadata.roles = ['a']; };";
    expect(linksTo(define, 'global.ensure(user);', ROLES)).toEqual([...roles]);
    expect(
      linksTo(
        'global.name = function (u) { const all = []; all.push(u.name); return all; };',
        'global.name(user);',
        ROLES,
      ),
    ).toEqual([]);
  });
});

describe('what a rule looks at under another name', () => {
  const write = "user.app_metadata.roles.push('a');";
  const meta = 'user.app_metadata || {}';

  it.each([
    ['a name behind a test', 'const m = user && user.app_metadata; if (m && m.roles) deny(m.roles);'],
    ['a computed key', `const key = configuration.KEY; if ((${meta})[key]) callback(new Error('no'));`],
    ['lodash as it is loaded', "console.log(require('lodash').get(user, 'app_metadata.roles', []));"],
    ['an object of its own', 'const s = { user }; console.log(s.user.app_metadata.roles);'],
    ['call', 'const f = (u) => u.app_metadata.roles; f.call(null, user);'],
    ['a spread', 'console.log({ ...user }.app_metadata.roles);'],
    ['text', 'console.log(JSON.stringify(user));'],
    ['a request', "request.post({ url: 'https://example.com', json: { user: user } });"],
    ['a loop over keys', `for (const key in ${meta}) console.log(key);`],
    ['in', `console.log('roles' in (${meta}));`],
    ['hasOwnProperty', "console.log(user.app_metadata.hasOwnProperty('roles'));"],
    ['Object.entries', `Object.entries(${meta}).forEach(([key, value]) => console.log(key, value));`],
    ['a function that is called where it stands', '((u) => console.log(u.app_metadata.roles))(user);'],
    ['a function with a key', 'const get = (key) => user[key]; console.log(get("app_metadata").roles);'],
    ['a pattern', 'const f = ({ app_metadata: { roles } }) => console.log(roles); f(user);'],
    ['a class', 'class S { constructor(u) { this.roles = u.app_metadata.roles; } } new S(user);'],
    ['an unknown function', 'helpers.check(user.app_metadata);'],
    ['a promise', 'Promise.resolve(user.app_metadata).then((m) => console.log(m.roles));'],
  ])('is a read: %s', (_title, body) => {
    expect(linksTo(write, body)).toContain('user.app_metadata.roles');
  });

  it.each([
    ['a test', 'if (user.app_metadata && user) callback(null, user, context);'],
    ['a name', 'const u = user; const m = u.app_metadata; console.log(m.plan);'],
    ['an argument', 'const f = (u) => u.app_metadata.plan; console.log(f(user));'],
    ['what it has written', "user.app_metadata.roles = ['b']; console.log(user.app_metadata.roles);"],
    ['another key', `const { plan } = ${meta}; console.log(plan);`],
  ])('is none: %s', (_title, body) => {
    expect(linksTo(write, body)).toEqual([]);
  });

  it('is one of what was changed as a whole, or by a name that is put together', () => {
    const all = 'console.log(JSON.stringify(user));';
    expect(linksTo('for (const key of keys) user.app_metadata[key] = 1;', all)).toEqual([
      'user.app_metadata',
    ]);
    expect(linksTo("auth0.users.updateAppMetadata(user.user_id, { plan: 'a' });", all)).toEqual([
      'user.app_metadata.plan',
    ]);
    expect(linksTo('context.flags = 1;', 'console.log(JSON.stringify(context));')).toEqual(['context.flags']);
  });
});

describe('a key that holds dots or is put together', () => {
  const ns = "const ns = 'https://example.com/';";
  it.each([
    [
      'user.https://example.com/a',
      "user['https://example.com/a'] = 1;",
      "console.log(user['https://example.com/a']);",
    ],
    [
      'user.app_metadata.https://example.com/a',
      `${ns} user.app_metadata[ns + 'a'] = 1;`,
      `${ns} console.log(user.app_metadata[ns + 'a']);`,
    ],
    ['context.a.b', "context['a.b'] = 1;", "console.log(context['a.b']);"],
    [
      'context.idToken',
      "context.idToken[configuration.NS + 'a'] = 1;",
      "console.log(context.idToken[configuration.NS + 'a']);",
    ],
    [
      'context.idToken.https://example.com/a',
      "context.idToken[configuration.NS + 'a'] = 1;",
      `${ns} console.log(context.idToken[ns + 'a']);`,
    ],
  ])('is linked as %s', (path, write, read) => {
    expect(linksTo(write, read)).toEqual([path]);
  });

  it('is not linked beside the whole that holds it', () => {
    expect(
      linksTo(
        "user.app_metadata = { plan: 'a' };",
        'console.log(user.app_metadata, user.app_metadata.plan);',
      ),
    ).toEqual(['user.app_metadata']);
  });
});

describe('metadata that a rule saves', () => {
  const save = (what: string): string => `auth0.users.updateAppMetadata(user.user_id, ${what});`;

  it.each([
    [
      'all of it',
      `user.app_metadata = user.app_metadata || {}; user.app_metadata.roles = ['a']; ${save('user.app_metadata')}`,
    ],
    [
      'all of it, added to',
      `user.app_metadata = Object.assign(user.app_metadata || {}, { roles: 1 }); ${save('user.app_metadata')}`,
    ],
    ['the key', `user.app_metadata.roles = ['a']; ${save('{ roles: user.app_metadata.roles }')}`],
    ['the same value', `const all = ['a']; user.app_metadata.roles = all; ${save('{ roles: all }')}`],
    [
      'a changed list',
      `const all = user.app_metadata.roles || []; all.push('a'); ${save('user.app_metadata')}`,
    ],
  ])('is what later Actions see in the profile: %s', (_title, body) => {
    expect(linksTo(body, ROLES)).toEqual([]);
  });

  it.each([
    ['not in memory', save("{ roles: ['a'] }")],
    ['in memory alone', `user.app_metadata.roles = ['a']; ${save('{ last: 1 }')}`],
    [
      'on one path only',
      `user.app_metadata.roles = ['a']; if (!user.email) return callback(null); ${save('user.app_metadata')}`,
    ],
    ['in a branch', `user.app_metadata.roles = ['a']; if (user.email) ${save('user.app_metadata')}`],
    ['before the change', `${save('user.app_metadata')} user.app_metadata.roles = ['a'];`],
    [
      'for another user',
      "user.app_metadata.roles = 1; auth0.users.updateAppMetadata('auth0|2', user.app_metadata);",
    ],
    ['without what is deleted', `delete user.app_metadata.roles; ${save('user.app_metadata')}`],
    [
      'for a user whom nobody knows',
      "const save = ({ id, change }) => auth0.users.updateAppMetadata(id, change); save({ id: user.user_id, change: { roles: ['a'] } });",
    ],
    ['of which nobody knows', save('JSON.parse(user.nickname)')],
    ['by a variable', `const change = {}; change.roles = ['a']; ${save('change')}`],
  ])('is no answer for later Actions: %s', (_title, body) => {
    expect(linksTo(body, ROLES)).toEqual(roles);
  });
});

it('counts a write of its own only where it certainly comes first', () => {
  expect(linksTo('user.risk = 1;', 'if (user.email) user.risk = 2; console.log(user.risk);')).toEqual([
    'user.risk',
  ]);
  expect(linksTo('user.risk = 1;', 'user.risk = 2; if (user.email) console.log(user.risk);')).toEqual([]);
});
