import { describe, expect, it } from 'vitest';
import { aimsWithin, mergeAims } from '../../scripts/simulator/aims.ts';
import { aimsOf } from '../../scripts/simulator/read-aims.ts';

const paths = (code: string): string[] => aimsOf(code, 'x.ts').paths.map((path) => path.join('.'));

describe('what code looks at', () => {
  it.each([
    ['user.email.endsWith("x")', ['user.email']],
    ['context.clientID', ['client.client_id']],
    ['context.request.geoip.country_code', ['request.geoip.countryCode']],
    ['const { roles } = context.authorization || {};', ['authorization.roles', 'authorization']],
    ['const m = user.app_metadata; m.plan;', ['user.app_metadata', 'user.app_metadata.plan']],
    [`event.user['groups']`, ['user.groups']],
    [`user.roles[0].name`, ['user.roles']],
    [
      'const { KEY } = configuration; const { OTHER } = event.secrets;',
      ['configuration.KEY', 'secrets.OTHER', 'secrets'],
    ],
    [`configuration['KEY_' + context.tenant]`, ['configuration.KEY_example', 'tenant.id']],
    ['event.secrets[`KEY_${event.tenant.id}`]', ['secrets.KEY_example', 'tenant.id']],
    ['event.user.identities.some((one) => one)', ['user.identities']],
    ['configuration.KEY; event.secrets.OTHER', ['configuration.KEY', 'secrets.OTHER']],
    [`_.get(user, 'app_metadata.plan')`, ['user.app_metadata.plan']],
    [`_.get(user, ['app_metadata', 'plan'])`, ['user.app_metadata.plan']],
    [`const mappings = { a: 'user_metadata.team' };`, ['user.user_metadata.team']],
    ['other.email', []],
  ])('%s', (code, expected) => {
    expect(paths(code)).toEqual(expected);
  });

  it('what it compares with', () => {
    const { hints } = aimsOf(
      `if (context.clientName === 'A' || 'B' === event.client.name) {}
       switch (user.plan) { case 'gold': }
       user.email.endsWith('@example.com'); event.stats.logins_count > 3;`,
      'x.ts',
    );
    expect(hints.map(({ path, value }) => `${path.join('.')} ${value}`)).toEqual([
      'client.name A',
      'client.name B',
      'user.plan gold',
      'user.email @example.com',
      'stats.logins_count 3',
    ]);
  });

  it.each([
    ['Array.isArray(user.groups)', ['user.groups']],
    ['event.user.groups.map((group) => group.name)', ['user.groups']],
    ['for (const role of user.app_metadata.roles) role.name;', ['user.app_metadata.roles']],
    ['[...user.groups]', ['user.groups']],
    ['const [first] = user.groups;', ['user.groups']],
    ['user.name.split(",")', []],
  ])('what it takes for a list: %s', (code, expected) => {
    expect(aimsOf(code, 'x.ts').lists.map((path) => path.join('.'))).toEqual(expected);
  });

  it('what it compares the elements of a list with', () => {
    const { hints } = aimsOf(`user.groups.some((group) => group === 'admin')`, 'x.ts');
    expect(hints).toEqual([{ path: ['user', 'groups'], value: 'admin' }]);
  });

  it('what it reads of replies, how it takes texts apart, and whether the time matters to it', () => {
    expect(aimsOf(`response.data.roles.includes('a'); api.access.deny('b');`, 'x.ts').foreign).toEqual([
      ['data', 'roles'],
    ]);
    expect(aimsOf(`configuration.LIST.split(';'); JSON.parse(x)`, 'x.ts')).toMatchObject({
      separators: [';'],
      parsesJson: true,
      readsClock: false,
    });
    expect(aimsOf(`new Date().getDay()`, 'x.ts').readsClock).toBe(true);
  });

  it.each([
    [`const { allowed, a: { b } } = await res.json();`, ['allowed', 'a.b']],
    [`const x = (await res.json()).data; x.items[0].role === 'a';`, ['data', 'data.items.[].role']],
    [`axios.get(u).then(({ data: { role } }) => role)`, ['data.role']],
    [`axios.get(u).then(({ data }) => data[user.nickname])`, ['data', 'data.ada']],
    [
      `request(u, (e, r, body) => { const b = JSON.parse(body); b.list.forEach((one) => one.name); })`,
      ['list', 'list.[]', 'list.[].name'],
    ],
    [`for (const one of body.list) log(one.name);`, ['list.[]', 'list', 'list.[].name']],
    [
      `const first = (body && body.list || []).find((one) => one.id === 1); first.name;`,
      ['list.[]', 'list', 'list.[].id', 'list.[].name'],
    ],
    [
      `const { groups } = user; const fs = require('fs'); groups.map((one) => one.name); user.app_metadata.plan.x;`,
      [],
    ],
  ])('what it reads of replies that it takes apart: %s', (code, expected) => {
    expect(
      aimsOf(code, 'x.js')
        .foreign.map((path) => path.join('.'))
        .toSorted(),
    ).toEqual(expected.toSorted());
  });

  it.each([
    ['function check(u) { return u.app_metadata.plan; } check(user);'],
    ['const check = ({ app_metadata }) => app_metadata.plan; check(user);'],
    ['plan(user); function plan(a) { return of(a.app_metadata); } function of(b) { return b.plan; }'],
    ['const plan = (u, c, done) => done(u.app_metadata.plan); plan(user, context, callback);'],
  ])('what it reads of a parameter that a part of the login is given for: %s', (code) => {
    expect(aimsOf(code, 'x.js').paths).toContainEqual(['user', 'app_metadata', 'plan']);
    expect(aimsOf(code, 'x.js').foreign).toEqual([]);
  });

  it.each([
    [`['a', 2].includes(user.plan)`],
    [`const PLANS = ['a', 2]; if (PLANS.indexOf(user.plan) === -1) return;`],
  ])('what a list is searched for that the source holds: %s', (code) => {
    expect(aimsOf(code, 'x.js').hints).toEqual(['a', 2].map((value) => ({ path: ['user', 'plan'], value })));
  });

  it.each([
    [`axios.get(url, { timeout: 3 * 1000 })`, [3000]],
    [`fetch(url, { signal: AbortSignal.timeout(2_500) })`, [2500]],
    [`asked.setTimeout(400, () => asked.destroy())`, [400]],
    [`const WAIT = 700; request({ url, timeout: WAIT }, done)`, [20_000, 700]],
    [`Promise.race([fetch(url), new Promise((_, late) => setTimeout(late, 900))])`, [20_000, 900]],
    [`fetch(url); setTimeout(go, 900); retry(3000)`, []],
    // What a converted Action asks the tenant for, which its Rule had at hand.
    [
      'fetch(`https://${event.secrets.AUTH0_DOMAIN}/oauth/token`, { signal: AbortSignal.timeout(5_000) })',
      [],
    ],
    ['fetch(`${managementUrl(event)}/users`, { signal: AbortSignal.timeout(5_000) })', []],
  ])('how long it waits: %s', (code, expected) => {
    expect(aimsOf(code, 'x.js').patience).toEqual(expected);
  });

  it('only in a part of the source', () => {
    const code = `if (user.email === 'a') {} if (user.name === 'b') {}`;
    const within = aimsWithin(aimsOf(code, 'x.ts'), 'x.ts', [0, code.indexOf('user.name') - 4]);
    expect(within.paths).toEqual([['user', 'email']]);
    expect(within.hints).toEqual([{ path: ['user', 'email'], value: 'a' }]);
    expect(aimsWithin(within, 'y.ts', [0, code.length]).paths).toEqual([]);
  });

  it('the names of a list, where it looks up a computed one', () => {
    const paths = (code: string) => aimsOf(code, 'x.ts').paths.map((path) => path.join('.'));
    expect(paths(`['name', 'a b'].forEach((key) => { c[key] = user[key]; })`)).toEqual(['user.name']);
    expect(paths(`['name'].forEach((key) => { c[key] = user.email; })`)).toEqual(['user.email']);
  });

  it('what numbers come to', () => {
    expect(aimsOf('const day = 24 * 60 * (50 + 10) * 1_000;', 'x.ts').numbers).toContain(86_400_000);
  });

  it('the words in it, but not those of imports and types', () => {
    const { texts, numbers, names } = aimsOf(
      `import x from 'module'; type T = 'type'; const a: T = f('text', 7, /^re gex$/, \`head\${b}tail\`).c;`,
      'x.ts',
    );
    expect(texts).toEqual(['text', 're gex', 'head', 'tail']);
    expect(numbers).toEqual([7]);
    expect(names).toEqual(['c']);
  });

  it('whether it reaches out or sends the user away', () => {
    expect(aimsOf(`require('request')('x')`, 'x.js')).toMatchObject({ usesNetwork: true, leaves: false });
    expect(aimsOf(`api.redirect.sendUserTo('x')`, 'x.js')).toMatchObject({
      usesNetwork: false,
      leaves: true,
    });
  });

  it('what is left of texts that others are put together to', () => {
    const both = mergeAims([
      aimsOf(`roles.map((role) => 'role:' + role)`, 'a.js'),
      aimsOf(`scope.includes('role:admin')`, 'b.js'),
      aimsOf('`${name}@example.com`; user.email === "ada@example.com"', 'c.js'),
    ]);
    expect(both.texts).toEqual(expect.arrayContaining(['role:admin', 'admin', 'ada']));
  });

  it('of several sources together, each once', () => {
    const both = mergeAims([
      aimsOf('user.email', 'a.js'),
      aimsOf('event.user.email; event.user.name', 'b.ts'),
    ]);
    expect(both.paths.map((path) => path.join('.'))).toEqual(['user.email', 'user.name']);
  });
});
