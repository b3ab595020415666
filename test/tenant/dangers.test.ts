import { describe, expect, it } from 'vitest';
import type { Change } from '../../scripts/tenant/changes.ts';
import { findDangers, type DangerInput } from '../../scripts/tenant/dangers.ts';

const RULE = new Map([['claims', 'rules-legacy/add-claims.js']]);
const change = (over: Partial<Change>): Change => ({
  type: 'actions',
  name: 'claims',
  kind: 'update',
  fields: [],
  payload: {},
  ...over,
});
const find = (changed: Partial<Change>, over: Partial<DangerInput> = {}) =>
  findDangers({
    changes: [change(changed)],
    managed: new Set(['claims']),
    bound: new Set(['claims']),
    guarded: new Set(['claims']),
    rules: RULE,
    verdicts: new Map([['claims', 'passed']]),
    ...over,
  }).map(({ code, message }) => `${code}: ${message}`);

describe('findDangers', () => {
  it('finds none in a change of code that passed', () => {
    expect(find({ fields: [{ path: 'code', before: 'a', after: 'b' }] })).toEqual([]);
  });

  it.each<[string, DangerInput['verdicts'], string]>([
    ['not verified', new Map(), 'it was not verified'],
    ['different', new Map([['claims', 'the verifier says different.']]), 'the verifier says different.'],
  ])('an Action that is %s', (_, verdicts, reason) => {
    expect(find({}, { verdicts })).toEqual([
      `action-unproved: claims is not proved equal to rules-legacy/add-claims.js: ${reason}`,
    ]);
  });

  it('asks no verdict of an Action that replaces no rule, or that does not change', () => {
    expect(find({}, { rules: new Map(), verdicts: new Map() })).toEqual([]);
    expect(find({ kind: 'unchanged' }, { verdicts: new Map() })).toEqual([]);
  });

  it('a rule that is switched off, and whether an Action takes its place', () => {
    const enabled = (before: boolean) => [{ path: 'enabled', before, after: !before }];
    const off = { type: 'rules' as const, name: 'add-claims', fields: enabled(true) };
    expect(find({ ...off, fields: enabled(false) })).toEqual([]);
    expect(find(off)).toEqual([
      'rule-off: The rule add-claims would be switched off; claims runs in its place.',
    ]);
    expect(find(off, { guarded: new Set() })).toEqual([
      'rule-off: The rule add-claims would be switched off; claims runs in its place, and beside it until then, as it has no guard: see migrate --guard.',
    ]);
    expect(find(off, { bound: new Set() })).toEqual([
      'rule-off: The rule add-claims would be switched off, and no bound Action replaces it.',
    ]);
  });

  it('a binding that goes, and none that only gets another label', () => {
    const order = (before: string[], after: string[]) => ({
      type: 'triggers' as const,
      name: 'post-login',
      fields: [{ path: 'order', before, after }],
    });
    expect(find(order(['claims', 'mfa (Second factor)'], ['claims (Claims)']))).toEqual([
      'binding-goes: mfa would no longer run at post-login; tenant.yaml does not manage it.',
    ]);
  });

  it('a secret that goes, and one that changes under an Action; not one that nobody can compare', () => {
    const secret = (after: string) => ({ path: 'secrets.KEY', before: 'set', after, secret: true });
    expect(find({ fields: [secret('absent')] })[0]).toMatch(/^secret-goes: claims would lose secrets\.KEY/);
    expect(find({ fields: [secret('changes')] })[0]).toMatch(
      /^secret-steers: secrets\.KEY of claims changes/,
    );
    expect(find({ fields: [secret('unknown')] })).toEqual([]);
  });

  it('a managed Action that is bound no more', () => {
    const fields = [{ path: 'order', before: ['claims', 'mfa'], after: ['mfa'] }];
    expect(find({ type: 'triggers', name: 'post-login', fields })).toEqual([
      'binding-goes: claims would no longer run at post-login.',
    ]);
  });
});
