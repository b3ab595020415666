import { describe, expect, it } from 'vitest';
import { helperCode } from '../../scripts/codemod/helpers.ts';
import { withoutHelpers } from '../../scripts/project/own-branches.ts';
import type { Verdict } from '../../scripts/simulator/verdict.ts';

const [messageOf] = helperCode(['messageOf']);
const source = `export async function onExecutePostLogin(event, api) {\n  if (event.a) api.access.deny(messageOf(1));\n}\n\n${messageOf}\n`;
const lineOf = (text: string): number => source.slice(0, source.indexOf(text)).split('\n').length;

function verdictOn(lines: readonly number[]): Verdict {
  const ways = lines.map((line) => ({ file: 'actions/a.ts', line, column: 1, text: 'x', way: 'true' }));
  const coverage = { reached: 0, total: lines.length, unreached: ways };
  return {
    actions: [{ name: 'a', file: 'actions/a.ts', hash: '' }],
    coverage: { rules: { reached: 0, total: 0, unreached: [] }, actions: coverage },
    findings: [{ taken: { rules: [], actions: ways } }],
  } as unknown as Verdict;
}

describe('branches of helper functions', () => {
  const inHandler = lineOf('if (event.a)');
  const inHelper = lineOf('if (typeof error');

  it('are counted, not listed, where their text is the converter’s', () => {
    const { coverage, findings } = withoutHelpers(
      verdictOn([inHandler, inHelper, inHelper + 1]),
      new Map([['actions/a.ts', source]]),
    );
    expect(coverage.actions.unreached.map(({ line }) => line)).toEqual([inHandler]);
    expect(coverage.actions.inHelpers).toBe(2);
    expect(findings[0]!.taken.actions.map(({ line }) => line)).toEqual([inHandler]);
  });

  it('are listed where somebody has changed them', () => {
    const changed = source.replace('in error) return', 'in error && 1) return');
    expect(changed).not.toBe(source);
    const { coverage } = withoutHelpers(verdictOn([inHelper]), new Map([['actions/a.ts', changed]]));
    expect(coverage.actions.unreached).toHaveLength(1);
    expect(coverage.actions.inHelpers).toBeUndefined();
  });
});
