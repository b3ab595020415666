import fc from 'fast-check';

// Random rules, put together from the idioms of real ones: reads, aliases, claims, metadata, denials, callbacks in
// every nesting, calls to the network. Each is a whole rule that runs.

const NAMESPACE = 'https://example.com/';

const clients = fc.constantFrom('Alpha', 'Beta', 'Gamma');
const key = fc.constantFrom('a', 'b', 'c', 'plan', 'team');

/** Expressions that read what a rule is given, none of which can throw. */
const value = fc.constantFrom(
  'user.email',
  'user.nickname',
  'user.user_id',
  'user.email_verified',
  'user.upn',
  'context.clientName',
  'context.connection',
  'context.stats.loginsCount',
  'context.request.ip',
  'context.request.userAgent',
  'context.request.query.prompt',
  'context.request.geoip && context.request.geoip.country_code',
  '(context.request.geoip || {}).time_zone',
  'geo.city_name',
  'req.userAgent',
  'req.query.lang',
  'ip + userAgent',
  'login.loginsCount',
  'meta.plan || null',
  "identity.provider + '|' + identity.user_id",
  'context.request.geoip',
  'context.authentication && context.authentication.methods.map((m) => m.name).join()',
  'Math.max(0, ...((context.authentication || {}).methods || []).map(({ timestamp }) => timestamp))',
  "_.get(user, 'app_metadata.plan')",
  '(user.user_metadata || {})[context.clientName]',
  'user[local[0] || "nickname"]',
  'context.clientMetadata && context.clientMetadata.tier',
  "global.cached || (global.cached = 'kept')",
  'typeof user.phone_number',
  'context.clientMetadata ? context.clientMetadata.tier : null',
  'context.request.body.device',
  '(user.app_metadata || {}).plan',
  'user.app_metadata && user.app_metadata.plan',
  'user.user_metadata && user.user_metadata.color',
  '(context.authorization || {}).roles',
  'context.organization && context.organization.name',
  'user.identities.length',
  "configuration.LIMIT || '3'",
  '[user.name, context.clientID]',
  '{ id: user.user_id, app: context.clientName }',
  'undefined',
  'null',
  '0',
  "''",
);

const condition = fc.oneof(
  clients.map((name) => `context.clientName === '${name}'`),
  fc.constantFrom(
    'user.email_verified',
    '!user.email',
    'context.stats.loginsCount > 1',
    "context.protocol === 'oauth2-refresh-token'",
    "context.connectionStrategy !== 'auth0'",
    'context.request.geoip',
    "context.request.query.prompt === 'none'",
    'user.app_metadata && user.app_metadata.blocked',
    "context.authentication && context.authentication.methods.some((m) => m.name === 'mfa')",
    'user.identities.some(function (identity) { return identity.isSocial; })',
  ),
);

const success = fc.constantFrom(
  'callback(null, user, context);',
  'return callback(null, user, context);',
  'callback(undefined, user, context); return;',
  'return callback();',
);

const denial = fc.oneof(
  key.map((word) => `return callback(new UnauthorizedError('no ${word}'));`),
  key.map((word) => `return callback('no ${word}');`),
  fc.constantFrom(
    "return callback(new Error('no ' + user.email));",
    'return callback(new Error(`no ${context.clientName}`), user, context);',
    "throw new Error('thrown');",
  ),
);

const claim = fc.oneof(
  fc
    .tuple(fc.constantFrom('idToken', 'accessToken'), key, value)
    .map(([token, name, from]) => `context.${token}['${NAMESPACE}${name}'] = ${from};`),
  fc.tuple(key, value).map(([name, from]) => `context.idToken[ns + '${name}'] = ${from};`),
  fc.tuple(key, value).map(([name, from]) => `claims[\`\${ns}${name}\`] = ${from};`),
  fc
    .tuple(key, value)
    .map(
      ([name, from]) => `context.accessToken = { ...context.accessToken, '${NAMESPACE}${name}': ${from} };`,
    ),
  fc.constant('Object.keys({ x: 1, y: 2 }).forEach((k) => { context.idToken[ns + k] = k; });'),
);

const metadata = fc.oneof(
  fc.tuple(key, value).map(([name, from]) => `user.app_metadata.${name} = ${from};`),
  key.map((name) => `user.user_metadata.${name} = (user.user_metadata.${name} || 0) + 1;`),
  key.map((name) => `user.app_metadata.list = (user.app_metadata.list || []).concat('${name}');`),
);

const effect = fc.oneof(
  fc.constantFrom(
    "context.multifactor = { provider: 'any', allowRememberBrowser: false };",
    "context.multifactor = { provider: 'guardian' };",
    "context.accessToken.scope = ['openid', 'read:things'];",
    'local.push(user.name);',
    // Objects that are changed after they became a claim: by another name, by a function, by what holds them.
    "{ const all = local; context.idToken[ns + 'local'] = local; all.push(user.nickname); }",
    "{ const info = {}; context.accessToken[ns + 'info'] = info; Object.assign(info, { client: context.clientID }); }",
    "{ const grow = (one) => { one.more = user.nickname; }; const held = { a: 1 }; context.idToken[ns + 'held'] = held; grow(held); }",
    "{ const inner = { roles: ['a'] }; const box = { inner }; context.idToken[ns + 'roles'] = inner.roles; box.inner.roles.push('b'); }",
    "{ const each = [{ n: 1 }]; context.idToken[ns + 'each'] = each; each.forEach((one) => { one.n += 1; }); }",
    // A scope among claims, and claims by names that only the login knows.
    "Object.assign(context.accessToken, { scope: ['read:things'] });",
    'Object.keys(context.request.query).forEach((name) => { context.idToken[name] = context.request.query[name]; });',
    // Texts take no property, in silence.
    '{ const settings = (user.app_metadata || {}).plan || {}; settings.seats = 5; }',
    "context.authorization = { roles: ['admin'] };",
    'console.log(user.email, local);',
    "user.department = user.email ? 'known' : 'unknown';",
    'user.app_metadata = Object.assign({}, user.app_metadata, { merged: true });',
    'if (user.user_metadata) delete user.user_metadata.color;',
    "if (meta.flags) meta.flags.push('seen');",
    "context.samlConfiguration = context.samlConfiguration || {}; context.samlConfiguration.audience = 'urn:' + context.clientID;",
    "context.samlConfiguration = context.samlConfiguration || {}; context.samlConfiguration.mappings = { 'urn:mail': 'email', 'urn:plan': 'app_metadata.plan_name' };",
    "context.redirect = { url: 'https://example.com/next?u=' + encodeURIComponent(user.user_id) };",
    "fetch('https://example.com/track', { method: 'POST', body: user.user_id });",
    "request.post({ url: 'https://example.com/track', json: { id: user.user_id } });",
  ),
);

/** Statements that end normally. */
function statements(depth: number): fc.Arbitrary<string> {
  const simple = fc.oneof(
    { arbitrary: claim, weight: 4 },
    { arbitrary: metadata, weight: 2 },
    { arbitrary: effect, weight: 1 },
  );
  if (depth === 0) return simple;
  const inner = fc.array(statements(depth - 1), { minLength: 1, maxLength: 2 }).map((all) => all.join(' '));
  return fc.oneof(
    { arbitrary: simple, weight: 4 },
    { arbitrary: fc.tuple(condition, inner).map(([test, then]) => `if (${test}) { ${then} }`), weight: 2 },
    {
      arbitrary: fc
        .tuple(condition, inner, inner)
        .map(([test, then, other]) => `if (${test}) { ${then} } else { ${other} }`),
      weight: 1,
    },
    { arbitrary: fc.tuple(condition, denial).map(([test, deny]) => `if (${test}) { ${deny} }`), weight: 2 },
    {
      arbitrary: fc
        .tuple(condition, success)
        .map(([test, next]) => `if (${test}) { ${next.startsWith('return') ? next : `${next} return;`} }`),
      weight: 1,
    },
  );
}

const body = fc.array(statements(2), { minLength: 1, maxLength: 5 }).map((all) => all.join('\n  '));

/** What a failed promise does to the login: fails it, with its error or another, or lets it go on. */
const caught = fc.constantFrom(
  '.catch(callback);',
  '.catch((error) => callback(error));',
  '.catch(function (error) { console.log(error.message); return callback(error, user, context); });',
  ".catch((error) => { callback(new Error('failed: ' + error.message)); });",
  '.catch(() => callback(null, user, context));',
  ".catch(() => { context.idToken[ns + 'failed'] = true; callback(null, user, context); });",
  '.catch((error) => { console.error(error.message); });',
  ';',
);

/** Promises of a rule: of the network, of the language, of a function of its own, and of what may be none. */
const promised = fc.constantFrom(
  "fetch('https://example.com/roles/' + user.user_id)",
  "axios.get('https://example.com/roles', { params: { id: user.user_id } })",
  "axios\n    .post('https://example.com/' + user.identities[0].profileData.team, { id: user.user_id })",
  "Promise.all([axios.get('https://example.com/a'), fetch('https://example.com/b')])",
  "Promise.reject(user.email_verified ? null : new Error('rejected'))",
  'load(user.user_id)',
  '(user.email ? load(user.user_id) : undefined)',
);

/** Steps of a chain before the last one. */
const step = fc.constantFrom(
  '',
  '.then((answer) => answer && answer.data ? answer.data : answer)',
  ".then(function (answer) { if (!answer) throw new Error('nothing'); return answer; })",
  '.then((answer) => { return fetch("https://example.com/more/" + typeof answer); })',
  '.then((answer) => { if (answer.status === 404) return null; return answer; })',
  ".then(() => { user.app_metadata = user.app_metadata || {}; user.app_metadata.list = ['a']; return auth0.users.updateAppMetadata(user.user_id, user.app_metadata); })",
);

/** A chain, with the code of its last step. */
const chain = fc
  .tuple(promised, step, body, claim, success, caught, fc.constantFrom('', 'return '))
  .map(
    ([promise, between, code, set, next, failed, returned]) =>
      `${returned}${promise}\n    ${between}\n    .then((found) => {\n      context.idToken[ns + 'found'] = found.status;\n      ${code}\n      ${set}\n      ${next}\n    })\n    ${failed}`,
  );

/** A call back without the return that should be there. */
function goingOn(exit: string): string {
  return exit.replace(/^return /, '').replace(/ return;$/, '');
}

/** What a rule does when it has called back. */
const work = value.chain((shown) =>
  fc.constantFrom(
    `console.log('done', ${shown});`,
    `request.post({ url: 'https://example.com/done', json: { done: ${shown} } });`,
    `request.post({ url: 'https://example.com/done', json: { done: ${shown} } }, function (err) { if (err) console.log(err.message); });`,
    `axios.post('https://example.com/done', { done: ${shown} }).catch(function (err) { console.log(err.message); });`,
    `auth0.users.updateUserMetadata(user.user_id, { done: ${shown} });`,
    `context.idToken[ns + 'done'] = ${shown};`,
    `var done = { done: ${shown} };\n  fetch('https://example.com/done', { method: 'POST', body: JSON.stringify(done) });`,
  ),
);

/** How the rule gets to its end: at once, in a promise, in a callback, through a helper, or not at all. */
const ending = fc.oneof(
  {
    arbitrary: fc
      .tuple(condition, fc.oneof(success, denial), body, success)
      .map(([test, first, code, last]) => `if (${test}) { ${goingOn(first)} }\n  ${code}\n  ${last}`),
    weight: 2,
  },
  {
    arbitrary: fc
      .tuple(condition, value, work)
      .map(
        ([test, shown, code]) =>
          `if (${test}) { callback(); console.log(${shown}); return; }\n  callback();\n  ${code}`,
      ),
    weight: 2,
  },
  { arbitrary: success, weight: 3 },
  { arbitrary: denial, weight: 1 },
  {
    arbitrary: fc
      .tuple(body, success)
      .map(([code, next]) => `setTimeout(() => {\n  ${code}\n  ${next}\n  }, 5);`),
    weight: 2,
  },
  {
    arbitrary: fc
      .tuple(claim, success)
      .map(
        ([set, next]) =>
          `auth0.users.updateAppMetadata(user.user_id, user.app_metadata)\n    .then(function () {\n      ${set}\n      ${next}\n    })\n    .catch(function (err) { callback(err); });`,
      ),
    weight: 2,
  },
  {
    arbitrary: key.map(
      (name) =>
        `auth0.users.updateUserMetadata(user.user_id, { ${name}: true, at: null });\n  return callback(null, user, context);`,
    ),
    weight: 1,
  },
  {
    arbitrary: fc
      .tuple(condition, body)
      .map(
        ([test, code]) =>
          `function finish(error, done) { done(error, user, context); }\n  ${code}\n  finish(${test} ? null : new Error('finished'), callback);`,
      ),
    weight: 1,
  },
  {
    arbitrary: fc
      .tuple(body, success)
      .map(([code, next]) => `Promise.resolve().then(() => {\n  ${code}\n  ${next}\n  }).catch(callback);`),
    weight: 1,
  },
  { arbitrary: chain, weight: 3 },
  {
    arbitrary: fc
      .tuple(condition, chain, chain)
      .map(([test, one, other]) => `if (${test}) {\n  ${one}\n  } else {\n  ${other}\n  }`),
    weight: 1,
  },
  {
    arbitrary: fc.tuple(condition, chain, success).map(([test, one, next]) => {
      const returned = one.startsWith('return ') ? one : `return ${one}`;
      return `if (${test}) {\n  ${returned}\n  }\n  ${next}`;
    }),
    weight: 1,
  },
  {
    arbitrary: fc
      .tuple(chain, caught)
      .map(
        ([inner, failed]) =>
          `fetch('https://example.com/outer').then((outer) => {\n    ${inner}\n  })${failed}`,
      ),
    weight: 1,
  },
  {
    arbitrary: fc
      .tuple(condition, body, success, success)
      .map(
        ([test, code, next, last]) =>
          `request({ url: 'https://example.com/first', json: true }, (err, response, body) => {\n    if (err) { return callback(err); }\n    if (${test}) { ${next.startsWith('return') ? next : `${next} return;`} }\n    request.post({ url: 'https://example.com/second', json: { id: body.id } }, function (failed, other) {\n      if (failed) return callback(failed);\n      ${code}\n      context.idToken[ns + 'second'] = other.statusCode;\n      ${last}\n    });\n  });`,
      ),
    weight: 1,
  },
  { arbitrary: fc.tuple(condition, success).map(([test, next]) => `if (${test}) { ${next} }`), weight: 1 },
  {
    arbitrary: fc
      .tuple(body, claim, success)
      .map(
        ([code, set, next]) =>
          `request.get({ url: 'https://example.com/score', json: true }, function (err, response, body) {\n    if (err) return callback(err);\n    if (response.statusCode !== 200) return callback(new Error('no score'));\n    ${code}\n    ${set}\n    ${next}\n  });`,
      ),
    weight: 2,
  },
);

const head = fc.constantFrom(
  ['function rule(user, context, callback) {', '}'],
  ['function (user, context, callback) {', '}'],
  ['(user, context, callback) => {', '}'],
  ['async function rule(user, context, callback) {', '}'],
);

/** Variables that the code mentions, each taken from what the rule is given in its own way. */
function locals(code: string): string[] {
  const declared: readonly (readonly [name: RegExp, line: string])[] = [
    [/\bgeo\./, 'const geo = context.request.geoip || {};'],
    [/\breq\./, 'const req = context.request;'],
    [/\bip \+/, 'const { ip, userAgent } = context.request;'],
    [/\blogin\./, 'const login = context.stats;'],
    [/\bmeta\./, 'const meta = user.app_metadata || {};'],
    [/\bidentity\./, 'const [identity = {}] = user.identities;'],
    [/\b_\./, "const _ = require('lodash');"],
    [/\baxios\b/, "const axios = require('axios@1.7.9');"],
    [
      /\bload\(/,
      "async function load(id) { const answer = await fetch('https://example.com/load/' + id); if (answer.status === 404) throw null; return answer.json(); }",
    ],
    [/\brequest(?:\.(?:get|post))?\(/, "const request = require('request');"],
  ];
  return declared.filter(([name]) => name.test(code)).map(([, line]) => `  ${line}`);
}

/** Source of a random rule. */
export const ruleSource: fc.Arbitrary<string> = fc
  .tuple(head, body, ending)
  .map(([[open, close], code, end]) =>
    [
      open,
      `  const ns = '${NAMESPACE}';`,
      '  const local = [];',
      ...(/\bclaims\[/.test(code + end) ? ['  const claims = context.idToken;'] : []),
      ...(/app_metadata\.\w+ =|updateAppMetadata/.test(code + end)
        ? ['  user.app_metadata = user.app_metadata || {};']
        : []),
      ...(/user_metadata\.\w+ =/.test(code + end)
        ? ['  user.user_metadata = user.user_metadata || {};']
        : []),
      ...locals(code + end),
      `  ${code}`,
      `  ${end}`,
      close,
      '',
    ].join('\n'),
  );
