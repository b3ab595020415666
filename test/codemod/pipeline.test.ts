import { describe, expect, it } from 'vitest';
import type { Conversion } from '../../scripts/codemod/conversion.ts';
import { convertRules } from '../../scripts/codemod/convert.ts';
import type { Rule } from '../../scripts/rule/rule.ts';
import { folder } from '../support/folder.ts';
import { eventWith, runAction } from './run-action.ts';

function rule(name: string, order: number, body: string, more: Partial<Rule> = {}): Rule {
  const source = `function (user, context, callback) {\n${body}\n  callback(null, user, context);\n}\n`;
  return { name, file: `${name}.js`, source, order, enabled: true, ...more };
}

const PRODUCER = rule(
  'producer',
  1,
  `
  user.risk = { score: context.stats.loginsCount };
  user.app_metadata = user.app_metadata || {};
  user.app_metadata.segment = user.missing;
  context.tier = 'gold';
  context.idToken['https://example.com/risk'] = 'high';`,
);
const CONSUMER = rule(
  'consumer',
  2,
  `
  context.idToken['https://example.com/score'] = user.risk.score;
  context.idToken['https://example.com/segment'] = user.app_metadata.segment;
  context.idToken['https://example.com/tier'] = context.tier;
  if (context.idToken['https://example.com/risk'] === 'high') context.multifactor = { provider: 'any' };`,
);

describe('a folder of rules', () => {
  const { conversions, links, cutover } = convertRules([
    CONSUMER,
    PRODUCER,
    rule('off', 3, '  console.log(user.risk);', { enabled: false }),
  ]);

  it('is read in run order, and says who leaves what for whom', () => {
    expect(conversions.map((one) => one.rule.name)).toEqual(['producer', 'consumer', 'off']);
    expect(links.map(({ path, writer, reader }) => `${writer} -> ${reader}: ${path}`).toSorted()).toEqual([
      'producer -> consumer: context.idToken.https://example.com/risk',
      'producer -> consumer: context.tier',
      'producer -> consumer: user.app_metadata.segment',
      'producer -> consumer: user.risk',
    ]);
  });

  it('has an object of its own for what only rules look at in the context', () => {
    const codes = convertRules([
      rule('first', 1, "  context.skip = context.clientName === 'CLI';\n  context['is-new'] = true;"),
      rule('second', 2, "  if (context.skip && context['is-new']) return callback(null, user, context);"),
      rule('third', 3, '  if (context.skip) console.log(context);'),
    ]).conversions.map(({ code }) => code);
    expect(codes[0]).toContain('  const context: Record<string, any> = {};\n');
    expect(codes[0]).toContain(
      "context.skip = event.client.name === 'CLI';\n  context['is-new'] = true;\n  carry(api, 'context.is-new', context['is-new']);\n  carry(api, 'context.skip', context.skip);\n}\n",
    );
    expect(codes[1]).toContain(
      "Promise<void> {\n  const context: Record<string, any> = { 'is-new': carried(event, 'context.is-new'), skip: carried(event, 'context.skip') };\n  if (context.skip && context['is-new']) return;\n}",
    );
    // One that needs all of the context has it rebuilt, as ever.
    expect(codes[2]).toContain('ruleContext(event');
  });

  it('puts down what it leaves at the end, where nothing else lets the login on', () => {
    const first = (body: string): string =>
      convertRules([rule('first', 1, body), rule('second', 2, '  console.log(user.level);')]).conversions[0]!
        .code;
    const refuses = "  if (!user.email) return callback(new Error('no'));\n  user.level = user.email.length;";
    expect(first(refuses)).toMatch(
      /deny\('no'\);\n {4}return;\n {2}\}\n {2}user\.level = .*\n {2}carry\(api, 'user\.level', user\.level\);\n\}/,
    );
    // There are two ends to put it down at, so it is done behind both.
    const twoEnds =
      '  if (!user.email) return callback(null, user, context);\n  user.level = user.email.length;';
    expect(first(twoEnds)).toMatch(/settled\([^]*carry\(api, 'user\.level', user\.level\);\n\}/);
    const mayFail = '  user.level = 1;\n  if (user.email) return callback(user.failure, user, context);';
    expect(first(mayFail)).toContain('settled(');
  });

  it('is switched over from its end, and at once where rules share values', () => {
    expect(cutover).toEqual([['producer', 'consumer']]);
    const several = [
      rule('a', 1, "  user.risk = 'low';"),
      rule('b', 2, '  console.log(1);'),
      rule('c', 3, '  user.level = user.risk;'),
      rule('d', 4, '  console.log(2);'),
      rule('e', 5, '  console.log(user.level);'),
      rule('f', 6, '  console.log(3);', { enabled: false }),
    ];
    expect(convertRules(several).cutover).toEqual([['a', 'c', 'e'], ['d'], ['b']]);
  });

  it('carries the values from Action to Action', async () => {
    const event = eventWith({
      user: { ...(eventWith()['user'] as object), app_metadata: { segment: 'stored' } },
    });
    await runAction(conversions[0]!.code, event);
    const commands = await runAction(conversions[1]!.code, event);
    expect(commands).toContainEqual(['idToken.setCustomClaim', 'https://example.com/score', 3]);
    expect(commands).toContainEqual(['idToken.setCustomClaim', 'https://example.com/tier', 'gold']);
    expect(commands).toContainEqual(['multifactor.enable', 'any', { allowRememberBrowser: true }]);
    // The first rule made it undefined, whatever is stored.
    expect(commands.some(([, claim]) => claim === 'https://example.com/segment')).toBe(false);
  });

  it('marks both sides of what is carried', () => {
    for (const { notes } of conversions.slice(0, 2)) {
      expect(notes.filter(({ code }) => code === 'shared-state').map(({ subject }) => subject)).toContain(
        'user.risk',
      );
    }
    expect(conversions[2]!.notes.some(({ code }) => code === 'shared-state')).toBe(false);
  });

  it('keeps keys of the transaction short', () => {
    const claim = `https://example.com/${'x'.repeat(80)}`;
    const { conversions: long } = convertRules([
      rule('a', 1, `  context.idToken['${claim}'] = 1;`),
      rule('b', 2, `  if (context.idToken['${claim}']) console.log('set');`),
    ]);
    const keys = [...long[0]!.code.matchAll(/carry\(api, '([^']+)'/g)].map((match) => match[1]!);
    expect(keys).toHaveLength(1);
    expect(keys[0]!.length).toBeLessThanOrEqual(64);
    expect(long[1]!.code).toContain(`takeOver(event, '${keys[0]}', `);
  });

  it('carries values under names with dots, and nothing where there is nothing', async () => {
    const { conversions: two } = convertRules([
      rule(
        'a',
        1,
        "  user['https://example.com/a'] = 1;\n  user.app_metadata = user.app_metadata || {};\n  user.app_metadata['b.c'] = 2;\n" +
          '  if (user.blocked) { user.user_metadata = { d: 3 }; user.user_metadata.d = 4; }',
      ),
      rule(
        'b',
        2,
        "  context.idToken['https://example.com/all'] = [user['https://example.com/a'], user.app_metadata['b.c'], user.user_metadata && user.user_metadata.d, 'd' in (user.user_metadata || {})];",
      ),
    ]);
    const event = eventWith();
    await runAction(two[0]!.code, event);
    expect(await runAction(two[1]!.code, event)).toEqual([
      ['idToken.setCustomClaim', 'https://example.com/all', [1, 2, undefined, false]],
    ]);
  });

  describe('relies on metadata that an earlier one makes where there is none', () => {
    const init = 'user.app_metadata = user.app_metadata || {};';
    const reader = rule('reader', 2, '  user.app_metadata.seen = 1;\n  console.log(user.app_metadata.seen);');
    const converted = (first: string, ...more: Rule[]): Conversion =>
      convertRules([rule('first', 1, first), ...more, reader]).conversions.at(-1)!;
    const notesOf = ({ notes }: Conversion): (string | undefined)[] =>
      notes.filter(({ code }) => code === 'undefined-metadata').map(({ subject }) => subject);

    it.each([
      ['at its top', `  ${init}`],
      ['as the value of a variable', `  const meta = ${init}\n  console.log(meta);`],
      ['unless it is there', '  if (!user.app_metadata) { user.app_metadata = {}; }'],
      [
        'from itself and more',
        "  user.app_metadata = Object.assign({ a: 1 }, user.app_metadata, { plan: 'x' });",
      ],
      [
        'behind what can only fail',
        `  const id = user.user_id.split('|')[1];\n  ${init}\n  console.log(id);`,
      ],
    ])('for certain: %s', async (_, first) => {
      const conversion = converted(first);
      expect(notesOf(conversion)).toEqual([]);
      expect(conversion.code).not.toContain('ruleUser');
      await expect(runAction(conversion.code, eventWith())).resolves.toEqual([]);
    });

    it.each([
      ['on a condition', `  if (context.clientName === 'x') { ${init} }`],
      ['behind a way out', `  if (!user.email) return callback(null, user, context);\n  ${init}`],
      ['in a callback', `  setTimeout(() => { ${init} }, 1);`],
      ['by default', '  const { meta = (user.app_metadata = {}) } = context;\n  console.log(meta);'],
      ['and takes it away again', `  ${init}\n  if (user.blocked) delete user.app_metadata;`],
    ])('perhaps: %s', (_, first) => {
      const conversion = converted(first);
      const isTaken = first.includes('delete');
      expect(new Set(notesOf(conversion))).toEqual(
        new Set([isTaken ? undefined : 'user.app_metadata, which first makes on some of its ways']),
      );
      expect(conversion.code).toContain('ruleUser');
    });

    it('unless a rule between them takes it away, or hands on another user', () => {
      for (const body of ['  delete user.app_metadata;', '  return callback(null, {}, context);'])
        expect(new Set(notesOf(converted(`  ${init}`, rule('between', 1.5, body))))).toEqual(
          new Set(['user.app_metadata, which first makes on some of its ways']),
        );
    });

    it('unless that one is off, or the rule is converted alone', () => {
      const off = rule('first', 1, `  ${init}`, { enabled: false });
      for (const rules of [[off, reader], [reader]])
        expect(new Set(notesOf(convertRules(rules).conversions.at(-1)!))).toEqual(new Set([undefined]));
    });
  });

  it.each([
    "const meta = user.app_metadata || {}; meta.roles = 'a';",
    "[user.app_metadata || {}].forEach(function (meta) { meta.roles = 'a'; });",
    "const set = (meta) => { meta.roles = 'a'; }; set(user.app_metadata || {});",
    "Object.assign(user.app_metadata || {}, { roles: 'a' });",
  ])('leaves nothing of an object that is made and forgotten: %s', async (change) => {
    const { conversions: two } = convertRules([
      rule('a', 1, `  ${change}`),
      rule('b', 2, "  context.idToken['https://example.com/r'] = (user.app_metadata || {}).roles;"),
    ]);
    const event = eventWith();
    await runAction(two[0]!.code, event);
    expect(await runAction(two[1]!.code, event)).toEqual([]);
    const kept = rule('a', 1, `  user.app_metadata = user.app_metadata || {};\n  ${change}`);
    expect(
      convertRules([kept, rule('b', 2, '  console.log(user.app_metadata.roles);')]).conversions[0]!.code,
    ).not.toContain('ruleUser');
  });

  it('shows no metadata to later rules where an earlier one had only saved some', async () => {
    const { conversions: two } = convertRules([
      rule('a', 1, '  auth0.users.updateUserMetadata(user.user_id, { contact: user.email });'),
      rule('b', 2, "  context.idToken['https://example.com/c'] = user.user_metadata.contact;"),
    ]);
    const event = eventWith();
    await runAction(two[0]!.code, event);
    const seen = { ...event, user: { ...(event['user'] as object), user_metadata: { contact: 'a@b' } } };
    await expect(runAction(two[1]!.code, seen)).rejects.toThrow('undefined');
  });

  describe('take over what a rule between them leaves as it was', () => {
    const first = rule(
      'first',
      1,
      "  user.app_metadata = user.app_metadata || {};\n  user.app_metadata.tier = 'a';",
    );
    const last = rule('last', 3, "  if ((user.app_metadata || {}).tier === 'b') return callback('b');");
    const linksOf = (...rules: Rule[]): string[] =>
      convertRules(rules).links.map(({ path, writer, reader }) => `${path}: ${writer} -> ${reader}`);
    const all = [
      'user.app_metadata.tier: first -> between',
      'user.app_metadata.tier: first -> last',
      'user.app_metadata.tier: between -> last',
    ];
    const save = 'auth0.users.updateAppMetadata(user.user_id, user.app_metadata);';

    it.each([
      ['on a condition', "  if (user.blocked) user.app_metadata.tier = 'b';"],
      [
        'behind a way out',
        "  if (user.blocked) return callback(null, user, context);\n  user.app_metadata.tier = 'b';",
      ],
      ['in a callback', "  setTimeout(() => { user.app_metadata.tier = 'b'; }, 1);"],
      ['and saves it', `  if (user.blocked) { user.app_metadata.tier = 'b'; ${save} }`],
    ])('when it writes it %s', (_, body) => {
      expect(linksOf(first, rule('between', 2, body), last)).toEqual(all);
    });

    it('but not when nothing is left of it, whatever the login', () => {
      expect(linksOf(first, rule('between', 2, "  user.app_metadata.tier = 'b';"), last)).toEqual(
        all.slice(1),
      );
    });

    it('in the next one that reads it', async () => {
      const { conversions: three } = convertRules([
        rule('a', 1, "  user.department = 'sales';"),
        rule('b', 2, "  if (user.blocked) user.department = 'none';"),
        rule('c', 3, "  context.idToken['https://example.com/d'] = user.department;"),
      ]);
      const event = eventWith();
      for (const { code } of three.slice(0, 2)) await runAction(code, event);
      expect(await runAction(three[2]!.code, event)).toEqual([
        ['idToken.setCustomClaim', 'https://example.com/d', 'sales'],
      ]);
    });
  });

  it('reads a value before the body even where nothing else is copied', async () => {
    const { conversions: two } = convertRules([
      rule('a', 1, "  user.nickname = 'changed';"),
      rule('b', 2, "  context.accessToken['https://example.com/nick'] = user.nickname;"),
    ]);
    const event = eventWith();
    await runAction(two[0]!.code, event);
    expect(await runAction(two[1]!.code, event)).toEqual([
      ['accessToken.setCustomClaim', 'https://example.com/nick', 'changed'],
    ]);
  });

  it('marks what rules shared through global', () => {
    const { conversions: two } = convertRules([
      rule('a', 1, '  global.log = console.log;'),
      rule('b', 2, "  global.log('login');"),
    ]);
    expect(two.map(({ verdict }) => verdict)).toEqual(['review', 'manual']);
    expect(two[1]!.notes.map(({ code }) => code)).toContain('shared-global');
  });
});

it('sees a claim by a name that is put together, and closes the gate that reads it', async () => {
  const { conversions, links } = convertRules([
    rule(
      'a',
      1,
      "  const ns = 'https://example.com/';\n  context.idToken[`${ns}blocked`] = user.email_verified;",
    ),
    rule(
      'b',
      2,
      "  var prefix = 'https://' + 'example.com/';\n  if (context.idToken[prefix + 'blocked']) return callback(new Error('blocked'));",
    ),
  ]);
  expect(links.map(({ path }) => path)).toEqual(['context.idToken.https://example.com/blocked']);
  const event = eventWith();
  await runAction(conversions[0]!.code, event);
  expect(await runAction(conversions[1]!.code, event)).toEqual([['access.deny', 'blocked']]);
});

describe('decisions of one rule that a later one looks at', () => {
  const commandsOf = async (
    rules: readonly Rule[],
    event: Record<string, unknown>,
  ): Promise<readonly (readonly unknown[])[]> => {
    const commands = [];
    for (const { code } of convertRules(rules).conversions) commands.push(...(await runAction(code, event)));
    return commands.filter(([method]) => method !== 'transaction.setMetadata');
  };

  it('are the scopes, which a later rule reads, adds to and takes away', async () => {
    const rules = [
      rule('a', 1, "  context.accessToken.scope = ['openid', 'a'];"),
      rule('b', 2, "  if (context.accessToken.scope.includes('a')) context.accessToken.scope.push('b');"),
      rule('c', 3, "  if (!user.email_verified) context.accessToken.scope = ['openid'];"),
    ];
    const [openid, added] = [
      ['accessToken.removeScope', 'profile'],
      ['accessToken.addScope', 'a'],
    ];
    expect(await commandsOf(rules, eventWith())).toEqual([openid, added, ['accessToken.addScope', 'b']]);
    const user = { ...(eventWith()['user'] as object), email_verified: false };
    expect((await commandsOf(rules, eventWith({ user }))).slice(3)).toEqual([
      ['accessToken.removeScope', 'a'],
      ['accessToken.removeScope', 'b'],
    ]);
  });

  it('are the primary user, which Auth0 takes once', async () => {
    const rules = [
      rule('a', 1, "  context.primaryUser = 'auth0|2';"),
      rule('b', 2, "  context.idToken['https://example.com/primary'] = context.primaryUser;"),
      rule('c', 3, "  if (user.blocked) context.primaryUser = 'auth0|3';"),
    ];
    expect(await commandsOf(rules, eventWith())).toEqual([
      ['authentication.setPrimaryUser', 'auth0|2'],
      ['idToken.setCustomClaim', 'https://example.com/primary', 'auth0|2'],
    ]);
  });

  it('are the second factor, which no Action can take back', () => {
    const rules = [
      rule('a', 1, "  context.multifactor = { provider: 'any' };"),
      rule('off', 2, "  context.multifactor = { provider: 'any' };", { enabled: false }),
      rule('b', 3, "  if (context.connection === 'trusted') delete context.multifactor;"),
    ];
    const undone = convertRules(rules).conversions.flatMap(({ rule: { name }, verdict, notes }) =>
      notes
        .filter(({ code }) => code === 'multifactor-undone')
        .map(({ subject }) => `${name} ${verdict}: ${subject}`),
    );
    expect(undone).toEqual(['b manual: a']);
  });
});

it('sees the work that a shared function leaves behind', () => {
  const { conversions } = convertRules([
    rule('a', 1, "  global.track = (id) => fetch('https://example.com', { method: 'POST', body: id });"),
    rule('b', 2, '  global.track(user.user_id);'),
  ]);
  expect(conversions[1]!.notes.map(({ code }) => code)).toContain('fire-and-forget');
});

it('sees what lodash takes out of the user by a literal path', () => {
  const { links } = convertRules([
    rule('a', 1, "  user.app_metadata.segment = 'x';\n  user.risk = 1;"),
    rule('b', 2, "  console.log(_.get(user, 'app_metadata.segment.name'), _.pick(user, ['risk']));"),
  ]);
  expect(links.map(({ path }) => path).toSorted()).toEqual(['user.app_metadata.segment', 'user.risk']);
});

it('sees what a pattern takes out of the user, also into a variable that is assigned again', () => {
  const { links } = convertRules([
    rule('a', 1, "  user.app_metadata.segment = 'x';\n  user.risk = 1;"),
    rule(
      'b',
      2,
      '  let { risk, app_metadata: { segment } } = user;\n  risk = risk || segment;\n  console.log(risk);',
    ),
  ]);
  expect(links.map(({ path }) => path).toSorted()).toEqual(['user.app_metadata.segment', 'user.risk']);
});

it('sees what is written all at once, and closes the gate that reads it', async () => {
  const { conversions, links } = convertRules([
    rule(
      'a',
      1,
      `  const ns = 'https://example.com/';
  [0].forEach(() => Object.assign(context.idToken || {}, { [ns + 'blocked']: true, [user.name]: 1 }));
  context.accessToken = { ...context.accessToken, 'https://example.com/plan': 'free' };
  Object.assign(user, { risk: 1 });
  user.app_metadata = Object.assign({}, user.app_metadata, { segment: 'x' });`,
    ),
    rule(
      'b',
      2,
      `  console.log(context.accessToken['https://example.com/plan'], user.risk, user.app_metadata.segment);
  if (context.idToken['https://example.com/blocked']) return callback(new Error('blocked'));`,
    ),
  ]);
  expect(links.map(({ path }) => path).toSorted()).toEqual([
    'context.accessToken.https://example.com/plan',
    'context.idToken.https://example.com/blocked',
    'user.app_metadata.segment',
    'user.risk',
  ]);
  const event = eventWith();
  await runAction(conversions[0]!.code, event);
  expect(await runAction(conversions[1]!.code, event)).toEqual([['access.deny', 'blocked']]);
});

it('marks a claim that a later rule may take out of the token again', () => {
  const marked = (body: string): string[] =>
    convertRules([
      rule('a', 1, "  context.idToken['https://example.com/plan'] = 'free';"),
      rule('b', 2, body),
    ]).conversions.flatMap(({ rule: { name }, notes }) =>
      notes
        .filter(({ code }) => code === 'claim-overwritten')
        .map(({ subject }) => `${name}: ${String(subject)}`),
    );
  const found = ['b: context.idToken.https://example.com/plan'];
  expect(marked("  context.idToken['https://example.com/plan'] = user.plan;")).toEqual(found);
  expect(marked("  Object.assign(context.idToken, { 'https://example.com/plan': user.plan });")).toEqual(
    found,
  );
  expect(marked("  context.idToken['https://example.com/plan'] = user.plan || 'free';")).toEqual([]);
  expect(marked("  context.idToken['https://example.com/team'] = user.team;")).toEqual([]);
  expect(marked('  context.idToken[user.name] = user.team;')).toEqual(['b: context.idToken.[…]']);
});

it('carries values under keys that hold dots, and claims under names that only the login knows', async () => {
  const { conversions } = convertRules([
    rule('a', 1, "  user['https://example.com/a'] = 1;\n  context.idToken[user.name + '/b'] = 2;"),
    rule(
      'b',
      2,
      "  if (user['https://example.com/a'] === 1 && context.idToken[user.name + '/b'] === 2) return callback('both');",
    ),
  ]);
  const event = eventWith();
  await runAction(conversions[0]!.code, event);
  expect(await runAction(conversions[1]!.code, event)).toEqual([['access.deny', 'both']]);
});

describe('a value that the rule itself wrote', () => {
  const links = (body: string): string[] =>
    convertRules([rule('a', 1, "  user.risk = 'high';"), rule('b', 2, body)]).links.map(({ path }) => path);

  it('is its own where nothing decides whether it wrote it', () => {
    expect(links("  user.risk = 'low';\n  if (user.tier) console.log(user.risk);")).toEqual([]);
    expect(links('  delete user.risk;\n  console.log(user.risk);')).toEqual([]);
  });

  it.each([
    ['in a branch', "  if (user.tier) user.risk = 'low';\n  console.log(user.risk);"],
    ['behind an operator', "  user.tier && (user.risk = 'low');\n  console.log(user.risk);"],
    ['in a function', "  const f = () => (user.risk = 'low');\n  console.log(user.risk, f);"],
    [
      'before a function that is called earlier',
      "  f();\n  user.risk = 'low';\n  function f() { console.log(user.risk); }",
    ],
    ['in a part of it', "  user.risk.level = 'low';\n  console.log(user.risk);"],
  ])('may be an earlier one where it was written %s', (_where, body) => {
    expect(links(body)).toEqual(['user.risk']);
  });
});

describe('objects that a later rule changes in place', () => {
  const marked = (rules: Rule[]): string[] =>
    convertRules(rules).conversions.flatMap(({ rule: { name }, notes }) =>
      notes
        .filter(({ code }) => code === 'shared-object' || code === 'claim-changed-later')
        .map(({ code, subject }) => `${name}: ${code} ${subject}`),
    );
  const claim = (value: string): string => `  context.idToken['https://example.com/a'] = ${value};`;

  it('are marked where one has two names', () => {
    const roles = '  var roles = [];\n  user.roles = roles;\n  context.acme = { roles: roles };';
    const late = rule('late', 2, "  context.acme.roles.push('late');");
    const tokens = rule('tokens', 3, claim('user.roles'));
    expect(marked([rule('both', 1, roles), late, tokens])).toEqual([
      'both: shared-object user.roles and context.acme',
    ]);
    // Nobody changes it, nobody reads it under the other name, or the one who changes it is switched off.
    expect(marked([rule('both', 1, roles), tokens])).toEqual([]);
    expect(marked([rule('both', 1, roles), late])).toEqual([]);
    expect(marked([rule('both', 1, roles), { ...late, enabled: false }, tokens])).toEqual([]);
  });

  it.each([
    ['user.app_metadata.plans', "  user.app_metadata.plans.push('late');", 'user.app_metadata.plans'],
    ['user.app_metadata', '  user.app_metadata.plans = 1;', 'user.app_metadata'],
    ['{ all: user.app_metadata.plans }', '  delete user.app_metadata.plans.x;', 'user.app_metadata.plans'],
    [
      'user.app_metadata.plans',
      '  Object.assign(user.app_metadata.plans, { late: 1 });',
      'user.app_metadata.plans',
    ],
  ])('are marked where a claim holds one: %s, then %s', (value, change, subject) => {
    const later = rule('later', 2, change);
    expect(marked([rule('claims', 1, claim(value)), later])).toEqual([
      `claims: claim-changed-later ${subject}`,
    ]);
    expect(marked([later, rule('claims', 3, claim(value))])).toEqual([]);
  });

  it('are not marked where a property is only replaced', () => {
    const later = rule('later', 2, "  user.app_metadata.plans = ['late'];");
    expect(marked([rule('claims', 1, claim('user.app_metadata.plans')), later])).toEqual([]);
  });
});

describe('what rules shared in other ways', () => {
  const notesOf = (rules: Rule[]): string[][] =>
    convertRules(rules).conversions.map(({ notes }) =>
      notes.filter(({ severity }) => severity !== 'info').map(({ code }) => code),
    );
  const USER = rule(
    'user',
    3,
    "  if (global.isStaff(user.email)) context.idToken['https://example.com/a'] = 1;",
  );

  const HELPERS = rule(
    'helpers',
    1,
    `  // Who works here.
  if (!global.isStaff) {
    global.isStaff = function (email) {
      // by the domain
      return /@example\\.com$/.test(email);
    };
  }
  global.ns = 'https://example.com/';
  global.config = global.config || { admins: ['ada@example.com'], limits: { free: 10 }, label: (plan) => plan + '!' };`,
  );

  it('moves functions and constants that need nothing else to modules which the Actions import', async () => {
    const reader = rule(
      'reader',
      2,
      `  const isStaff = global.isStaff && global.isStaff(user.email);
  context.idToken[global.ns + 'staff'] = isStaff;
  context.idToken[global.ns + 'free'] = global.config.limits['free'];
  context.idToken[global.ns + 'label'] = global.config.label('free');
  context.idToken[global.ns + 'admin'] = global.config.admins.includes(user.email);`,
    );
    const { conversions, shared, links } = convertRules([HELPERS, reader, USER]);
    expect(conversions.map(({ verdict }) => verdict)).toEqual(['exact', 'exact', 'exact']);
    expect(conversions.map(({ imports }) => imports)).toEqual([
      undefined,
      ['config', 'is-staff', 'ns'],
      ['is-staff'],
    ]);
    expect(links).toEqual([]);
    expect(shared.map(({ name }) => name)).toEqual(['is-staff', 'ns', 'config']);
    expect(shared[0]!.code).toBe(`/** What the rules shared as global.isStaff; it was defined in "helpers". */
// Who works here.
export function isStaff(email: any) {
  // by the domain
  return /@example\\.com$/.test(email);
}
`);
    // Nothing is left of them where they were defined.
    expect(conversions[0]!.code).toBe('export async function onExecutePostLogin(): Promise<void> {\n}\n');
    expect(conversions[1]!.code).toContain("import { isStaff as isStaff_ } from './shared/is-staff.ts';");
    const root = folder(Object.fromEntries(shared.map(({ name, code }) => [`shared/${name}.ts`, code])));
    expect(await runAction(conversions[1]!.code, eventWith(), 'onExecutePostLogin', root)).toEqual([
      ['idToken.setCustomClaim', 'https://example.com/staff', true],
      ['idToken.setCustomClaim', 'https://example.com/free', 10],
      ['idToken.setCustomClaim', 'https://example.com/label', 'free!'],
      ['idToken.setCustomClaim', 'https://example.com/admin', true],
    ]);
  });

  it.each([
    ['changes it', '  global.config.limits.free = 20;'],
    ['adds to a list of it', "  global.config.admins.push('bob@example.com');"],
    ['takes an object out of it', '  const limits = global.config.limits; limits.free = 20;'],
    ['hands it out', '  user.app_metadata.limits = global.config.limits;'],
    ['takes all of global', '  Object.assign(global, { config: {} });'],
  ])('leaves a constant where it is when a rule %s', (_, body) => {
    const { shared } = convertRules([HELPERS, rule('reader', 2, body)]);
    expect(shared.map(({ global }) => global)).not.toContain('config');
  });

  it('leaves the lines of a text as they are', () => {
    const definer = rule(
      'definer',
      1,
      '  global.text = `two\n    lines`;\n  global.show = (x) => {\n    return `a\n    ${x}`;\n  };',
    );
    const reader = rule('reader', 2, "  console.log(global.text, global.show('b'));");
    expect(
      convertRules([definer, reader]).shared.map(({ code }) => code.slice(code.indexOf('\n') + 1)),
    ).toEqual([
      'export const text = `two\n    lines`;\n',
      'export const show = (x: any) => {\n  return `a\n    ${x}`;\n};\n',
    ]);
  });

  it('moves nothing that one rule alone uses', () => {
    expect(convertRules([HELPERS]).shared).toEqual([]);
  });

  it('imports under another name what hides a name of the Action', () => {
    const definer = rule('definer', 1, '  global.api = (text) => text.length; global.settled = 1;');
    const reader = rule(
      'reader',
      2,
      "  context.idToken['https://example.com/a'] = global.api('x') + global.settled;",
    );
    const { conversions } = convertRules([definer, reader]);
    expect(conversions[1]!.code).toContain("import { api as api_ } from './shared/api.ts';");
    expect(conversions[1]!.code).toContain("api_('x') + settled_");
  });

  it.each([
    [
      'uses a variable of its rule',
      "  const end = '@example.com'; global.isStaff = (email) => email.endsWith(end);",
    ],
    ['uses the configuration', '  global.isStaff = (email) => email.endsWith(configuration.END);'],
    [
      'is assigned on some paths only',
      '  if (user.x) return callback(null, user, context); global.isStaff = (email) => !!email;',
    ],
    ['is assigned under another condition', '  if (user.x) global.isStaff = (email) => !!email;'],
    ['is assigned twice', '  global.isStaff = (email) => !!email; global.isStaff = () => true;'],
  ])('marks a function that %s', (_, body) => {
    expect(notesOf([rule('helper', 1, body), USER])[1]).toEqual(['shared-global']);
  });

  it('marks a function whose rule runs later', () => {
    const late = rule('late', 4, '  global.isStaff = (email) => !!email;');
    expect(notesOf([USER, late])[0]).toEqual(['global-unwritten']);
  });

  it('carries what a rule in between adds to a value', async () => {
    const { conversions } = convertRules([
      rule('first', 1, "  context.acme = { roles: ['a'] };"),
      rule('second', 2, "  context.acme.roles.push('b'); context.acme.seen = true;"),
      rule('third', 3, "  context.idToken['https://example.com/acme'] = context.acme;"),
    ]);
    const event = eventWith();
    for (const { code } of conversions.slice(0, 2)) await runAction(code, event);
    expect(await runAction(conversions[2]!.code, event)).toEqual([
      ['idToken.setCustomClaim', 'https://example.com/acme', { roles: ['a', 'b'], seen: true }],
    ]);
  });

  it('tells of redirects of other rules', () => {
    const leave = (to: string): string => `  if (!user.email_verified) context.redirect = { url: '${to}' };`;
    const told = (rules: Rule[]): string[] =>
      convertRules(rules).conversions.map(({ notes }) =>
        notes
          .flatMap(({ code, subject }) =>
            /^redirect-(?:twice|elsewhere)$/.test(code) ? [`${code} ${subject}`] : [],
          )
          .join(),
      );
    const one = rule('one', 1, leave('https://a.example.com'));
    const claim = rule('claim', 3, '  context.idToken.a = 1;');
    expect(told([one, claim])).toEqual(['', '']);
    const two = rule('two', 2, leave('https://b.example.com'));
    const save = rule('save', 4, "  auth0.users.updateAppMetadata(user.user_id, { seen: 'x' });");
    const off = rule('off', 5, leave('https://c.example.com'), { enabled: false });
    expect(told([one, two, claim, save, off])).toEqual([
      'redirect-twice two',
      'redirect-twice one',
      '',
      'redirect-elsewhere one, two',
      '',
    ]);
  });

  it('marks attributes whose names are only known when the rule runs: they may be claims', () => {
    expect(
      notesOf([rule('names', 1, "  for (const name of ['given_name']) user[name] = 'x';")])[0],
    ).toContain('root-attribute-computed');
  });

  it('marks what cannot travel: functions, and changes of the configuration', () => {
    expect(
      notesOf([
        rule('logger', 1, '  context.log = function (text) { console.log(text); };'),
        rule('reader', 2, "  context.log('login');"),
      ])[0],
    ).toContain('shared-code');
    for (const value of ['new Date()', '/x/', '{ seen: new Set() }', 'context.x ? new Map() : null'])
      for (const notes of notesOf([
        rule('clock', 1, `  const value = ${value};\n  user.when = value;`),
        rule('reader', 2, '  console.log(user.when.getTime());'),
      ]))
        expect(notes).toContain('shared-instance');
    for (const value of ['Date.now()', 'new Array(2)', 'new Date().toISOString()', '[...new Set([1])]'])
      expect(
        notesOf([
          rule('clock', 1, `  user.when = ${value};`),
          rule('reader', 2, '  console.log(user.when);'),
        ]).flat(),
      ).not.toContain('shared-instance');
    expect(notesOf([rule('setter', 1, "  configuration.NS = 'https://example.com/';")])[0]).toEqual([
      'configuration-write',
    ]);
  });
});

describe('a guard', () => {
  const guarded = rule('guarded', 1, "  context.idToken['https://example.com/a'] = 1;", { id: 'rul_ran' });

  it('skips the Action when its rule ran', async () => {
    const [with_] = convertRules([guarded], { guard: true }).conversions;
    const [other] = convertRules([{ ...guarded, id: 'rul_other' }], { guard: true }).conversions;
    expect(await runAction(with_!.code, eventWith())).toEqual([]);
    expect(await runAction(other!.code, eventWith())).toHaveLength(1);
  });

  it('is there on request only, and needs an id', () => {
    expect(convertRules([guarded]).conversions[0]!.code).not.toContain('wasExecuted');
    expect(convertRules([rule('no-id', 1, '')], { guard: true }).conversions[0]!.code).not.toContain(
      'wasExecuted',
    );
  });

  it('also guards a rule that is waited for', async () => {
    const nested = {
      ...guarded,
      source:
        'function (user, context, callback) { setTimeout(function () { callback(new Error("late")); }, 1); }',
    };
    const [conversion] = convertRules([nested], { guard: true }).conversions;
    expect(await runAction(conversion!.code, eventWith())).toEqual([]);
  });
});

describe('what a rule leaves', () => {
  const linksOf = (reader: string): string[] => {
    const writer = rule('writer', 1, '  user.account = 1; user.user_metadata.seen = true;');
    const { links } = convertRules([writer, rule('reader', 2, reader)]);
    return links.map(({ path }) => path).toSorted();
  };

  it('is read by a SAML mapping, whose value is a path', () => {
    const mappings = "{ account: 'account', seen: 'user_metadata.seen', mail: 'email' }";
    expect(linksOf(`  context.samlConfiguration.mappings = ${mappings};`)).toEqual([
      'user.account',
      'user.user_metadata.seen',
    ]);
    expect(linksOf("  context.samlConfiguration.mappings.account = 'account';")).toEqual(['user.account']);
  });

  it('is read by whoever takes the object that holds it', () => {
    expect(linksOf('  console.log(JSON.stringify(user.user_metadata));')).toEqual([
      'user.user_metadata.seen',
    ]);
    expect(
      linksOf('  user.user_metadata = user.user_metadata || {}; if (!user.user_metadata) return;'),
    ).toEqual([]);
  });
});

describe('facts of the login that a rule changes', () => {
  const { conversions, links } = convertRules([
    rule(
      'roles',
      1,
      `
  context.authorization = context.authorization || {};
  context.authorization.roles = ['extra'];
  context.request.query.role = 'ok';
  context.organization = context.organization || {};`,
    ),
    rule(
      'gate',
      2,
      `
  if (context.request.query.role !== 'ok') return callback(new UnauthorizedError('order'));
  context.idToken['https://example.com/roles'] = context.authorization.roles;`,
    ),
    rule(
      'other',
      3,
      `  context.idToken['https://example.com/ip'] = [context.request.ip, context.organization];`,
    ),
  ]);

  it('are carried to those that read them, and to nobody else', async () => {
    expect(links.map(({ path, writer, reader }) => `${writer} -> ${reader}: ${path}`).toSorted()).toEqual([
      'roles -> gate: context.authorization',
      'roles -> gate: context.request.query',
    ]);
    expect(conversions.map(({ reads }) => reads)).toEqual([
      [],
      ['context.authorization', 'context.request.query'],
      [],
    ]);
    const event = eventWith();
    await runAction(conversions[0]!.code, event);
    expect(await runAction(conversions[1]!.code, event)).toEqual([
      ['idToken.setCustomClaim', 'https://example.com/roles', ['extra']],
    ]);
  });
});

describe('an id that an earlier rule changed', () => {
  it('is not taken for that of the user who logs in', () => {
    const acts = rule('acts', 1, `  if (user.user_metadata) user.user_id = user.user_metadata.acts_for;`);
    const saves = rule('saves', 2, `  auth0.users.updateAppMetadata(user.user_id, { seen: true });`);
    const codesOf = (rules: readonly Rule[]): string[] =>
      convertRules(rules)
        .conversions.at(-1)!
        .notes.map(({ code }) => code);
    expect(codesOf([acts, saves])).toContain('other-user');
    expect(codesOf([saves])).not.toContain('other-user');
  });
});
