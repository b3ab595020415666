import { describe, expect, it } from 'vitest';
import { NO_AIMS } from '../../scripts/simulator/aims.ts';
import { refusalOf } from '../../scripts/simulator/judge.ts';
import { nobodyIn } from '../../scripts/simulator/nobody-in.ts';
import type { FileBranch } from '../../scripts/simulator/verify.ts';

const branch = (ways: FileBranch['ways']): FileBranch => ({
  id: 0,
  file: 'rule.js',
  line: 1,
  column: 1,
  text: '',
  span: [0, 1],
  ways,
});
const subject = (ways: FileBranch['ways'], paths: string[][] = []) => ({
  branches: { rules: [branch(ways)], actions: [] },
  aims: { ...NO_AIMS, paths },
});
const said = (...reasons: string[]) => reasons.map((reason) => ({ crashed: false, reason }));
const ALL = new Set([0, 1]);

describe('a Rule that lets nobody in', () => {
  it('proves nothing where code was not reached, and is told what to do', () => {
    const refusals = said('other', 'not JSON', 'not JSON');
    const text = nobodyIn(subject([0, 1], [['configuration', 'MAP']]), {
      logins: 3,
      refusals,
      seen: new Set([1]),
    });
    expect(text).toContain('mostly "not JSON"');
    expect(text).toContain('configuration (MAP)');
    expect(text).toContain('substitute');
  });

  it('proves nothing where it crashed', () => {
    const refusals = [{ crashed: true, reason: 'Unexpected token' }];
    expect(nobodyIn(subject([1]), { logins: 1, refusals, seen: ALL })).toBeDefined();
  });

  it('is fine where denying everybody is all that the code does', () => {
    expect(nobodyIn(subject([0, 1]), { logins: 2, refusals: said('a', 'b'), seen: ALL })).toBeUndefined();
  });

  it('is not one that lets somebody in', () => {
    expect(nobodyIn(subject([0, 1]), { logins: 2, refusals: said('a'), seen: new Set([1]) })).toBeUndefined();
    expect(refusalOf({ kind: 'next' })).toBeUndefined();
    expect(refusalOf({ kind: 'redirect', target: 'https://example.com/' })).toBeUndefined();
    expect(refusalOf({ kind: 'stalled', rule: 'x' })).toEqual({ crashed: false, reason: 'stalled' });
    expect(refusalOf({ kind: 'nowhere', rule: 'x', target: '/a' })?.reason).toBe('redirected to /a');
    expect(refusalOf({ kind: 'threw', rule: 'x', name: 'Error', reason: 'no' })).toEqual({
      crashed: true,
      reason: 'no',
    });
  });
});
