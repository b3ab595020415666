import { describe, expect, it } from 'vitest';
import { instrument } from '../../scripts/simulator/instrument.ts';

/** Runs instrumented code and returns what it says, with the ways it took. */
function run(code: string): { result: unknown; seen: string[] } {
  const { code: instrumented, branches } = instrument(code, 'x.js', 10);
  const seen: string[] = [];
  const note = (id: number, value: unknown): unknown => {
    seen.push(`${branches.find((branch) => branch.id === id)!.text}: ${Boolean(value)}`);
    return value;
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- the code is this test's own
  const result: unknown = new Function('__seen', `return (${instrumented})();`)(note);
  return { result, seen };
}

describe('instrumented code', () => {
  it.each([
    ['an if', '() => { if (1 > 2) return "a"; return "b"; }', 'b', '1 > 2: false'],
    ['nested conditions', '() => { let a = 1, b = 0; if (a && b || a) return 1; }', 1, 'a && b: false'],
    ['a ternary', '() => (() => 0)() ? 1 : 2', 2, '(() => 0)(): false'],
    ['a value and not just its truth', '() => { const o = {}; return o.x ?? "none"; }', 'none', 'o.x: false'],
    ['a loop', '() => { let n = 0; while (n < 2) n++; return n; }', 2, 'n < 2: true'],
    [
      'a switch',
      '() => { switch (2) { case 1: return 1; case 2: return 2; default: return 3; } }',
      2,
      'case 2: return 2;: true',
    ],
    [
      'a catch',
      '() => { try { throw new Error("x"); } catch (error) { return error.message; } }',
      'x',
      'catch (error) { return error.message; }: true',
    ],
  ])('keeps what %s does', (_name, code, result, way) => {
    const ran = run(code);
    expect(ran.result).toBe(result);
    expect(ran.seen).toContain(way);
  });

  it('stays on its lines and counts ids from where it is told', () => {
    const { code, branches } = instrument('function f() {\n  if (a) {\n    b();\n  }\n}\n', 'x.js', 7);
    expect(code.split('\n')).toHaveLength(6);
    expect(branches.map(({ id, line, column, text }) => [id, line, column, text])).toEqual([
      [7, 1, 1, 'function f() { if (a) { b(); } }'],
      [8, 2, 7, 'a'],
    ]);
  });

  it('keeps directives first, and what never changes out', () => {
    const { code, branches } = instrument(
      `function f() { 'use strict'; for (;;) {} while (true) {} }`,
      'x.js',
      0,
    );
    expect(code).toMatch(/^function f\(\) \{ 'use strict'; __seen\(0, 1\);/);
    expect(branches).toHaveLength(1);
  });

  it('reads TypeScript', () => {
    const { code } = instrument('const f = (x?: string): number => (x as unknown) ? 1 : 2;', 'x.ts', 0);
    expect(code).toContain('__seen(0, ((x as unknown)))');
  });
});
