import fc from 'fast-check';

// Random pipelines: a few rules, each of which writes or reads what others write or read, in the ways that real rules
// do. The values are few, so that most of what is written is read by somebody.

/** A place that rules share: the object that holds it, as an expression that is there for certain, and its name. */
interface Place {
  readonly holder: string;
  readonly key: string;
}

const PLACES: readonly Place[] = [
  { holder: 'user', key: 'risk' },
  { holder: 'context', key: 'risk' },
  { holder: 'user.app_metadata', key: 'risk' },
  { holder: 'user.user_metadata', key: 'risk' },
  { holder: 'user.app_metadata', key: 'https://example.com/risk' },
  { holder: 'user', key: 'https://example.com/risk' },
  { holder: 'context.flags', key: 'risk' },
  { holder: 'context.idToken', key: 'https://example.com/risk' },
  { holder: 'context.accessToken', key: 'https://example.com/risk' },
  { holder: 'context.request.query', key: 'risk' },
  { holder: 'user.identities[0]', key: 'risk' },
];

/** Statements that see to it that the holder of a place is there. */
const SETUP: Readonly<Record<string, string>> = {
  'user.app_metadata': 'user.app_metadata = user.app_metadata || {};',
  'user.user_metadata': 'user.user_metadata = user.user_metadata || {};',
  'context.flags': 'context.flags = context.flags || {};',
  'user.identities[0]': 'user.identities[0] = user.identities[0] || {};',
};

const property = ({ holder, key }: Place): string =>
  /^\w+$/.test(key) ? `${holder}.${key}` : `${holder}['${key}']`;

const text = fc.constantFrom("'high'", "'low'", 'user.nickname', 'context.clientName');

/** How a rule writes a value. */
const WRITES: readonly ((place: Place, value: string) => string)[] = [
  (place, value) => `${property(place)} = ${value};`,
  (place, value) => `${property(place)} = ${property(place)} || ${value};`,
  ({ holder, key }, value) => `${holder}['${key}'] = ${value};`,
  ({ holder, key }, value) => `Object.assign(${holder}, { '${key}': ${value} });`,
  ({ holder, key }, value) => `_.set(${holder}, ['${key}'], ${value});`,
  ({ holder, key }, value) => `_.extend(${holder}, { '${key}': ${value} });`,
  ({ holder, key }, value) => `{ const held = ${holder}; held['${key}'] = ${value}; }`,
  ({ holder, key }, value) => `{ const held = ${holder} || {}; held['${key}'] = ${value}; }`,
  ({ holder, key }, value) => `['${key}'].forEach(function (name) { ${holder}[name] = ${value}; });`,
  ({ holder, key }, value) => `(function (held) { held['${key}'] = ${value}; })(${holder});`,
  ({ holder, key }, value) =>
    `{ const put = (held, name, one) => { held[name] = one; }; put(${holder}, '${key}', ${value}); }`,
  ({ holder, key }, value) =>
    `for (const [name, one] of Object.entries({ '${key}': ${value} })) ${holder}[name] = one;`,
  ({ holder, key }) => `delete ${holder}['${key}'];`,
  ({ holder, key }, value) => `{ const held = {}; held.at = ${holder}; held.at['${key}'] = ${value}; }`,
  ({ holder, key }, value) => `{ const all = []; all.push(${holder}); all[0]['${key}'] = ${value}; }`,
  ({ holder, key }, value) =>
    `{ const helper = { put(held, one) { held['${key}'] = one; } }; helper.put(${holder}, ${value}); }`,
  ({ holder, key }, value) => `{ const { assign } = Object; assign(${holder}, { '${key}': ${value} }); }`,
  ({ holder, key }, value) => `[${holder} || {}].forEach((held) => { held['${key}'] = ${value}; });`,
  ({ holder, key }, value) =>
    `{ const put = (held) => { held['${key}'] = ${value}; }; put(${holder} || {}); }`,
  ({ holder, key }, value) => `[${holder}].forEach((held) => { held['${key}'] = ${value}; });`,
];

/** How a rule changes a list that it shares. */
const LISTS: readonly ((place: Place, value: string) => string)[] = [
  (place, value) =>
    `{ const list = ${property(place)} || []; list.push(${value}); ${property(place)} = list; }`,
  (place, value) => `${property(place)} = [].concat(${property(place)} || [], ${value});`,
  (place, value) => `(${property(place)} = [].concat(${property(place)} || [])).push(${value});`,
  (place, value) =>
    `{ const list = Array.isArray(${property(place)}) ? ${property(place)} : []; list.push(${value}); }`,
  (place, value) => `[].concat(${property(place)} || []).push(${value});`,
];

/** How a rule reads a value. */
const READS: readonly ((place: Place, value: string) => string)[] = [
  (place, value) => `if (${property(place)} === ${value}) return callback(new UnauthorizedError('no'));`,
  (place, value) =>
    `if (${property(place)} && ${property(place)}.indexOf(${value}) !== -1) return callback(new UnauthorizedError('none'));`,
  (place) => `context.idToken['https://example.com/seen'] = ${property(place)};`,
  (place) => `context.accessToken['https://example.com/seen'] = typeof ${property(place)};`,
  ({ holder, key }) =>
    `{ const { '${key}': found } = ${holder}; context.idToken['https://example.com/found'] = found; }`,
  ({ holder, key }) => `context.idToken['https://example.com/got'] = _.get(${holder}, ['${key}'], 'none');`,
  ({ holder, key }) =>
    `{ const name = ['${key}'][0]; context.idToken['https://example.com/by-name'] = ${holder}[name]; }`,
  ({ holder, key }) =>
    `{ const held = user && ${holder}; context.idToken['https://example.com/behind'] = held['${key}']; }`,
  ({ holder, key }) =>
    `{ const own = { at: ${holder} }; context.idToken['https://example.com/own'] = own.at['${key}']; }`,
  // What is undefined is left out on the way, as the marker says.
  ({ holder }) =>
    `{ const all = ${holder}; context.idToken['https://example.com/keys'] = Object.keys(all).filter((key) => all[key] !== undefined).sort().join(); }`,
  ({ holder, key }, value) =>
    `{ const is = function () { return this['${key}'] === ${value}; }; if (is.call(${holder})) return callback('called'); }`,
  (place, value) => `if (${property(place)} !== ${value}) context.multifactor = { provider: 'any' };`,
  ({ holder, key }) =>
    `{ const held = ${holder} || {}; if (held['${key}']) context.accessToken['https://example.com/has'] = 'yes'; }`,
];

const SAVES = [
  'auth0.users.updateAppMetadata(user.user_id, user.app_metadata || {});',
  "auth0.users.updateAppMetadata(user.user_id, { risk: 'saved' });",
  "auth0.users.updateUserMetadata(user.user_id, { risk: 'saved' });",
  'auth0.users.updateUserMetadata(user.user_id, user.user_metadata || {});',
] as const;

const CONDITIONS = [
  "context.clientName === 'Alpha'",
  'user.email_verified',
  'context.stats.loginsCount > 1',
] as const;

const ENDINGS = [
  'callback(null, user, context);',
  'return callback(null, user, context);',
  'setTimeout(() => callback(null, user, context), 5);',
  "fetch('https://example.com/x').then(() => callback(null, user, context)).catch(callback);",
] as const;

/** One statement about a place: mostly plain, sometimes on a condition. */
function about(place: Place): fc.Arbitrary<string> {
  const made = (ways: readonly ((place: Place, value: string) => string)[]): fc.Arbitrary<string> =>
    fc.tuple(fc.constantFrom(...ways), text).map(([way, value]) => way(place, value));
  const plain = fc.oneof(
    { arbitrary: made(WRITES), weight: 5 },
    { arbitrary: made(LISTS), weight: 2 },
    { arbitrary: made(READS), weight: 6 },
    { arbitrary: fc.constantFrom(...SAVES), weight: 1 },
  );
  const decided = fc
    .tuple(fc.constantFrom(...CONDITIONS), plain)
    .map(([condition, statement]) => `if (${condition}) { ${statement} }`);
  return fc.oneof({ arbitrary: plain, weight: 3 }, { arbitrary: decided, weight: 1 });
}

/** How a rule makes sure of the metadata: itself, in some logins, or not at all, as it relies on those before it. */
const SURE: readonly ((setup: string) => string)[] = [
  (setup) => setup,
  (setup) => setup,
  (setup) => `if (context.clientName === 'Alpha') ${setup}`,
  () => '',
];

function ruleAbout(places: readonly Place[]): fc.Arbitrary<string> {
  const statement = fc.constantFrom(...places).chain(about);
  return fc
    .tuple(
      fc.array(statement, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...ENDINGS),
      fc.constantFrom(...SURE),
    )
    .map(([statements, ending, sure]) => {
      const body = [...statements, ending].join('\n  ');
      const wanted = new Set(places.map(({ holder }) => holder));
      const setup = [...wanted]
        .map((holder) => (holder.endsWith('_metadata') ? sure(SETUP[holder]!) : (SETUP[holder] ?? '')))
        .filter(Boolean);
      return [
        'function rule(user, context, callback) {',
        ...(/\b_\./.test(body) ? ["  const _ = require('lodash');"] : []),
        ...setup.map((line) => `  ${line}`),
        `  ${body}`,
        '}',
        '',
      ].join('\n');
    });
}

/** Sources of two or three rules, in the order in which they run. */
export const pipelineSources: fc.Arbitrary<readonly string[]> = fc
  .uniqueArray(fc.constantFrom(...PLACES), { minLength: 1, maxLength: 2, selector: property })
  .chain((places) => fc.array(ruleAbout(places), { minLength: 2, maxLength: 3 }));
