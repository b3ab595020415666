import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeAims, type Aims } from '../../scripts/simulator/aims.ts';
import { ABSENT } from '../../scripts/simulator/domains.ts';
import { seededRandom } from '../../scripts/simulator/random.ts';
import { aimsOf } from '../../scripts/simulator/read-aims.ts';
import { scenarioOf, settingsOf, type Setting } from '../../scripts/simulator/settings.ts';

const aimsOfBoth = (rule: string, action: string): Aims =>
  mergeAims([aimsOf(rule, 'rule.js'), aimsOf(action, 'action.ts')]);

/** Values that the search tries at a path. */
function tried(aims: Aims, path: string, numRuns = 1500): unknown[] {
  const moves = fc.sample(settingsOf(aims)!, { numRuns, seed: 1 });
  return moves.flatMap((settings) =>
    settings.filter((one) => one.path.join('.') === path).map(({ value }) => value),
  );
}

/** Whether an element of a list is an object in which something is true. */
const isTrue =
  (name: string) =>
  (one: unknown): boolean =>
    (one as Record<string, unknown> | null)?.[name] === true;

describe('values of a login', () => {
  const aims = (condition: string): Aims =>
    aimsOf(`function rule(user, context, callback) { if (${condition}) return callback(1); }`, 'rule.js');

  it.each<[string, string, (one: unknown) => unknown]>([
    ['user.identities', 'user.identities.filter((one) => one.isSocial).length > 4', isTrue('isSocial')],
    ['user.teams', 'user.teams.filter((one) => one.active === true).length > 4', isTrue('active')],
    ['user.roles', "user.roles.filter((one) => one === 'a').length > 4", (one) => one === 'a'],
  ])(
    'at %s are lists of which as many pass a filter as the code counts, and more',
    (path, condition, passes) => {
      const lists = tried(aims(condition), path).filter((value) => Array.isArray(value));
      const counts = new Set(lists.map((list) => list.filter(passes).length));
      expect([...counts]).toEqual(expect.arrayContaining([4, 5]));
    },
  );

  it('are no texts where the platform has objects, though code reads them as JSON', () => {
    const path = ['user', 'app_metadata'];
    const read = { ...aims("user.app_metadata.a === 'x'"), paths: [path], parsesJson: true };
    const values = tried({ ...read, uses: [{ path, as: 'json' }] }, 'user.app_metadata');
    expect(values.length).toBeGreaterThan(0);
    expect(values.filter((value) => typeof value === 'string')).toEqual([]);
  });
});

describe('settings', () => {
  it('make a scenario: the login, the values of the configuration, the instant and the network', () => {
    const settings: Setting[] = [
      { path: ['user', 'groups'], value: ['a'] },
      { path: ['configuration', 'LIST'], value: 'a,b' },
      { path: ['configuration', 'NONE'], value: ABSENT },
      { path: ['now'], value: '2026-01-17T12:00:00.000Z' },
      { path: ['http'], value: 'refused' },
    ];
    expect(scenarioOf(settings)).toMatchObject({
      login: { user: { groups: ['a'] } },
      values: { LIST: 'a,b', NONE: null },
      now: Date.UTC(2026, 0, 17, 12),
      http: { otherwise: 'refused' },
    });
    expect(scenarioOf([])).not.toHaveProperty('now');
    expect(scenarioOf([...settings, { path: ['http', 'https://a/'], value: { status: 500 } }]).http).toEqual({
      exchanges: [{ url: 'https://a/', reply: { status: 500 } }],
      otherwise: 'refused',
    });
  });

  it('let one of several requests fail, by a part of its URL or by its method', () => {
    const rule = `fetch(base + '/users').then(() => fetch(base + '/roles', { method: 'PATCH' }));`;
    const aims = aimsOf(rule, 'rule.js');
    for (const name of ['/users', '/roles', 'PATCH'])
      expect(tried(aims, `http.${name}`)).toContain('refused');
    expect(tried(aims, 'http.DELETE')).toEqual([]);
    expect(scenarioOf([{ path: ['http', 'PATCH'], value: 'refused' }]).http).toMatchObject({
      exchanges: [{ method: 'PATCH', url: '', reply: 'refused' }],
    });
  });

  it('come back from a redirect with what the code asks for, under the name that it has there', () => {
    const rule = `if (context.request.query.confirmed === 'yes') {} context.redirect = { url: 'https://a.example/' };`;
    const aims = aimsOf(rule, 'rule.js');
    const yes = tried(aims, 'back').filter((back) => JSON.stringify(back).includes('"confirmed":"yes"'));
    expect(yes.length).toBeGreaterThan(50);
  });

  it('have a second login only where code keeps something', () => {
    const [again] = tried(aimsOf('global.plans', 'rule.js'), 'again');
    expect(scenarioOf([{ path: ['again'], value: again }])).toMatchObject({ again });
    expect(again).toMatchObject({ after: expect.any(Number) as number });
    expect(tried(aimsOf('user.plans', 'rule.js'), 'again')).toEqual([]);
  });

  it('vary the parameters of the request as a whole, for code that goes through them', () => {
    const all = tried(aimsOf(`Object.keys(context.request.query)`, 'rule.js'), 'request.query');
    expect(all).toContainEqual({});
    expect(all.filter((query) => Object.keys(query as object).length > 1)).not.toEqual([]);
    expect(all).not.toContain(ABSENT);
  });

  it('vary what the rule reads from its configuration and the Action from its secrets', () => {
    const rule = `configuration.LIST.split(';').includes('one'); configuration.RULE_ONLY; JSON.parse(configuration.JSON);`;
    const aims = aimsOfBoth(rule, 'event.secrets.LIST; event.secrets.ACTION_ONLY; event.secrets.JSON;');
    const lists = tried(aims, 'configuration.LIST');
    expect(lists).toContain(ABSENT);
    expect(lists.filter((value) => typeof value === 'string' && /one.*;|;.*one/.test(value))).not.toEqual([]);
    expect(tried(aims, 'configuration.JSON').filter((value) => /^\[.*one/.test(String(value)))).not.toEqual(
      [],
    );
    expect(tried(aims, 'configuration.RULE_ONLY')).toEqual([]);
    expect(tried(aims, 'configuration.ACTION_ONLY')).toEqual([]);
  });

  it('move the clock for code that reads it, to other weekdays and to what it counts with', () => {
    const clock = tried(
      aimsOf('if (Date.now() - Date.parse(user.created_at) > 30 * 24 * 3600 * 1000) {}', 'x.js'),
      'now',
    );
    const instants = clock.map((value) => new Date(value as string));
    expect(new Set(instants.map((at) => at.getUTCDay())).size).toBe(7);
    expect(clock).toContain(new Date(Date.parse('2025-03-01T08:00:00.000Z') + 30 * 86_400_000).toISOString());
    expect(tried(aimsOf('user.email', 'x.js'), 'now')).toEqual([]);
  });

  it('fill lists with none, one and several of the words, twice the same, and strangers', () => {
    const lists = tried(
      aimsOf(`user.groups.filter((group) => group !== 'a' && group !== 'b')`, 'x.js'),
      'user.groups',
    );
    for (const list of [[], ['a'], ['a', 'b'], ['b', 'a'], ['a', 'a']]) expect(lists).toContainEqual(list);
    expect(lists.some((list) => Array.isArray(list) && list.some((one) => typeof one !== 'string'))).toBe(
      true,
    );
    expect(lists).toContain('a');
  });

  it('look up what every object has, for code that looks words up in one', () => {
    const words = (code: string) => tried(aimsOf(code, 'x.js'), 'user.name');
    expect(words(`const roles = { a: 1 }; roles[user.name];`)).toContain('constructor');
    expect(words(`JSON.parse(configuration.ROLES)[user.name];`)).toContain('__proto__');
    expect(words(`list[user.name];`)).not.toContain('constructor');
  });

  it('fill lists up to the lengths that code counts, with whole lists of its own, and write them as JSON', () => {
    const groups = (code: string) => tried(aimsOf(code, 'x.js'), 'user.groups');
    const lengths = groups('user.groups.slice(0, 100)').map((list) => (list as unknown[] | null)?.length);
    for (const length of [99, 100, 101]) expect(lengths).toContain(length);
    const whole = groups(`for (const one of ['a', 'b', 'c']) if (!user.groups.includes(one)) deny(one);`);
    for (const list of [
      ['a', 'b', 'c'],
      ['b', 'c'],
      ['other', 'c', 'b', 'a'],
    ])
      expect(whole).toContainEqual(list);
    expect(groups(`JSON.parse(user.groups).includes('a')`)).toContain('["a"]');
  });

  it('hold instants as far back as the code counts, in each of the ways to write one', () => {
    const code = `Date.now() - user.app_metadata.last_mfa > 7 * 86400000`;
    const stamps = tried(aimsOf(code, 'x.js'), 'user.app_metadata.last_mfa', 3000);
    const week = Date.parse('2026-01-08T09:00:00.000Z');
    for (const at of [week - 1, week, week + 1, week / 1000, '2026-01-08T09:00:00.000Z'])
      expect(stamps).toContain(at);
    expect(
      tried(aimsOf('user.app_metadata.last_mfa > 7', 'x.js'), 'user.app_metadata.last_mfa'),
    ).not.toContain(week);
  });

  it('hold instants before, at and after that of the login, though code compares them without a number', () => {
    const path = 'user.app_metadata.mfa_until';
    const stamps = tried(aimsOf('Date.parse(user.app_metadata.mfa_until) > Date.now()', 'x.js'), path);
    const now = Date.parse('2026-01-15T09:00:00.000Z');
    for (const at of [now - 1, now, now + 1, now / 1000 + 86_400, '2026-01-16T09:00:00.000Z'])
      expect(stamps).toContain(at);
  });

  it('hold the day and the month of the login as texts and as keys, for code that writes them', () => {
    const of = (condition: string): Aims =>
      aimsOf(`const day = new Date().toISOString().slice(0, 10); if (${condition}) deny();`, 'x.js');
    expect(tried(of('user.app_metadata.last === day'), 'user.app_metadata.last')).toContain('2026-01-15');
    const counts = tried(of('user.app_metadata.counts[day] > 4'), 'user.app_metadata.counts');
    expect(counts).toContainEqual(expect.objectContaining({ '2026-01-15': 5 }));
    const other = aimsOf('if (user.app_metadata.last === Date.now()) deny();', 'x.js');
    expect(tried(other, 'user.app_metadata.last')).not.toContain('2026-01-15');
  });

  it('are born about as many years ago as code says', () => {
    const code = `new Date().getFullYear() - new Date(user.user_metadata.birthdate).getFullYear() < 18`;
    const dates = tried(aimsOf(code, 'x.js'), 'user.user_metadata.birthdate');
    for (const date of ['2008-01-14', '2008-01-15', '2008-06-30']) expect(dates).toContain(date);
  });

  it('find a row of their own in a table of the configuration', () => {
    const aims = aimsOfBoth(
      `JSON.parse(configuration.DOMAINS)[user.email.split('@')[1]].mfa`,
      `JSON.parse(event.secrets.DOMAINS)[event.user.email.split('@')[1]].mfa`,
    );
    const tables = tried(aims, 'configuration.DOMAINS').flatMap((text) => {
      try {
        return (JSON.parse(text as string) as Record<string, unknown> | null)?.['example.com'] ?? [];
      } catch {
        return [];
      }
    });
    expect(tables).toContainEqual(expect.objectContaining({ mfa: expect.anything() as unknown }));
    expect(tables.some((row) => typeof row !== 'object')).toBe(true);
  });

  it('find an entry of their own in a list of the configuration', () => {
    const lists = tried(
      aimsOfBoth(
        `JSON.parse(configuration.APPS).find((app) => app.client === context.clientName).domain`,
        `JSON.parse(event.secrets.APPS).find((app) => app.client === event.client.name).domain`,
      ),
      'configuration.APPS',
    );
    expect(lists.some((text) => /^\[.*"client":"Example App"/.test(String(text)))).toBe(true);
  });

  it('draw other numbers, just below and above those of the code, where it draws some', () => {
    const draws = (code: string) =>
      tried(aimsOf(code, 'x.js'), 'seed').map((seed) => seededRandom(seed as number)());
    const drawn = draws('if (Math.random() < 0.1) {}');
    expect(drawn.some((one) => one > 0.095 && one < 0.1)).toBe(true);
    expect(drawn.some((one) => one >= 0.1 && one < 0.105)).toBe(true);
    expect(draws('if (user.name < 0.1) {}')).toEqual([]);
    expect(scenarioOf([{ path: ['seed'], value: 7 }]).seed).toBe(7);
  });

  it('put the same word in several places, for code that compares them', () => {
    const aims = aimsOf('user.email.split("@")[1] === user.app_metadata.domain', 'x.js');
    const pairs = fc.sample(settingsOf(aims)!, { numRuns: 1500, seed: 1 }).filter(({ length }) => length > 1);
    expect(pairs).toContainEqual(
      expect.arrayContaining([{ path: ['user', 'app_metadata', 'domain'], value: 'example.com' }]),
    );
  });

  it('answer one URL in another way than the others', () => {
    const aims = aimsOf(`fetch('https://a.example/'); fetch('https://b.example/');`, 'x.js');
    expect(tried(aims, 'http.https://b.example/')).toContain('refused');
  });

  it('answer with what the code looks for in a reply', () => {
    const code = `fetch('x'); if (response.data.roles.includes('blocked') || response.data.limits.seats) {}`;
    const bodies = tried(aimsOf(code, 'x.js'), 'http').map((reply) => (reply as { body?: unknown }).body);
    expect(bodies).toContainEqual(
      expect.objectContaining({ roles: expect.arrayContaining(['blocked']) as unknown }),
    );
    expect(bodies).toContainEqual(
      expect.objectContaining({
        limits: expect.objectContaining({ seats: expect.anything() as unknown }) as unknown,
      }),
    );
  });
});
