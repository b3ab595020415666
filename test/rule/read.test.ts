import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRules } from '../../scripts/rule/read.ts';
import { actionOf } from '../../scripts/rule/rule.ts';

const CODE = 'function (user, context, callback) {\n  callback(null, user, context);\n}\n';

describe('readRules', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rules-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
  }

  function read(...paths: string[]) {
    return readRules(paths, root);
  }

  it('reads a list of our own, with order, state, id and Action', () => {
    write({
      'legacy/rules.yaml':
        'rules:\n  - { name: Second, file: b.js, order: 2, enabled: false, id: rul_b }\n  - { name: First, file: a.js, order: 1, action: other }\n',
      'legacy/a.js': CODE,
      'legacy/b.js': CODE,
    });
    expect(read('legacy').rules).toEqual([
      {
        name: 'Second',
        file: 'legacy/b.js',
        source: CODE,
        id: 'rul_b',
        order: 2,
        enabled: false,
      },
      {
        name: 'First',
        file: 'legacy/a.js',
        source: CODE,
        order: 1,
        enabled: true,
        action: 'other',
      },
    ]);
  });

  it('reads a directory export of auth0-deploy-cli', () => {
    write({
      'export/tenant.json': '{}',
      'export/rules/First.js': CODE,
      'export/rules/First.json': JSON.stringify({
        name: 'First',
        script: './rules/First.js',
        order: 3,
        enabled: true,
        stage: 'login_success',
      }),
      'export/rules-configs/KEY.json': '{"key":"KEY","value":"secret"}',
    });
    expect(read('export').rules).toMatchObject([
      { name: 'First', order: 3, source: CODE, file: 'export/rules/First.js' },
    ]);
  });

  it('reads a YAML export of auth0-deploy-cli, with the code in files or in place', () => {
    write({
      'export/tenant.yaml': `rules:\n  - name: Filed\n    script: ./rules/filed.js\n    order: 1\n    enabled: true\n  - name: Inline\n    order: 2\n    enabled: false\n    script: |\n${CODE.replaceAll(/^/gm, '      ')}\nrulesConfigs:\n  - { key: KEY, value: '@@VALUE@@' }\n`,
      'export/rules/filed.js': CODE,
    });
    const { rules, problems } = read('export/tenant.yaml');
    expect(problems).toEqual([]);
    expect(rules.map(({ name, enabled }) => [name, enabled])).toEqual([
      ['Filed', true],
      ['Inline', false],
    ]);
    expect(rules[1]!.source.trim()).toBe(CODE.trim());
  });

  it.each([
    ['a list', [{ id: 'rul_1', name: 'A', script: CODE, order: 1, enabled: true, stage: 'login_success' }]],
    ['a page', { rules: [{ id: 'rul_1', name: 'A', script: CODE, order: 1, enabled: true }], total: 1 }],
    ['one rule', { id: 'rul_1', name: 'A', script: CODE, order: 1, enabled: true }],
  ])('reads the JSON of the Management API: %s', (_, data) => {
    write({ 'rules.json': JSON.stringify(data) });
    expect(read('rules.json').rules).toMatchObject([{ id: 'rul_1', name: 'A', source: CODE, enabled: true }]);
  });

  it('reads plain files, in the order of their names, TypeScript as well', () => {
    write({ 'plain/b.ts': CODE, 'plain/a.js': CODE, 'plain/README.md': '#', 'plain/c.d.ts': 'export {};' });
    expect(read('plain').rules.map(({ name, order }) => [name, order])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('gives a name that comes twice a number', () => {
    write({ 'one/x.js': CODE, 'two/x.js': CODE });
    expect(read('one/x.js', 'two/x.js').rules.map(({ name }) => name)).toEqual(['x', 'x 2']);
  });

  it('gives Actions of their own to names that become one file name', () => {
    const names = ['Rule (EU)', 'rule EU', 'ルール', '規則'];
    write({ 'a.js': CODE, 'rules.yaml': names.map((name) => `- { name: ${name}, file: a.js }\n`).join('') });
    expect(read('rules.yaml').rules.map(actionOf)).toEqual(['rule-eu', 'rule-eu-2', 'rule', 'rule-2']);
  });

  it('lets rules share the Action that the list names for them', () => {
    write({
      'a.js': CODE,
      'rules.yaml':
        '- { name: a, file: a.js, action: both }\n- { name: b, file: a.js, action: both }\n- { name: both, file: a.js }\n',
    });
    expect(read('rules.yaml').rules.map(actionOf)).toEqual(['both', 'both', 'both-2']);
  });

  it('reports what is missing and reads the rest', () => {
    write({
      'legacy/rules.yaml':
        'rules:\n  - { name: Gone, file: gone.js }\n  - { name: There, file: there.js }\n  - 7\n  - { name: Empty }\n',
      'legacy/there.js': CODE,
    });
    const { rules, problems } = read('legacy');
    expect(rules.map(({ name }) => name)).toEqual(['There']);
    expect(problems.map(({ code }) => code)).toEqual([
      'rule-missing',
      'rules-unreadable',
      'rule-without-code',
    ]);
  });

  it.each([
    ['broken.json', '{'],
    ['broken.yaml', 'rules: @@RULES@@\n'],
    ['cut.yaml', 'rules: [ { name: x'],
  ])('reports a list that cannot be read: %s', (name, text) => {
    write({ [name]: text });
    expect(read(name).problems).toMatchObject([{ code: 'rules-unreadable', at: { file: name } }]);
  });

  it('reads the list of a YAML export, not the folder of its code', () => {
    write({
      'export/tenant.yaml':
        'rules:\n  - { name: Last, script: ./rules/a.js, order: 9 }\n  - { name: Off, script: ./rules/b.js, order: 1, enabled: false }\n',
      'export/rules/a.js': CODE,
      'export/rules/b.js': CODE,
    });
    expect(read('export').rules.map(({ name, order, enabled }) => [name, order, enabled])).toEqual([
      ['Last', 9, true],
      ['Off', 1, false],
    ]);
  });

  it('does not make up the order of a rule that an export does not describe', () => {
    write({
      'rules/a.json': JSON.stringify({ name: 'A', script: './rules/a.js', order: 1 }),
      'rules/a.js': CODE,
      'rules/lost.js': CODE,
    });
    const { rules, problems } = read('rules');
    expect(rules.map(({ name }) => name)).toEqual(['A']);
    expect(problems).toMatchObject([{ code: 'rule-undescribed', at: { file: 'rules/lost.js' } }]);
  });

  it('puts rules without an order behind those that have one', () => {
    write({
      'rules.yaml': 'rules:\n  - { name: A, file: a.js, order: 20 }\n  - { name: B, file: a.js }\n',
      'a.js': CODE,
    });
    expect(read('rules.yaml').rules.map(({ order }) => order)).toEqual([20, 21]);
  });

  it('makes no Action of the login of a rule that ran elsewhere', () => {
    write({ 'rules.yaml': 'rules:\n  - { name: A, file: a.js, stage: pre_authorize }\n', 'a.js': CODE });
    expect(read('rules.yaml')).toMatchObject({ rules: [], problems: [{ code: 'rule-stage' }] });
  });

  it.each([
    ['Latin-1', Buffer.from("const name = 'caf\xe9';", 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${CODE}`, 'utf16le')],
  ])('takes no other letters for those of %s', (_, bytes) => {
    write({ 'b.js': CODE });
    writeFileSync(join(root, 'a.js'), bytes);
    const { rules, problems } = read('a.js', 'b.js');
    expect(rules.map(({ name }) => name)).toEqual(['b']);
    expect(problems).toMatchObject([{ code: 'rule-encoding', at: { file: 'a.js' } }]);
  });

  it('reports what the file system refuses', () => {
    symlinkSync('loop.js', join(root, 'loop.js'));
    expect(read('loop.js').problems).toMatchObject([{ code: 'rules-unreadable', at: { file: 'loop.js' } }]);
  });

  it('tells the rules of one file apart', () => {
    write({
      'rules.json': JSON.stringify([
        { name: 'A', script: CODE },
        { name: 'B', script: CODE },
      ]),
    });
    expect(read('rules.json').rules.map(({ file }) => file)).toEqual(['rules.json#A', 'rules.json#B']);
  });

  it('says when a path does not exist, or a folder holds no rules', () => {
    write({ 'empty/README.md': '#' });
    expect(() => read('nowhere')).toThrow('There is no such file or folder.');
    expect(() => read('empty')).toThrow('The folder holds no rules.');
  });
});
