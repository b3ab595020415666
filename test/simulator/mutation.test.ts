import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutationCheck, shareOf } from '../../scripts/simulator/mutation.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { typeCheckIn } from '../../scripts/simulator/type-errors.ts';
import { subjectOfFiles } from './support/subject.ts';

const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mutation-'));

beforeAll(async () => {
  const files = {
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "noImplicitReturns": true, "lib": ["es2022"], "types": [] } }',
    'actions/tsconfig.json': '{ "extends": "../tsconfig.json", "compilerOptions": { "noEmit": true } }',
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeSandboxes();
});

async function check(rule: string, action: string) {
  const path = join(folder, 'actions/action.ts');
  writeFileSync(path, action);
  const subject = await subjectOfFiles(
    { name: 'rule', file: 'rule.js', source: rule, order: 1, enabled: true },
    path,
    { root: folder },
  );
  const target = { action: 'action', entry: path, sources: new Map([['actions/action.ts', action]]) };
  return mutationCheck(subject, [target], { seed: 1, runs: 100 });
}

describe('breaking an Action', () => {
  it('says what became of each mutant', async () => {
    const { isDifferent, mutants } = await check(
      `function (user, context, callback) {
        if (context.clientName === 'Shop') { context.idToken['https://a.example/x'] = user.email; }
        callback(null, user, context);
      }`,
      `export const onExecutePostLogin = async (event: any, api: any): Promise<void> => {
        const unused = 'nobody reads this';
        if (event.client.name === 'Shop') {
          api.idToken.setCustomClaim('https://a.example/x', event.user.email);
          return;
        }
        if (typeof event.client.name === 'symbol') api.access.deny('never');
      };
      export function other(): string {
        return 'nobody calls this';
      }
      `,
    );
    const fates = mutants.map(({ line, operator, fate, why }) => [line, operator, fate, why ?? '']);
    expect(isDifferent).toBe(false);
    expect(fates).toEqual(
      expect.arrayContaining([
        [2, 'change text', 'survived', ''],
        [3, 'flip condition', 'caught', ''],
        [3, 'change text', 'caught', ''],
        [7, 'change text', 'unreached', ''],
        [10, 'drop return', 'refused', expect.stringMatching(/^TS\d+: /) as string],
      ]),
    );
  });

  it('counts neither what is proved to be the same nor what a build refuses', async () => {
    const { mutants } = await check(
      `function (user, context, callback) { callback(null, user, context); }`,
      `export const onExecutePostLogin = async (event: any): Promise<void> => {
        if (event.client.name === 'Shop') return;
      };
      `,
    );
    expect(mutants.map(({ fate }) => fate)).toEqual(mutants.map(() => 'equivalent'));
    expect(shareOf(mutants)).toEqual({ caught: 0, total: 0, all: mutants.length, reached: 0 });
  });

  it('leaves aside how logins are refused that the Rule never answers', async () => {
    const action = `export const onExecutePostLogin = async (event: any, api: any): Promise<void> => {
        if (event.client.name === 'Shop') {
          api.access.deny('No answer.');
          return;
        }
        api.idToken.setCustomClaim('https://a.example/x', 1);
      };
      `;
    const rule = (shop: string) => `function (user, context, callback) {
        if (context.clientName === 'Shop') ${shop};
        context.idToken['https://a.example/x'] = 1;
        callback(null, user, context);
      }`;
    const reason = async (shop: string) => {
      const { mutants } = await check(rule(shop), action);
      return mutants
        .filter(({ before }) => /No answer/.test(before))
        .map(({ operator, fate }) => [operator, fate]);
    };
    expect(await reason('return')).toEqual(
      expect.arrayContaining([
        ['change text', 'open'],
        ['drop statement', 'caught'],
      ]),
    );
    // The same where the Rule answers some of those logins, and says the same.
    const some = `return user.email ? callback(new Error('No answer.')) : undefined`;
    expect(await reason(some)).toContainEqual(['change text', 'caught']);
  });

  it('reaches what some logins only come to around the last branch before it', async () => {
    const { mutants } = await check(
      `function (user, context, callback) {
        if (user.email) { if (context.clientName === 'Shop') { return callback(null, user, context); } return callback('a'); }
      }`,
      `export const onExecutePostLogin = async (event: any, api: any): Promise<void> => {
        if (event.user.email) {
          if (event.client.name === 'Shop') return;
          api.access.deny('a');
          return;
        }
        api.access.deny('No answer.');
      };
      `,
    );
    const last = mutants.filter(({ line }) => line === 7).map(({ operator, fate }) => [operator, fate]);
    expect(last).toEqual([
      ['drop statement', 'caught'],
      ['change text', 'open'],
    ]);
  });

  it('aims at the broken condition itself', async () => {
    const { mutants } = await check(
      `function (user, context, callback) {
        if (context.clientName === 'Shop' && context.stats.loginsCount > 41 && user.plan === 'gold') {
          return callback(new UnauthorizedError('no'));
        }
        callback(null, user, context);
      }`,
      `export const onExecutePostLogin = async (event: any, api: any): Promise<void> => {
        if (event.client.name === 'Shop' && event.stats.logins_count > 41 && event.user.plan === 'gold') {
          api.access.deny('no');
        }
      };
      `,
    );
    expect(mutants.filter(({ fate }) => fate !== 'caught')).toEqual([]);
  });

  it('notices what the report remarks on, and no login shows', async () => {
    const { mutants } = await check(
      `function (user, context, callback) {
        callback(null, user, context);
        fetch('https://a.example/').catch(() => undefined);
      }`,
      `export const onExecutePostLogin = async (): Promise<void> => {
        await fetch('https://a.example/').catch(() => undefined);
      };`,
    );
    expect(mutants.map(({ operator, fate, why }) => [operator, fate, why])).toEqual([
      ['drop statement', 'caught', undefined],
      ['drop await', 'caught', 'by a remark alone'],
      ['change text', 'caught', undefined],
    ]);
  });

  it('says nothing about an Action that differs as it is', async () => {
    const { isDifferent, mutants } = await check(
      `function (user, context, callback) { callback(null, user, context); }`,
      `export const onExecutePostLogin = async (_event: any, api: any): Promise<void> => { api.access.deny('x'); };`,
    );
    expect([isDifferent, mutants]).toEqual([true, []]);
  });
});

describe('the type check of a build', () => {
  it('refuses what it would not have refused before', () => {
    const file = 'actions/checked.ts';
    const text = 'export const wrong: number = "text";\nexport const right: string = "text";\n';
    writeFileSync(join(folder, file), text);
    const typeCheck = typeCheckIn(folder);
    expect(typeCheck(file, text)).toBeUndefined();
    expect(typeCheck(file, text.replace('string = "text"', 'string = 1'))).toMatch(/^TS2322/);
    expect(typeCheckIn(tmpdir())(file, 'const a: number = "";')).toBeUndefined();
  });
});
