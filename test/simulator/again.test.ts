import { afterAll, describe, expect, it } from 'vitest';
import { spansOfKeeping } from '../../scripts/simulator/instants.ts';
import { login } from '../../scripts/simulator/login.ts';
import { judgeAll, runPairs } from '../../scripts/simulator/pairs.ts';
import { aimsOf } from '../../scripts/simulator/read-aims.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import type { Again, Sides } from '../../scripts/simulator/scenario.ts';

afterAll(closeSandboxes);

const sidesOf = (rule: string, action: string): Sides => ({
  rules: [{ name: 'rule', code: `async function (user, context, callback) {\n${rule}\n}` }],
  actions: [{ name: 'action', code: action }],
  configuration: {},
  quirks: { mergesAppMetadata: true },
  root: process.cwd(),
});

/** The paths that differ when a second login follows. */
async function differing(rule: string, action: string, again: Again): Promise<string[]> {
  const http = { otherwise: { status: 200, body: { plan: 'gold' } } };
  const [judgement] = await judgeAll(sidesOf(rule, action), [{ login: login(), http, again }]);
  return judgement!.differences.map(({ path }) => path);
}

const CACHING_RULE = `
  if (!global.plan || global.until < Date.now()) {
    global.plan = await (await fetch('https://plans.example.com/')).json();
    global.until = Date.now() + 60000;
  }
  context.idToken['https://example.com/plan'] = global.plan.plan;
  callback(null, user, context);`;

const inModule = (lifetime: number): string => `
  let plan, until;
  exports.onExecutePostLogin = async (event, api) => {
    if (!plan || until < Date.now()) {
      plan = await (await fetch('https://plans.example.com/')).json();
      until = Date.now() + ${lifetime};
    }
    api.idToken.setCustomClaim('https://example.com/plan', plan.plan);
  };`;

const inCache = (options: string): string => `
  exports.onExecutePostLogin = async (event, api) => {
    let plan = api.cache.get('plan')?.value;
    if (plan === undefined) {
      plan = (await (await fetch('https://plans.example.com/')).json()).plan;
      api.cache.set('plan', plan, ${options});
    }
    api.idToken.setCustomClaim('https://example.com/plan', plan);
  };`;

describe('a second login in the same instances', () => {
  it('finds what the first has kept, in the module or in the cache, on both sides', async () => {
    for (const after of [1_000, 60_000, 60_022, 3_600_000]) {
      expect(await differing(CACHING_RULE, inModule(60_000), { after, other: false })).toEqual([]);
      expect(await differing(CACHING_RULE, inModule(60_000), { after, other: true })).toEqual([]);
    }
    expect(await differing(CACHING_RULE, inCache('{ ttl: 60000 }'), { after: 30_000, other: false })).toEqual(
      [],
    );
  });

  it('shows what is kept for too long, too short, or not at all', async () => {
    const at = (after: number, action: string) => differing(CACHING_RULE, action, { after, other: false });
    expect(await at(60_021, inModule(60_001))).toEqual(['again.requests']);
    expect(await at(60_000, inModule(59_000))).toEqual(['again.requests']);
    expect(await at(60_020, inModule(60_001))).toEqual([]);
    expect(await at(30_000, inCache('{ ttl: 20000 }'))).toEqual(['again.requests']);
  });

  it('shows what one user leaves for another', async () => {
    const rule = `context.idToken['https://example.com/mail'] = user.email; callback(null, user, context);`;
    const action = `let mail;
      exports.onExecutePostLogin = async (event, api) => {
        mail ??= event.user.email;
        api.idToken.setCustomClaim('https://example.com/mail', mail);
      };`;
    expect(await differing(rule, action, { after: 1_000, other: true })).toEqual([
      'again.idToken["https://example.com/mail"]',
    ]);
    expect(await differing(rule, action, { after: 1_000, other: false })).toEqual([]);
  });

  it('is not looked at where the first differs already', async () => {
    const rule = `callback(new Error('no'));`;
    const action = `exports.onExecutePostLogin = async () => {};`;
    expect(await differing(rule, action, { after: 1_000, other: false })).toEqual(['end']);
  });

  it('leaves nothing for the next scenario', async () => {
    const count = `global.count = (global.count || 0) + 1; context.idToken['https://example.com/count'] = global.count;
      callback(null, user, context);`;
    const action = `let count = 0;
      exports.onExecutePostLogin = async (event, api) => {
        api.idToken.setCustomClaim('https://example.com/count', ++count);
      };`;
    const again = { after: 1_000, other: false };
    const scenario = { login: login() };
    const pairs = await runPairs(sidesOf(count, action), [
      scenario,
      { ...scenario, again },
      scenario,
      { ...scenario, again },
    ]);
    const counts = pairs.map(({ rules, actions, again: second }) =>
      [rules, second?.rules]
        .map((one) => Object.values(one?.context['idToken'] ?? {})[0])
        .concat([actions, second?.actions].map((one) => Object.values(one?.idToken.claims ?? {})[0])),
    );
    const [once, twice] = [
      [1, undefined, 1, undefined],
      [1, 2, 1, 2],
    ];
    expect(counts).toEqual([once, twice, once, twice]);
  });
});

describe('whether code keeps something', () => {
  it.each([
    ['global.plans = 1;', true],
    ['global["plans"]', true],
    ['globalThis.count++', true],
    [`api.cache.get('token')`, true],
    ['let token;\nexport const f = 1;', true],
    ['const kept: Record<string, any> = {};', true],
    ['const seen = new Map<string, number>();', true],
    ['export async function f() {\n  let local = {};\n  const other = {};\n}', false],
    [`const NAMES = ['a'];`, false],
    ['user.global_admin; event.user.cache', false],
  ])('%s', (code, keeps) => {
    expect(aimsOf(code, 'x.ts').keeps).toBe(keeps);
  });

  it('and for how long, to the millisecond behind a request', () => {
    const spans = spansOfKeeping(aimsOf('Date.now() + 60000', 'x.ts'));
    for (const span of [59_999, 60_000, 60_001, 60_020, 60_021]) expect(spans).toContain(span);
    expect(Math.min(...spans)).toBeGreaterThan(0);
  });
});
