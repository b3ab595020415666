import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context, ExitCode } from '../scripts/lib/command.ts';
import { command } from '../scripts/migrate.ts';

const EXACT =
  "function greet(user, context, callback) {\n  context.idToken['https://example.com/hi'] = true;\n  callback(null, user, context);\n}\n";
const STALLING =
  "function (user, context, callback) {\n  if (context.clientID !== 'x') return;\n  callback(null, user, context);\n}\n";

describe('migrate', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'migrate-'));
    mkdirSync(join(cwd, 'rules-legacy'));
    write('rules-legacy/rules.yaml', 'rules:\n  - { name: Greet All, file: greet.js, order: 1 }\n');
    write('rules-legacy/greet.js', EXACT);
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  function write(name: string, text: string): void {
    writeFileSync(join(cwd, name), text);
  }

  async function run(
    options: Record<string, unknown> = {},
    ...args: string[]
  ): Promise<{ code: ExitCode; out: string; err: string }> {
    let [out, err] = ['', ''];
    const context: Context = {
      cwd,
      env: {},
      interactive: false,
      signal: new AbortController().signal,
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      progress: () => undefined,
      confirm: () => Promise.resolve(false),
    };
    return { code: await command.run(context, args, options), out, err };
  }

  it('converts rules-legacy/ into actions/, with a record of each', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain('1 exact, 0 review, 0 manual. Written to actions.');
    expect(readFileSync(join(cwd, 'actions/greet-all.ts'), 'utf8')).toContain(
      "api.idToken.setCustomClaim('https://example.com/hi', true);",
    );
    expect(JSON.parse(readFileSync(join(cwd, 'actions/.migrated/greet-all.json'), 'utf8'))).toMatchObject({
      verdict: 'exact',
      rule: { name: 'Greet All' },
    });
    expect((await run()).out).toMatch(/unchanged[^]* Nothing to write\.$/);
  });

  it('takes the name of the Action from the list, and leaves one that is hand-written', async () => {
    write('rules-legacy/rules.yaml', 'rules:\n  - { name: Greet, file: greet.js, action: my-own }\n');
    mkdirSync(join(cwd, 'actions'));
    write('actions/my-own.ts', '// by hand\n');
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain('not made by a conversion: not written');
    expect(readFileSync(join(cwd, 'actions/my-own.ts'), 'utf8')).toBe('// by hand\n');
    expect(existsSync(join(cwd, 'actions/.migrated/my-own.json'))).toBe(false);
  });

  it('headlines a rule that stalls logins, and asks for a person', async () => {
    write('rules-legacy/greet.js', STALLING);
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain('Line 2: the rule failed the login of every application it was not meant for');
    expect(out).toContain('rules-legacy/greet.js:2  gate-without-callback');
  });

  it('asks for a person as long as the file leaves something open, and no longer', async () => {
    write('rules-legacy/greet.js', EXACT.replace('true', 'user.upn'));
    expect(await run()).toMatchObject({ code: 1, out: expect.stringMatching(/greet\.js:2 {2}root-read/) });
    const path = 'actions/greet-all.ts';
    const marked = readFileSync(join(cwd, path), 'utf8');
    write(path, `// Ours.\n${marked}`);
    const open = await run();
    expect(open.code).toBe(1);
    expect(open.out).toMatch(/edited by hand, left as it is\n {2}actions\/greet-all\.ts:\d+ {2}root-read/);
    expect(open.out).toContain('  1 note of the conversion, 1 open in the file\n');
    write(path, marked.replace(/\n.*RULE-MIGRATION.*/, ''));
    const settled = await run();
    expect(settled.code).toBe(0);
    expect(settled.out).toContain('  1 note of the conversion, none open in the file\n');
  });

  it('names the line of a conflict, and the way out of it', async () => {
    await run();
    const path = 'actions/greet-all.ts';
    write(path, readFileSync(join(cwd, path), 'utf8').replace('true', "'mine'"));
    write('rules-legacy/greet.js', EXACT.replace('true', "'theirs'"));
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain(
      'edited by hand where the conversion changed, from actions/greet-all.ts:4 on: not written',
    );
    expect(out).toContain('--keep greet-all\n');
    expect(await run({ keep: ['greet-all'] })).toMatchObject({ code: 0 });
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('left as it is') });
    expect(readFileSync(join(cwd, path), 'utf8')).toContain("'mine'");
    await expect(run({ keep: ['greet'] })).rejects.toThrow('--keep names greet, which no rule becomes.');
  });

  it('makes no second Action of a rule that has another name now', async () => {
    await run();
    write('rules-legacy/rules.yaml', 'rules:\n  - { name: Hello, file: greet.js }\n');
    const { code, err } = await run();
    expect(code).toBe(2);
    expect(err).toContain(
      'Hello became actions/greet-all.ts when it was called Greet All; it would be actions/hello.ts now.',
    );
    expect(existsSync(join(cwd, 'actions/hello.ts'))).toBe(false);
    write('rules-legacy/rules.yaml', 'rules:\n  - { name: Hello, file: greet.js, action: greet-all }\n');
    expect((await run()).code).toBe(0);
  });

  it('names the Action of a rule that is gone, until somebody decides about it', async () => {
    await run();
    write('rules-legacy/rules.yaml', 'rules:\n  - { name: Other, file: other.js }\n');
    write('rules-legacy/other.js', EXACT.replace('hi', 'other'));
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain('refuses them:\n  actions/greet-all.ts  from Greet All\n');
    expect(JSON.parse((await run({ json: true })).out)).toMatchObject({
      orphans: [{ action: 'greet-all', rule: 'Greet All' }],
    });
    rmSync(join(cwd, 'actions/.migrated/greet-all.json'));
    expect((await run()).code).toBe(0);
  });

  it('refuses a guard that would be none', async () => {
    await expect(run({ guard: true })).rejects.toThrow('--guard needs the id of Greet All.');
    expect(existsSync(join(cwd, 'actions'))).toBe(false);
    write('rules-legacy/rules.yaml', 'rules:\n  - { name: Greet All, file: greet.js, id: rul_1 }\n');
    mkdirSync(join(cwd, 'actions'));
    write('actions/mine.ts', '');
    write(
      'rules-legacy/rules.yaml',
      'rules:\n  - { name: Greet All, file: greet.js, id: rul_1 }\n  - { name: mine, file: mine.js }\n',
    );
    write('rules-legacy/mine.js', EXACT);
    await run({ guard: true });
    expect(readFileSync(join(cwd, 'actions/greet-all.ts'), 'utf8')).toContain("wasExecuted('rul_1')");
  });

  it('writes nothing on a dry run, and nothing when it prints', async () => {
    expect((await run({ dryRun: true })).out).toContain('Nothing written.');
    expect((await run({ print: true })).out).toContain('export async function onExecutePostLogin');
    expect(existsSync(join(cwd, 'actions'))).toBe(false);
  });

  it('prints records as JSON', async () => {
    const { conversions, cutover, problems } = JSON.parse(
      (await run({ json: true, dryRun: true })).out,
    ) as Record<string, unknown[]>;
    expect(conversions).toMatchObject([{ verdict: 'exact', fate: 'new', action: { name: 'greet-all' } }]);
    expect([cutover, problems]).toEqual([[['Greet All']], []]);
  });

  it('converts given files to a folder, and asks for the folder', async () => {
    const { code } = await run({ out: 'elsewhere' }, 'rules-legacy/greet.js');
    expect(code).toBe(0);
    expect(existsSync(join(cwd, 'elsewhere/greet.ts'))).toBe(true);
    await expect(run({}, 'rules-legacy/greet.js')).rejects.toThrow(
      'Say where the Actions of the given files go.',
    );
  });

  describe('of rules that share a function through global', () => {
    const DEFINES =
      'function (user, context, callback) {\n  global.isStaff = (email) => /@example\\.com$/.test(email);\n  callback(null, user, context);\n}\n';
    const USES =
      "function (user, context, callback) {\n  context.idToken['https://example.com/staff'] = global.isStaff(user.email);\n  callback(null, user, context);\n}\n";
    beforeEach(() => {
      write(
        'rules-legacy/rules.yaml',
        'rules:\n  - { name: Define, file: a.js }\n  - { name: Use, file: b.js }\n',
      );
      write('rules-legacy/a.js', DEFINES);
      write('rules-legacy/b.js', USES);
    });

    it('writes it once, to a module that the Actions import, and nothing the second time', async () => {
      const { code, out } = await run();
      expect(code).toBe(0);
      expect(out).toContain('  global.isStaff  new  actions/shared/is-staff.ts\n');
      expect(readFileSync(join(cwd, 'actions/shared/is-staff.ts'), 'utf8')).toContain(
        'export const isStaff = (email: any) =>',
      );
      expect(readFileSync(join(cwd, 'actions/use.ts'), 'utf8')).toContain(
        "import { isStaff } from './shared/is-staff.ts';",
      );
      expect(JSON.parse(readFileSync(join(cwd, 'actions/.migrated/use.json'), 'utf8'))).toMatchObject({
        verdict: 'exact',
        imports: ['is-staff'],
      });
      expect((await run()).out).toContain('  global.isStaff  unchanged  actions/shared/is-staff.ts\n');
    });

    it('keeps a module that was edited by hand, merges it, or names the conflict', async () => {
      const path = join(cwd, 'actions/shared/is-staff.ts');
      await run();
      write('actions/shared/is-staff.ts', `${readFileSync(path, 'utf8')}// by hand\n`);
      expect((await run()).out).toContain(
        '  global.isStaff  kept  actions/shared/is-staff.ts\n    edited by hand',
      );
      write(
        'rules-legacy/rules.yaml',
        'rules:\n  - { name: Defines, file: a.js, action: define }\n  - { name: Use, file: b.js }\n',
      );
      expect((await run()).out).toContain('  global.isStaff  merged  ');
      expect(readFileSync(path, 'utf8')).toMatch(/defined in "Defines"[^]*\/\/ by hand\n$/);
      write('actions/shared/is-staff.ts', readFileSync(path, 'utf8').replace('Defines', 'mine'));
      write(
        'rules-legacy/rules.yaml',
        'rules:\n  - { name: Other, file: a.js, action: define }\n  - { name: Use, file: b.js }\n',
      );
      expect(await run()).toMatchObject({
        code: 1,
        out: expect.stringContaining('global.isStaff  conflict  '),
      });
      expect(readFileSync(path, 'utf8')).toContain('mine');
    });

    it('asks for a person where the file is of somebody else', async () => {
      mkdirSync(join(cwd, 'actions/shared'), { recursive: true });
      write('actions/shared/is-staff.ts', 'export const isStaff = () => true;\n');
      expect(await run()).toMatchObject({
        code: 1,
        out: expect.stringContaining('not made by a conversion: not written'),
      });
      expect(readFileSync(join(cwd, 'actions/shared/is-staff.ts'), 'utf8')).toBe(
        'export const isStaff = () => true;\n',
      );
    });

    it('shows the module when it writes nothing', async () => {
      expect((await run({ print: true })).out).toMatch(/^\/\/ shared\/is-staff\.ts\n/);
      expect((await run({ dryRun: true })).out).toContain('global.isStaff  new  actions/shared/is-staff.ts');
      const { shared } = JSON.parse((await run({ json: true, dryRun: true })).out) as { shared: unknown };
      expect(shared).toMatchObject([{ global: 'global.isStaff', name: 'shared/is-staff', fate: 'new' }]);
      expect(existsSync(join(cwd, 'actions'))).toBe(false);
      await run({ out: 'elsewhere' }, 'rules-legacy');
      expect(existsSync(join(cwd, 'elsewhere/shared/is-staff.ts'))).toBe(true);
    });
  });

  it('shows what it would name in tenant.yaml, and does so for actions/ alone', async () => {
    write('tenant.yaml', 'actions: []\n');
    expect((await run({ declare: true, dryRun: true })).out).toContain(
      'To be named in tenant.yaml: greet-all',
    );
    expect(readFileSync(join(cwd, 'tenant.yaml'), 'utf8')).toBe('actions: []\n');
    await expect(run({ declare: true, out: 'elsewhere' })).rejects.toMatchObject({ code: 'declare-and-out' });
  });

  it('reports a file that cannot be read, and converts the others', async () => {
    write('rules-legacy/broken.js', 'function (user, context, callback) {');
    write(
      'rules-legacy/rules.yaml',
      'rules:\n  - { name: Broken, file: broken.js }\n  - { name: Greet, file: greet.js }\n',
    );
    const { code, out, err } = await run();
    expect(code).toBe(2);
    expect(err).toMatch(/^error rule-syntax: [^]*\n {2}at {3}rules-legacy\/broken\.js:1:37\n/);
    expect(out).toContain('1 exact');
    expect(existsSync(join(cwd, 'actions/greet.ts'))).toBe(true);
  });
});
