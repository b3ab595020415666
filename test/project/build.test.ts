import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildActions } from '../../scripts/project/build.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const repository = join(import.meta.dirname, '../..');
const rule = 'function (user, context, callback) { callback(null, user, context); }\n';
const handler = 'export const onExecutePostLogin = async () => {};\n';

function project(actions: Record<string, string>): string {
  const root = folder({
    'package.json': '{"type":"module"}',
    'actions/tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2022'],
        types: ['node'],
        noEmit: true,
      },
      include: ['.'],
    }),
    'rules-legacy/rules.yaml': `rules:
  - { name: Old, file: old.js, action: a }
  - { name: Named Alike, file: named-alike.js }
`,
    'rules-legacy/old.js': rule,
    'rules-legacy/named-alike.js': rule,
    ...Object.fromEntries(Object.entries(actions).map(([name, source]) => [`actions/${name}.ts`, source])),
  });
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  return root;
}

describe('buildActions', () => {
  it('writes every bundle, and says which rule it replaces', async () => {
    const root = project({ a: handler, b: handler, 'named-alike': handler });
    const bundles = await buildActions(root);
    expect(bundles.map(({ name, rule }) => ({ name, rule }))).toEqual([
      { name: 'a', rule: 'rules-legacy/old.js' },
      { name: 'b', rule: undefined },
      { name: 'named-alike', rule: 'rules-legacy/named-alike.js' },
    ]);
    expect(readFileSync(join(root, 'dist/actions/a.js'), 'utf8')).toBe(bundles[0]!.code);
  });

  it('takes a project without legacy rules', async () => {
    const root = project({ a: handler });
    rmSync(join(root, 'rules-legacy'), { recursive: true });
    expect((await buildActions(root)).map(({ rule }) => rule)).toEqual([undefined]);
  });

  it.each<[string, string, string]>([
    ['a type error', 'type-error', 'export const onExecutePostLogin = async (): Promise<void> => 1;\n'],
    [
      'a handler that is not async',
      'bundle-handler',
      'export const onExecutePostLogin = () => Promise.resolve();\n',
    ],
    ['no handler', 'bundle-handler', 'export const other = async () => {};\n'],
    [
      'a second handler that is not async',
      'bundle-handler',
      `${handler}export function onContinuePostLogin() {}\n`,
    ],
    ['an error at the top level', 'bundle-load', `${handler}throw new Error('no');\n`],
    ['an endless loop at the top level', 'bundle-load', `${handler}for (;;);\n`],
  ])('refuses %s and writes nothing', async (_, code, source) => {
    const root = project({ a: handler, b: source });
    expect(await problemOf(() => buildActions(root))).toMatchObject({ code, at: { file: 'actions/b.ts' } });
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });

  it('refuses what the conversion could not prove until a person resolves it or accepts it with a reason', async () => {
    const marked = (line: string) => `// ${line}\n${handler}`;
    const open = project({
      a: handler,
      b: marked('RULE-MIGRATION(calls-back-twice): It can. See https://auth0.com'),
    });
    expect(await problemOf(() => buildActions(open))).toMatchObject({
      code: 'marker-open',
      message: expect.stringContaining('calls-back-twice'),
      at: { file: 'actions/b.ts', line: 1 },
    });
    expect(existsSync(join(open, 'dist'))).toBe(false);
    const unexplained = project({ a: marked('RULE-MIGRATION-ACCEPTED(calls-back-twice):') });
    expect((await problemOf(() => buildActions(unexplained))).code).toBe('marker-open');
    const accepted = project({
      a: marked('RULE-MIGRATION-ACCEPTED(calls-back-twice): only the first call counts'),
    });
    expect(await buildActions(accepted)).toHaveLength(1);
  });
});
