import { describe, expect, it } from 'vitest';
import { covers, findingOf, type Acceptance } from '../../scripts/simulator/acceptance.ts';
import { compare } from '../../scripts/simulator/compare.ts';
import { ABSENT } from '../../scripts/simulator/domains.ts';
import { login } from '../../scripts/simulator/login.ts';
import { untouchedOutcome, type Outcome } from '../../scripts/simulator/outcome.ts';

const untouched = untouchedOutcome(login());
const outcome = (changes: Partial<Outcome>): Outcome => ({ ...untouched, ...changes });
const refused = (end: object): Outcome =>
  outcome({ end: { kind: 'refused', how: 'said', error: 'access_denied', ...end } });
const differences = (rule: Outcome, action: Outcome) => compare(rule, action, () => untouched);

describe('differences', () => {
  it('have paths that lead to them, and none where there are none', () => {
    expect(differences(outcome({}), outcome({}))).toEqual([]);
    const found = differences(
      outcome({ idToken: { 'https://a': 1, b: { c: [1, 2] } }, scopes: ['a'] }),
      outcome({ idToken: { b: { c: [1, 3] } }, scopes: ['a', 'b'] }),
    );
    expect(found.map(({ path, rule, action }) => [path, rule, action])).toEqual([
      ['idToken["https://a"]', 1, undefined],
      ['idToken.b.c[1]', 2, 3],
      ['scopes', ['a'], ['a', 'b']],
    ]);
  });

  it('of the end stand for what follows from it', () => {
    const found = differences(refused({ reason: 'no' }), outcome({ idToken: { a: 1 } }));
    expect(found.map(({ path }) => path)).toEqual(['end']);
  });

  it.each([
    ['error-code', refused({ error: 'unauthorized', reason: 'no' }), refused({ reason: 'no' })],
    ['stall-is-refused', refused({ how: 'stalled' }), refused({ reason: 'no answer' })],
    [
      'crash-text',
      refused({ how: 'threw', name: 'TypeError', reason: 'a' }),
      refused({ how: 'threw', reason: 'b' }),
    ],
    [
      'crash-text',
      refused({ reason: "Failed: Cannot destructure property 'a' of 'user.b'" }),
      refused({ reason: "Failed: Cannot destructure property 'a' of 'event.user.b'" }),
    ],
    ['crash-text', refused({ reason: 'user.a is not a function' }), refused({ reason: 'Cannot read a' })],
    [
      'request-text',
      refused({ reason: 'Down: No network in the simulator: https://example.com/' }),
      refused({ reason: 'Down: fetch failed' }),
    ],
    [
      'redirect-to-no-url',
      refused({ how: 'nowhere' }),
      refused({ how: 'threw', name: 'TypeError', reason: 'Invalid URL' }),
    ],
    [
      'writes-of-a-failed-login',
      { ...refused({ reason: 'x' }), profile: { app_metadata: { a: 1 }, user_metadata: {} } },
      refused({ how: 'threw', reason: 'x' }),
    ],
    [
      'scope-of-a-standard-claim',
      outcome({ idToken: {}, scopes: ['openid'] }),
      outcome({ idToken: { name: 'Ada' }, scopes: ['openid'] }),
    ],
  ])('that the platforms cannot avoid are marked: %s', (id, rule, action) => {
    expect(differences(rule, action).map(({ inherent }) => inherent)).toEqual([id]);
  });

  it.each([
    ['No network in the simulator: https://example.com/', 'no answer'],
    ['Down: No network in the simulator: https://example.com/', 'Off: fetch failed'],
  ])('in the words of the code are not: %s, %s', (said, says) => {
    const [found] = differences(refused({ reason: said }), refused({ reason: says }));
    expect(found).not.toHaveProperty('inherent');
  });

  it.each([
    ['another text for a refusal', refused({ reason: 'a' }), refused({ reason: 'b' })],
    [
      'other words before what an engine says',
      refused({ reason: 'Failed: Cannot read a' }),
      refused({ reason: 'Broken: Cannot read a' }),
    ],
    [
      'a text of its own that a rule throws',
      refused({ how: 'threw', name: 'Error', reason: 'a' }),
      refused({ reason: 'b' }),
    ],
    [
      'writes that a denial keeps',
      { ...refused({}), profile: { app_metadata: { a: 1 }, user_metadata: {} } },
      refused({}),
    ],
  ])('that are choices are not: %s', (_name, rule, action) => {
    expect(differences(rule, action).map(({ inherent }) => inherent)).toEqual([undefined]);
  });
});

describe('a stall that becomes a login', () => {
  it('is a finding of its own, and another one when the Action acts', () => {
    const stalled = refused({ how: 'stalled' });
    expect(differences(stalled, untouched).map(findingOf)).toEqual(['rule-stalls']);
    expect(differences(stalled, outcome({ idToken: { a: 1 } })).map(findingOf)).toEqual([
      'rule-stalls-action-acts',
    ]);
    expect(differences(refused({ reason: 'no' }), untouched).map(findingOf)).toEqual(['end']);
  });
});

describe('an acceptance', () => {
  const difference = { path: 'idToken.a', rule: 1, action: undefined };
  const accept = (where?: Acceptance['where']): Acceptance => ({
    difference: 'idToken.a',
    where,
    reason: 'r',
    by: 'b',
    on: 'o',
  });
  const groups = (value: unknown) => [{ path: ['user', 'groups'], value }];

  it.each<[string, unknown, boolean]>([
    ['texts', ['a'], true],
    ['texts', ['a', 1], false],
    ['not texts', ['a', 1], true],
    ['absent', ABSENT, true],
    ['null', null, true],
    ['list', [1], true],
    ['object', {}, true],
    ['flag', false, true],
    ['number', 0, true],
    ['text', '', true],
    ['not text', '', false],
  ])('holds for logins where groups are %s: %j', (where, value, holds) => {
    expect(covers(accept({ 'user.groups': where }), difference, groups(value))).toBe(holds);
  });

  it.each([
    ['is off', 'off', true],
    ['is off', 'on', false],
    ['not is off', 'on', true],
    ['absent', ABSENT, true],
  ])('%s: a secret that is tried as %s', (where, value, holds) => {
    const settings = [{ path: ['configuration', 'MODE'], value }];
    expect(covers(accept({ 'secrets.MODE': where }), difference, settings)).toBe(holds);
  });

  it('holds for its own difference only', () => {
    expect(covers(accept(), difference, [])).toBe(true);
    expect(covers(accept(), { ...difference, path: 'idToken.b' }, [])).toBe(false);
  });
});
