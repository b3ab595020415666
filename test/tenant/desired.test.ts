import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../scripts/bundle/bundle.ts';
import { readYaml } from '../../scripts/lib/yaml.ts';
import { readDesired } from '../../scripts/tenant/desired.ts';
import { NO_REMOVALS } from '../../scripts/tenant/removals.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const bundle: Bundle = {
  name: 'claims',
  source: 'actions/claims.ts',
  rule: undefined,
  path: 'dist/actions/claims.js',
  code: 'exports.onExecutePostLogin = async () => {};',
  hash: 'abc',
  bytes: 44,
  dependencies: [{ name: 'lodash', version: '4.17.21' }],
};

const action = (over = '') => `actions:
  - name: claims
    code: ./dist/actions/claims.js
    supported_triggers: [{ id: post-login, version: v3 }]
    deployed: true
${over}`;

function read(text: string, { code = bundle.code, keywords = {}, files = {} } = {}) {
  const root = folder({ 'tenant.yaml': text, ...files });
  const source = { keywords: new Map(Object.entries(keywords)), whereToSet: 'in .env' };
  const yaml = readYaml(join(root, 'tenant.yaml'), 'tenant.yaml', '');
  return readDesired(yaml, root, source, new Map([[bundle.path, { ...bundle, code }]]));
}

describe('readDesired', () => {
  it('takes code and npm packages of an Action from its bundle', () => {
    expect(read(action()).actions).toEqual([
      {
        name: 'claims',
        path: './dist/actions/claims.js',
        code: bundle.code,
        runtime: 'node22',
        dependencies: bundle.dependencies,
        secrets: undefined,
        supportedTriggers: [{ id: 'post-login', version: 'v3' }],
      },
    ]);
  });

  it('reads plain JavaScript from below the folder too', () => {
    const text = action().replace('./dist/actions/claims.js', './legacy/claims.js');
    expect(read(text, { files: { 'legacy/claims.js': 'code' } }).actions[0]).toMatchObject({
      code: 'code',
      dependencies: [],
    });
  });

  it('refuses a file that declares nothing', async () => {
    expect(await problemOf(() => read('# nothing yet\n'))).toMatchObject({ code: 'tenant-yaml-empty' });
  });

  it('manages nothing that the file does not name', () => {
    expect(read('actions: []\n')).toEqual({
      clients: [],
      connections: [],
      actions: [],
      bindings: new Map(),
      removals: NO_REMOVALS,
    });
  });

  it.each<[string, string, string, object]>([
    ['a resource type it does not manage', 'prompts: {}\n', 'tenant-yaml', { line: 1 }],
    ['a field an Action does not have', action('    secret: []\n'), 'tenant-yaml', { line: 6 }],
    ['a missing name', 'clients: [{ app_type: spa }]\n', 'tenant-yaml', { line: 1 }],
    [
      'a draft that would never run',
      action().replace('deployed: true', 'deployed: false'),
      'tenant-yaml',
      { line: 5 },
    ],
    ['two resources of one name', 'clients: [{ name: A }, { name: A }]\n', 'tenant-yaml-twin', { line: 1 }],
    ['an Action that was not built', action().replace('claims.js', 'other.js'), 'code-missing', { line: 3 }],
    [
      'code outside the folder',
      action().replace('./dist/actions', '../elsewhere'),
      'code-outside',
      { line: 3 },
    ],
    ['an empty secret', action("    secrets: [{ name: A, value: '' }]\n"), 'secret-value', { line: 6 }],
    [
      'a secret that is a number',
      action('    secrets: [{ name: A, value: 7 }]\n'),
      'secret-value',
      { line: 6 },
    ],
    [
      'a placeholder as a secret',
      action('    secrets: [{ name: A, value: <ApplicationClientID> }]\n'),
      'secret-value',
      { line: 6 },
    ],
    [
      'a secret beyond 4096 characters',
      action(`    secrets: [{ name: A, value: ${'x'.repeat(4097)} }]\n`),
      'secret-value',
      { line: 6 },
    ],
  ])('refuses %s', async (_, text, code, at) => {
    expect(await problemOf(() => read(text))).toMatchObject({ code, at: { file: 'tenant.yaml', ...at } });
  });

  it.each([
    "if (id !== '<ApplicationClientID>') return;",
    "const a = '##CLIENT_ID##';",
    "const a = '@@CLIENT_ID@@';",
    "const a = 'YOUR_CLIENT_ID';",
  ])('lets no placeholder into a deployed Action: %s', async (line) => {
    const problem = await problemOf(() => read(action(), { code: `// first\n${line}` }));
    expect(problem).toMatchObject({
      code: 'code-placeholder',
      at: { file: 'dist/actions/claims.js', line: 2 },
    });
  });
});
