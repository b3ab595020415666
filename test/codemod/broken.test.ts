import { describe, expect, it } from 'vitest';
import { brokenProblem } from '../../scripts/codemod/convert.ts';
import { addTypes } from '../../scripts/codemod/types.ts';

const GOOD = 'export async function onExecutePostLogin(): Promise<void> {}';
const BAD = 'export async function onExecutePostLogin(): Promise<void> {\n  return;\n  else return;\n}';

describe('code that does not parse', () => {
  const [good, bad] = addTypes([
    { main: GOOD, renamed: new Map() },
    { main: BAD, renamed: new Map() },
  ]);

  it('is told from code that does, and stays as it was', () => {
    expect(good).toMatchObject({ main: GOOD, broken: undefined });
    expect(bad).toMatchObject({ main: BAD, suppressed: [] });
    expect(bad!.broken!.message).toContain('TS1128 Declaration or statement expected.');
    expect(BAD.slice(bad!.broken!.offset)).toMatch(/^else return;/);
  });

  it('is a problem with the line of the rule, and not a conversion', () => {
    const original = { name: 'a', file: 'a.js', source: '', order: 1, enabled: true };
    const lineOf = (offset: number): number => BAD.slice(0, offset).split('\n').length;
    const place = (offset: number): number => offset;
    const assembled = {
      imports: '',
      shared: '',
      main: BAD,
      helpers: '',
      renamed: new Map<string, string>(),
      place,
    };
    expect(brokenProblem({ original, assembled, form: { text: BAD, lineOf } }, bad!)).toMatchObject({
      code: 'conversion-broken',
      at: { file: 'a.js', line: 3 },
    });
    expect(brokenProblem({ original, assembled, form: { text: BAD, lineOf } }, good!)).toBeUndefined();
  });
});

describe('code that the compiler gives up on', () => {
  it('says why, and what to do', () => {
    const branches = Array.from(
      { length: 2_100 },
      (_, index) => `  if (event.client.client_id === '${index}') return;`,
    );
    const main = `export function onExecutePostLogin(event: Event, _api: PostLoginAPI): void {\n${branches.join('\n')}\n}`;
    const [typed] = addTypes([{ main, renamed: new Map() }]);
    expect(typed!.suppressed).toHaveLength(1);
    expect(typed!.suppressed[0]).toMatch(
      /^line \d+: TS2563 The function has more branches than the compiler follows.* Split it/,
    );
    expect(typed!.main.replaceAll(/^ *\/\/.*\n/gm, '')).toBe(main);
  });
});
