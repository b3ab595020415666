import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionNames, buildBundle } from '../../scripts/bundle/build.ts';
import { sha256 } from '../../scripts/lib/sha256.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const handler = 'export const onExecutePostLogin = async (_event: unknown, _api: unknown) => {};\n';
const lock = (packages: object) => JSON.stringify({ packages });
const build = (files: Record<string, string>) => buildBundle(folder(files), 'a', undefined);

/** The bundle as Auth0 loads it. */
function load(code: string, require = (name: string): unknown => ({ name })): Record<string, unknown> {
  const module = { exports: {} as Record<string, unknown> };
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function('module', 'exports', 'console', 'require', code)(
    module,
    module.exports,
    { log() {} },
    require,
  );
  return module.exports;
}

describe('buildBundle', () => {
  it('makes plain CommonJS with async handlers, local imports inlined', async () => {
    const { code, dependencies } = await build({
      'actions/a.ts': `import { one } from './shared/one.ts';\nexport { run as onExecutePostLogin };\nconst run = async () => one;\n`,
      'actions/shared/one.ts': 'export const one: number = 1;\n',
    });
    const { onExecutePostLogin } = load(code) as { onExecutePostLogin: () => Promise<number> };
    expect(onExecutePostLogin.constructor.name).toBe('AsyncFunction');
    expect(await onExecutePostLogin()).toBe(1);
    expect(dependencies).toEqual([]);
    expect(code).not.toContain('__defProp');
  });

  it('says in a banner what it was made from', async () => {
    const root = folder({ 'actions/a.ts': handler });
    const bundle = await buildBundle(root, 'a', 'rules-legacy/a.js');
    const body = bundle.code.slice(bundle.code.indexOf('*/\n') + 3);
    expect(bundle.code).toMatch(
      /^\/\*\n \* a, .*\n \* source {3}actions\/a\.ts\n \* replaces rules-legacy\/a\.js\n/,
    );
    expect(bundle.code).toContain(sha256(body));
    expect(bundle).toMatchObject({
      hash: sha256(body),
      bytes: Buffer.byteLength(bundle.code),
      path: 'dist/actions/a.js',
    });
  });

  it.each([
    ['without packages', ''],
    ['with packages', "import 'node:fs';\n"],
  ])('is strict unless it replaces a rule, as the rule was not, %s', async (_, imports) => {
    const root = folder({
      'actions/a.ts': `${imports}export const onExecutePostLogin = async (event: { address: any }) => {\n  event.address.country = 'DE';\n};\n`,
      'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
    });
    const run = async (rule: string | undefined): Promise<unknown> => {
      const { code } = await buildBundle(root, 'a', rule);
      const { onExecutePostLogin } = load(code) as { onExecutePostLogin: (event: unknown) => Promise<void> };
      return onExecutePostLogin({ address: 'Main St 1' });
    };
    await expect(run(undefined)).rejects.toThrow(TypeError);
    await expect(run('rules-legacy/a.js')).resolves.toBeUndefined();
  });

  it('is the same to the byte in any folder and from any working directory', async () => {
    const files = {
      'actions/a.ts': `import { x } from './shared/x.ts';\n${handler}console.log(x);\n`,
      'actions/shared/x.ts': 'export const x = "ä";\n',
    };
    const before = process.cwd();
    const first = await build(files);
    process.chdir('/');
    try {
      expect(await build(files)).toEqual(first);
    } finally {
      process.chdir(before);
    }
  });

  it('leaves npm packages out and lists them with the versions of the lockfile, without the built-in modules', async () => {
    const { code, dependencies } = await build({
      'actions/a.ts': `import _ from 'lodash/fp';\nimport { createHash } from 'node:crypto';\nimport fs from 'fs';\nconst lazy = () => require('@scope/b/c');\n${handler}console.log(_, createHash, fs, lazy);\n`,
      'package-lock.json': lock({
        'node_modules/lodash': { version: '4.17.21' },
        'node_modules/@scope/b': { version: '1.0.0' },
      }),
    });
    expect(dependencies).toEqual([
      { name: '@scope/b', version: '1.0.0' },
      { name: 'lodash', version: '4.17.21' },
    ]);
    expect(load(code)).toHaveProperty('onExecutePostLogin');
  });

  it('keeps top-level names that mean something else in CommonJS from breaking it', async () => {
    const { code } = await build({
      'actions/a.ts': `const exports = 1;\nlet module = 2;\nconst require = 3;\nexport const onExecutePostLogin = async () => exports + module + require;\n`,
    });
    const { onExecutePostLogin } = load(code) as { onExecutePostLogin: () => Promise<number> };
    expect(await onExecutePostLogin()).toBe(6);
  });

  it.each<[string, string, Record<string, string>]>([
    [
      'a top-level await',
      'bundle-failed',
      { 'actions/a.ts': `await Promise.resolve();\nimport 'x';\n${handler}` },
    ],
    ['an import that does not exist', 'bundle-failed', { 'actions/a.ts': `import './none.ts';\n${handler}` }],
    [
      'more than 100 kB',
      'bundle-too-large',
      { 'actions/a.ts': `export const text = '${'x'.repeat(100_000)}';\n${handler}` },
    ],
    [
      'a package without a version',
      'dependency-unknown',
      { 'actions/a.ts': `import 'x';\n${handler}`, 'package-lock.json': lock({}) },
    ],
    ['a package without a lockfile', 'lockfile-missing', { 'actions/a.ts': `import 'x';\n${handler}` }],
    [
      'a broken lockfile',
      'lockfile-broken',
      { 'actions/a.ts': `import 'x';\n${handler}`, 'package-lock.json': '{' },
    ],
    [
      'a native add-on, also of a package of a package',
      'dependency-native',
      {
        'actions/a.ts': `import 'x';\n${handler}`,
        'package-lock.json': lock({
          'node_modules/x': { version: '1.0.0', dependencies: { y: '*' } },
          'node_modules/x/node_modules/y': { version: '1.0.0' },
        }),
        'node_modules/x/node_modules/y/build/Release/y.node': '',
      },
    ],
    [
      'more than ten packages',
      'bundle-dependencies',
      {
        'actions/a.ts': `${Array.from({ length: 11 }, (_, n) => `import 'p${n}';`).join('\n')}\n${handler}`,
        'package-lock.json': lock(
          Object.fromEntries(
            Array.from({ length: 11 }, (_, n) => [`node_modules/p${n}`, { version: '1.0.0' }]),
          ),
        ),
      },
    ],
  ])('refuses %s', async (_, code, files) => {
    const problem = await problemOf(() => build(files));
    expect(problem).toMatchObject({
      code,
      at: { file: expect.stringMatching(/^(actions\/a\.ts|.*package-lock\.json)$/) },
    });
  });

  it('builds the Torq Action of this repository', async () => {
    const root = join(import.meta.dirname, '../..');
    expect(actionNames(root)).toContain('torq-group-claims');
    const bundle = await buildBundle(root, 'torq-group-claims', 'rules-legacy/enrich-torq-token.js');
    expect(bundle.dependencies).toEqual([]);
    expect(bundle.bytes).toBeLessThan(3_000);
    expect(readFileSync(join(root, bundle.source), 'utf8')).toContain('https://torq.io/groups');
    expect(bundle.code).toContain('https://torq.io/groups');
  });
});

it('says that there is no folder of Actions', async () => {
  expect((await problemOf(() => actionNames(folder()))).code).toBe('actions-missing');
});
