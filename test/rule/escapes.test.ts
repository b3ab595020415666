import { expect, it } from 'vitest';
import { escapesIn } from '../../scripts/rule/escapes.ts';
import { parseRules, type ParsedRule } from '../../scripts/rule/parse.ts';
import { placesIn } from '../../scripts/rule/places.ts';
import { findUses } from '../../scripts/rule/uses.ts';

/** The places that escape in a rule with this body. */
function escapes(body: string): string[] {
  const source = `function (user, context, callback) {\n${body}\n}`;
  const [parsed] = parseRules([{ name: 'a', file: 'a.js', source, order: 1, enabled: true }]);
  const rule = parsed as ParsedRule;
  const uses = findUses(rule);
  return [...new Set(escapesIn(rule, uses, placesIn(rule, uses)).map((place) => place.join('.')))];
}

it.each([
  [
    'a method of an object of the rule',
    'const h = { add(l) { l.push(1); } }; h.add(user.app_metadata.roles);',
  ],
  [
    'a function that is a parameter',
    'function each(f) { f(user.app_metadata.roles); } each((l) => l.push(1));',
  ],
  ['a variable that becomes a function', 'let f; f = (l) => l.push(1); f(user.app_metadata.roles);'],
  ['call and apply', "[].push.apply(user.app_metadata.roles, ['a']);"],
  [
    'a function of the language by another name',
    'const { assign } = Object; assign(user.app_metadata.roles, [1]);',
  ],
  [
    'a property of an object of the rule',
    'const o = {}; o.roles = user.app_metadata.roles; o.roles.push(1);',
  ],
  ['a list of the rule', 'const l = []; l.push(user.app_metadata.roles); l[0].push(1);'],
  [
    'an object in a list of the rule',
    'const l = []; l.push({ r: user.app_metadata.roles }); l[0].r.push(1);',
  ],
  ['a promise', 'Promise.resolve(user.app_metadata.roles).then((l) => l.push(1));'],
  ['a list of promises', 'Promise.all([user.app_metadata.roles]).then(([l]) => l.push(1));'],
  [
    'what an async function returns',
    'async function f() { return user.app_metadata.roles; } f().then((l) => l.pop());',
  ],
  ['what a link of a chain returns', 'p.then(() => user.app_metadata.roles).then((l) => l.push(1));'],
  ['what a method returns', 'const o = { get() { return user.app_metadata.roles; } }; o.get().push(1);'],
  ['a new object', 'new Proxy(user.app_metadata.roles, {}).push(1);'],
  ['the first argument of a package', "require('xtend/mutable')(user.app_metadata.roles, {});"],
])('follows an object into %s', (_where, body) => {
  expect(escapes(body)).toEqual(['user.app_metadata.roles.*']);
});

it.each([
  ['the callback', 'callback(null, user, context);'],
  ['functions that only look', 'console.log(user, JSON.stringify(context)); Object.keys(user.app_metadata);'],
  ['questions to texts and lists', "['a'].includes(user.nickname); user.app_metadata.roles.indexOf('a');"],
  ['lodash', "const _ = require('lodash'); _.get(user, 'a.b'); _.includes(user.app_metadata.roles, 'a');"],
  ['what is sent', "request.post({ url: 'https://a.io', json: { user, roles: user.app_metadata.roles } });"],
  ['what is signed', "require('jsonwebtoken').sign(user.app_metadata, configuration.KEY);"],
  ['objects for packages', "require('analytics-node').track({ traits: user.user_metadata });"],
  ['the whole user, for packages', "require('logger')(user);"],
  ['texts', 'const o = {}; o.email = user.email; o.ip = context.request.ip; f(user.user_id);'],
  ['functions of the rule', 'function f(l) { return l.length; } f(user.app_metadata.roles);'],
  ['variables', 'const l = user.app_metadata.roles; let other; other = l; if (other.length > 1) callback();'],
  [
    'a list that becomes a claim',
    "const l = []; user.app_metadata.roles.forEach((r) => l.push(r.name)); context.idToken['https://a.io/r'] = l;",
  ],
  ['claims', "context.idToken['https://a.io/roles'] = user.app_metadata.roles;"],
  ['saves', 'auth0.users.updateAppMetadata(user.user_id, user.app_metadata);'],
  ['looks at lists', 'user.app_metadata.roles.map((role) => role.name);'],
])('loses nothing to %s', (_where, body) => {
  expect(escapes(body)).toEqual([]);
});

it('comes to an end with an object that holds itself', () => {
  expect(escapes('var n = {}; n = { a: n, b: user.app_metadata.roles }; f(n);')).toEqual([
    'user.app_metadata.roles.*',
  ]);
});
