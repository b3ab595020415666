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
    expect((await run()).out).toContain('unchanged');
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
    expect([cutover, problems]).toEqual([['Greet All'], []]);
  });

  it('converts given files to a folder, and asks for the folder', async () => {
    const { code } = await run({ out: 'elsewhere' }, 'rules-legacy/greet.js');
    expect(code).toBe(0);
    expect(existsSync(join(cwd, 'elsewhere/greet.ts'))).toBe(true);
    await expect(run({}, 'rules-legacy/greet.js')).rejects.toThrow(
      'Say where the Actions of the given files go.',
    );
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
    expect(err).toContain('rules-legacy/broken.js:1:37  rule-syntax');
    expect(out).toContain('1 exact');
    expect(existsSync(join(cwd, 'actions/greet.ts'))).toBe(true);
  });
});
