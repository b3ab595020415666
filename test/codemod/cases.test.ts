import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Conversion } from '../../scripts/codemod/conversion.ts';
import { convertRules } from '../../scripts/codemod/convert.ts';
import { findMarkers } from '../../scripts/codemod/marker.ts';

// One folder a case: rule.js goes in; action.ts and record.json are what must come out. After a change on purpose,
// `npx vitest run test/codemod/cases.test.ts -u` writes them anew: read the difference before it is committed.
const root = join(import.meta.dirname, '../..');
const folder = join(root, 'test/cases');
const cases = readdirSync(folder)
  .filter(
    (name) => existsSync(join(folder, name, 'rule.js')) && existsSync(join(folder, name, 'record.json')),
  )
  .concat(
    readdirSync(folder).filter(
      (name) => existsSync(join(folder, name, 'rule.js')) && !existsSync(join(folder, name, 'record.json')),
    ),
  )
  .toSorted();

const converted = new Map<string, Conversion>();

beforeAll(() => {
  // In one go, so that the compiler is loaded once.
  const rules = cases.map((name, order) => ({
    name,
    file: 'rule.js',
    source: readFileSync(join(folder, name, 'rule.js'), 'utf8'),
    order,
    enabled: true,
  }));
  const { conversions, problems } = convertRules(rules, { separate: true });
  expect(problems).toEqual([]);
  for (const conversion of conversions) converted.set(conversion.rule.name, conversion);
}, 120_000);

/** What a reviewer of a case has to see: not the hashes, and not the texts of the notes. */
function recordOf({
  verdict,
  headline,
  notes,
  secrets,
  dependencies,
  scopes,
  reads,
  writes,
}: Conversion): string {
  const short = notes.map(({ code, severity, subject, ruleLine, actionLine }) =>
    [
      code,
      severity,
      `rule.js:${ruleLine}`,
      `action.ts:${actionLine}`,
      ...(subject === undefined ? [] : [subject]),
    ].join('  '),
  );
  return `${JSON.stringify({ verdict, ...(headline === undefined ? {} : { headline }), notes: short, secrets, dependencies, scopes, reads, writes }, undefined, 2)}\n`;
}

describe.each(cases)('%s', (name) => {
  it('converts to its action.ts', async () => {
    await expect(converted.get(name)!.code).toMatchFileSnapshot(join(folder, name, 'action.ts'));
  });

  it('has its record.json', async () => {
    await expect(recordOf(converted.get(name)!)).toMatchFileSnapshot(join(folder, name, 'record.json'));
  });

  it('marks in the code what the record says needs a person', () => {
    const { code, notes } = converted.get(name)!;
    const asked = new Set(notes.filter(({ severity }) => severity !== 'info').map((note) => note.code));
    expect(new Set(findMarkers(code).map((marker) => marker.code))).toEqual(asked);
  });

  it('keeps every comment', () => {
    const rule = readFileSync(join(folder, name, 'rule.js'), 'utf8');
    const comments =
      rule.replaceAll(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g, "''").match(/\/\*[^]*?\*\/|\/\/.*/g) ?? [];
    for (const comment of comments) expect(converted.get(name)!.code).toContain(comment.trimEnd());
  });

  it('type-checks without being told to pass over a line', () => {
    if (name === 'arguments-by-number') expect(converted.get(name)!.verdict).toBe('manual');
    else expect(converted.get(name)!.code).not.toContain('@ts-');
  });

  it('points every note at its lines', () => {
    const { code, notes } = converted.get(name)!;
    const rule = readFileSync(join(folder, name, 'rule.js'), 'utf8').split('\n').length;
    for (const { ruleLine, actionLine } of notes) {
      expect(ruleLine).toBeLessThanOrEqual(rule);
      expect(actionLine).toBeLessThanOrEqual(code.split('\n').length);
    }
  });
});

describe('all cases together', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'actions-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('are at least sixty', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it('type-check under the settings of actions/', () => {
    writeFileSync(join(scratch, 'package.json'), '{"type":"module"}');
    for (const [name, { code }] of converted) writeFileSync(join(scratch, `${name}.ts`), code);
    const project = {
      extends: join(root, 'actions/tsconfig.json'),
      compilerOptions: {
        typeRoots: [join(root, 'node_modules/@types')],
        paths: { '@auth0/actions/post-login/v3': [join(root, 'types/auth0-actions/post-login/v3.d.ts')] },
      },
      include: ['*.ts'],
    };
    writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify(project));
    const compiler = join(
      dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'bin/tsc',
    );
    let output = '';
    try {
      execFileSync(process.execPath, [compiler, '-p', scratch, '--pretty', 'false'], { encoding: 'utf8' });
    } catch (error) {
      output = (error as { stdout: string }).stdout;
    }
    expect(output).toBe('');
  }, 60_000);

  it('bundle, and load as Auth0 loads them', async () => {
    for (const [name, { code }] of converted) {
      const { outputFiles } = await build({
        stdin: { contents: code, loader: 'ts', resolveDir: root },
        bundle: true,
        write: false,
        format: 'cjs',
        platform: 'node',
        target: 'node22',
        packages: 'external',
        logLevel: 'silent',
      });
      const module: { exports: Record<string, unknown> } = { exports: {} };
      // eslint-disable-next-line typescript/no-implied-eval -- the wrapper Auth0 puts around an Action
      new Function('module', 'exports', 'require', outputFiles[0]!.text)(
        module,
        module.exports,
        createRequire(import.meta.url),
      );
      expect(module.exports['onExecutePostLogin']?.constructor.name, name).toBe('AsyncFunction');
    }
  }, 60_000);
});
