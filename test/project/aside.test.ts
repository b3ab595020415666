import { describe, expect, it } from 'vitest';
import { helperCode } from '../../scripts/codemod/helpers.ts';
import { linesAside } from '../../scripts/project/aside.ts';

const [carry] = helperCode(['carry']);
const source = `export async function onExecutePostLogin(event, api) {
  api.idToken.setCustomClaim('https://example.org/a', 1);
  carry(
    api,
    'user.level',
    1,
  );
}

${carry}
`;

function asideIn(text: string, isChain = false): string[] {
  const lines = text.split('\n');
  return [...linesAside(text, 'a.ts', isChain)]
    .toSorted(([a], [b]) => a - b)
    .map(([line, why]) => `${lines[line - 1]!.trim()}: ${why.split(',')[0]}`);
}

describe('lines that are no matter of the comparison of one rule', () => {
  it('are those of helpers, and those that only hand on', () => {
    const aside = asideIn(source);
    expect(aside.slice(0, 5)).toEqual(
      ['carry(', 'api,', "'user.level',", '1,', ');'].map(
        (line) => `${line}: hands a value on to a later Action`,
      ),
    );
    expect(aside).toHaveLength(5 + carry!.split('\n').length);
    expect(aside.at(-1)).toContain(': in helper functions');
    expect(aside.join()).not.toContain('setCustomClaim');
  });

  it('are in a chain those of helpers alone', () => {
    expect(asideIn(source, true)).toHaveLength(carry!.split('\n').length);
  });

  it('are none where somebody has changed the helper', () => {
    const changed = source.replace('api.transaction.setMetadata(', 'api.transaction.setMetadata("x" + ');
    expect(changed).not.toBe(source);
    expect(asideIn(changed)).toEqual([]);
  });
});
