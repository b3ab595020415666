import { afterAll, describe, expect, it, vi } from 'vitest';
import { runActions } from '../../scripts/simulator/chain.ts';
import { login } from '../../scripts/simulator/login.ts';
import { runPairs } from '../../scripts/simulator/pairs.ts';
import { closeSandboxes, stopSandboxes } from '../../scripts/simulator/sandbox.ts';
import type { Pair } from '../../scripts/simulator/scenario.ts';

afterAll(closeSandboxes);

/** Logins that a thread takes in one go, on both sides the same code, which finds what earlier logins left. */
async function pairsOf(code: string, logins = 6, after = ''): Promise<Pair[]> {
  const sides = {
    rules: [
      {
        name: 'rule',
        code: `(user, context, callback) => { context.idToken.seen = (() => { ${code} })(); ${after}; callback(null, user, context); }`,
      },
    ],
    actions: [
      {
        name: 'action',
        code: `exports.onExecutePostLogin = async (event, api) => {
          api.idToken.setCustomClaim('seen', (() => { const global = globalThis; ${code} })());
          ${after};
        };`,
      },
    ],
    configuration: {},
    quirks: { mergesAppMetadata: true },
    root: process.cwd(),
  };
  return runPairs(
    sides,
    Array.from({ length: logins }, () => ({ login: login() })),
  );
}

const claims = (pairs: readonly Pair[]): unknown[] =>
  pairs.flatMap(({ rules, actions }) => [
    (rules.context['idToken'] as { seen: unknown }).seen,
    actions.idToken.claims['seen'],
  ]);

describe('what a login leaves behind is not there for the next one, nor for the other side', () => {
  it.each([
    ['a global', `const before = typeof global.left; global.left = 1; return before;`],
    [
      'a hidden global',
      `const before = typeof left;
       Object.defineProperty(globalThis, 'left', { value: 1, configurable: true }); return before;`,
    ],
    ['a property of a prototype', `const before = typeof ''.left; String.prototype.left = 1; return before;`],
    [
      'a method that is replaced',
      `const { map } = Array.prototype; const before = typeof map.left;
       Array.prototype.map = Object.assign(function (...given) { return map.apply(this, given); }, { left: 1 });
       return before;`,
    ],
    [
      'a method that is gone',
      `const before = typeof [].flat === 'function' ? 'undefined' : 'gone'; delete Array.prototype.flat; return before;`,
    ],
    [
      'a prototype of iterators',
      `const iterators = Object.getPrototypeOf(Object.getPrototypeOf([].values()));
       const before = typeof iterators.left; iterators.left = 1; return before;`,
    ],
    [
      'a global that is replaced',
      `const before = typeof fetch.left; fetch = () => {}; fetch.left = 1; return before;`,
    ],
    ['a namespace', `const before = typeof Math.left; Math.left = 1; return before;`],
    ['the environment', `const before = typeof process.env.left; process.env.left = '1'; return before;`],
    [
      'a listener of the process',
      `const count = process.listenerCount('uncaughtException');
       process.on('uncaughtException', () => {}); return count === 1 ? 'undefined' : 'there';`,
    ],
    [
      'a patched module of Node',
      `const os = require('os'); const before = typeof os.left; os.left = 1; return before;`,
    ],
  ])('%s', async (_name, code) => {
    expect(claims(await pairsOf(code))).toEqual(Array.from({ length: 12 }, () => 'undefined'));
  });

  it('not even what every second login would take back', async () => {
    const code = `const before = typeof ''.left;
      if (before === 'undefined') String.prototype.left = 1; else delete String.prototype.left;
      return before;`;
    expect(claims(await pairsOf(code, 4))).toEqual(Array.from({ length: 8 }, () => 'undefined'));
  });

  it('runs on with what is whole, when code breaks what the simulator needs itself', async () => {
    const breaks = `Array.prototype.map = Array.prototype.filter = () => { throw new Error('broken'); }`;
    expect(claims(await pairsOf('return 1', 6, breaks))).toEqual(Array.from({ length: 12 }, () => 1));
  });

  it.each([
    ['each login', `true`],
    ['some logins', `user.email.includes('3')`],
  ])('not even what cannot be put back: %s', async (_name, when) => {
    const sides = {
      rules: [
        {
          name: 'rule',
          code: `(user, context, callback) => {
            context.idToken.seen = Object.isFrozen(Array.prototype);
            if (${when}) Object.freeze(Array.prototype);
            callback(null, user, context);
          }`,
        },
      ],
      actions: [bundle('')],
      configuration: {},
      quirks: { mergesAppMetadata: true },
      root: process.cwd(),
    };
    const logins = [0, 1, 2, 3, 4, 5].map((at) => ({
      login: login({ user: { email: `${at}@example.com` } }),
    }));
    const pairs = await runPairs(sides, logins);
    expect(pairs.map(({ rules, actions }) => [rules.context['idToken'], actions.outcome.kind])).toEqual(
      logins.map(() => [{ seen: false }, 'allowed']),
    );
  });

  it('takes a new thread after one that is spoilt for good', async () => {
    await runActions([bundle(`Object.freeze(Object.prototype);`)], login());
    const result = await runActions(
      [bundle(`api.idToken.setCustomClaim('frozen', Object.isFrozen(Object.prototype));`)],
      login(),
    );
    expect(result.idToken.claims).toEqual({ frozen: false });
  });
});

it('hands out values of a login as copies, although equal ones are held once', async () => {
  const code = `const { roles } = await api.roles.getUserEffectiveRoles();
    api.idToken.setCustomClaim('seen', [roles[0].name, event.user.app_metadata.a.b]);
    roles[0].name = 'changed'; event.user.app_metadata.a.b = 'changed';`;
  const directory = { groups: [], roles: [{ id: 'r', name: 'admin', type: 'tenant' }] };
  const one = login({ directory, user: { app_metadata: { a: { b: 'here' } } } });
  const sides = {
    rules: [
      {
        name: 'rule',
        code: `(user, context, callback) => { user.app_metadata.a.b = 'changed'; callback(); }`,
      },
    ],
    actions: [bundle(code)],
    configuration: {},
    quirks: { mergesAppMetadata: true },
    root: process.cwd(),
  };
  const pairs = await runPairs(sides, [{ login: one }, { login: one }, { login: structuredClone(one) }]);
  expect(pairs.map(({ actions }) => actions.idToken.claims['seen'])).toEqual(
    Array.from({ length: 3 }, () => ['admin', 'here']),
  );
});

const bundle = (body: string) => ({
  name: 'tested',
  code: `exports.onExecutePostLogin = async (event, api) => { ${body} };`,
});

describe('errors', () => {
  it('that nobody waits for are held against the Action that made them, not against the next one', async () => {
    const result = await runActions(
      [
        { ...bundle(`Promise.reject(new Error('nobody waits'));`), name: 'first' },
        { ...bundle(`await new Promise((done) => setTimeout(done, 5));`), name: 'second' },
      ],
      login(),
    );
    expect(result.outcome).toEqual({ kind: 'allowed' });
    expect(result.warnings).toEqual([
      { code: 'late-error', action: 'first', message: 'fails after it has ended: nobody waits' },
    ]);
  });

  it.each([
    [`fetch('https://example.com/').catch(() => undefined);`, ['unfinished-work']],
    [`await fetch('https://example.com/').catch(() => undefined);`, []],
    [
      `(async () => { await null; await fetch('https://example.com/').catch(() => undefined); })();`,
      ['unfinished-work'],
    ],
    [`setTimeout(() => undefined, 10000);`, []],
    [`(async () => { await null; await null; await null; api.access.deny('too late'); })();`, ['late-call']],
    [`await (async () => { await null; await null; await null; api.user.setAppMetadata('a', 1); })();`, []],
  ])('are not, but what nobody waits for is told, and changes nothing: %s', async (code, warnings) => {
    const actions = [
      { ...bundle(code), name: 'first' },
      { ...bundle(''), name: 'second' },
    ];
    const result = await runActions(actions, login());
    expect(result.outcome).toEqual({ kind: 'allowed' });
    expect(result.warnings.map((warning) => warning.code)).toEqual(warnings);
  });
});

it.each([
  ['a prototype', 'String.prototype.left = 1;'],
  ['a global', 'globalThis.left = 1;'],
  ['a hidden global', "Object.defineProperty(globalThis, 'left', { value: 1, configurable: true });"],
])(
  '%s that one Action changes is as it was for the next one of the login, and for later logins',
  async (_what, change) => {
    const code = (name: string): string => `exports.onExecutePostLogin = async (event, api) => {
    api.idToken.setCustomClaim('https://example.com/${name}', typeof ''.left + typeof globalThis.left);
    ${change}
  };`;
    const actions = ['first', 'second'].map((name) => ({
      name,
      code: code(name),
      secrets: {},
      dependencies: [],
    }));
    const untouched = 'undefinedundefined';
    for (let round = 0; round < 3; round++) {
      const { idToken } = await runActions(actions, login());
      expect(idToken.claims).toEqual({
        'https://example.com/first': untouched,
        'https://example.com/second': untouched,
      });
    }
  },
);

it('cannot see the simulator', async () => {
  const seen = await pairsOf(`return [typeof world, typeof parentPort, typeof installWorld].join()`, 1);
  expect(claims(seen)).toEqual(Array.from({ length: 2 }, () => 'undefined,undefined,undefined'));
});

it('prints nothing of what code and its packages print', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const said = bundle(`globalThis.console.log('to the terminal'); console.log('to the log');`);
  const { runs } = await runActions([said], login());
  await new Promise((done) => setTimeout(done, 50));
  const printed = write.mock.calls.flat().join('');
  write.mockRestore();
  expect(printed).not.toContain('to the terminal');
  expect(runs[0]!.console).toEqual([{ level: 'log', text: 'to the log' }]);
});

describe('work that is stopped', () => {
  it('ends at once, whatever the code does, and goes on afterwards', async () => {
    const endless = pairsOf('for (;;);', 1);
    setTimeout(stopSandboxes, 100);
    await expect(endless).rejects.toThrow('stopped before its end');
    await expect(pairsOf('return 1;', 1)).rejects.toThrow('stopped before its end');
    await closeSandboxes();
    expect(claims(await pairsOf('return 1;', 1))).toEqual([1, 1]);
  });
});
