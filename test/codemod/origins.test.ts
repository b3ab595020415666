import { describe, expect, it } from 'vitest';
import { orphaned, readOrigins, renamedRules, type Origin } from '../../scripts/codemod/origins.ts';
import { sha256 } from '../../scripts/lib/sha256.ts';
import type { Rule } from '../../scripts/rule/rule.ts';
import { folder } from '../support/folder.ts';

const rule = (name: string, more: Partial<Rule> = {}): Rule => ({
  name,
  file: `${name}.js`,
  source: `the code of ${name}`,
  order: 1,
  enabled: true,
  ...more,
});

const origin = (action: string, from: Rule): Origin => {
  const { name, file, id, order, enabled, source } = from;
  return {
    action,
    rule: { name, file, ...(id === undefined ? {} : { id }), order, enabled, hash: sha256(source) },
  };
};

describe('readOrigins', () => {
  it('reads the rules of Actions that are there, and takes a damaged record for none', () => {
    const { rule: made } = origin('gate', rule('Gate'));
    const root = folder({
      'gate.ts': '',
      'own.ts': '',
      'damaged.ts': '',
      'shared/table.ts': '',
      '.migrated/gate.json': JSON.stringify({ rule: made }),
      '.migrated/damaged.json': '{',
      '.migrated/gone.json': JSON.stringify({ rule: made }),
      '.migrated/shared/table.json': JSON.stringify({ global: 'global.table' }),
    });
    expect(readOrigins(root)).toEqual([{ action: 'gate', rule: made }]);
    expect(readOrigins(folder())).toEqual([]);
  });
});

describe('a rule that has another name now', () => {
  const gate = rule('Gate');
  const codes = (rules: readonly Rule[], origins: readonly Origin[]): Record<string, string> =>
    Object.fromEntries([...renamedRules(rules, origins, 'actions')].map(([name, { code }]) => [name, code]));

  it.each([
    ['its file', rule('Corp gate', { file: 'Gate.js', source: 'new code' })],
    ['its code', rule('Corp gate', { source: gate.source })],
  ])('is known by %s, and is no orphan', (_by, now) => {
    expect(codes([now], [origin('gate', gate)])).toEqual({ 'corp-gate': 'rule-renamed' });
    expect(orphaned([origin('gate', gate)], [now])).toEqual([]);
  });

  it('is known by its id alone where there is one', () => {
    const before = origin('gate', rule('Gate', { id: 'rul_1' }));
    expect(codes([rule('Corp gate', { id: 'rul_1' })], [before])).toEqual({ 'corp-gate': 'rule-renamed' });
    const another = rule('Corp gate', { id: 'rul_2', file: 'Gate.js' });
    expect(codes([another], [before])).toEqual({});
    expect(orphaned([before], [another])).toEqual([before]);
  });

  it('is fine where it names its Action', () => {
    expect(codes([rule('Corp gate', { file: 'Gate.js', action: 'gate' })], [origin('gate', gate)])).toEqual(
      {},
    );
  });

  it('is not a copy of one that is still there', () => {
    expect(codes([gate, rule('Copy', { source: gate.source })], [origin('gate', gate)])).toEqual({});
  });

  it('is found where numbered names move up', () => {
    const [a, b] = [rule('check', { file: 'a.js' }), rule('check 2', { file: 'b.js', action: 'check-2' })];
    const origins = [origin('check', a), origin('check-2', b)];
    expect(codes([a, b], origins)).toEqual({});
    const moved = [{ ...a, name: 'first' }, rule('check', { file: 'b.js', source: b.source })];
    expect(codes(moved, origins)).toEqual({ first: 'rule-renamed', check: 'rule-renamed' });
  });
});

it('tells the Actions of rules that are gone', () => {
  const [gate, other] = [rule('Gate'), rule('Other')];
  const origins = [origin('gate', gate), origin('other', other)];
  expect(orphaned(origins, [other]).map(({ action }) => action)).toEqual(['gate']);
  const copy = rule('Copy', { source: gate.source });
  expect(orphaned([origin('gate', gate), origin('copy', copy)], [copy])).toHaveLength(1);
});
