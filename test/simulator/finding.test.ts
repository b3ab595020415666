import { afterAll, describe, expect, it } from 'vitest';
import type { Difference } from '../../scripts/simulator/compare.ts';
import { findingKeyOf } from '../../scripts/simulator/finding.ts';
import { aimsOf } from '../../scripts/simulator/read-aims.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import type { Sides } from '../../scripts/simulator/scenario.ts';
import { verify, type Subject } from '../../scripts/simulator/verify.ts';

afterAll(closeSandboxes);

const rule = `(user, context, callback) => {
  if (user.plan === 'gold' && user.tier === 'high') context.idToken.deep = 1;
  context.idToken.seen = 'rule';
  callback(null, user, context);
}`;
const claims = (more: string): string => `exports.onExecutePostLogin = async (event, api) => {
  ${more}
  api.idToken.setCustomClaim('seen', 'action');
};`;
const rare = `event.user.plan === 'gold' && event.user.tier === 'high'`;

function sidesWith(action: string): Sides {
  return {
    rules: [{ name: 'rule', code: rule }],
    actions: [{ name: 'action', code: action }],
    configuration: {},
    quirks: { mergesAppMetadata: false },
    root: import.meta.dirname,
  };
}

function subjectOf(deployed: string, instrumented: string): Subject {
  return {
    sides: sidesWith(claims(deployed)),
    instrumented: sidesWith(claims(instrumented)),
    aims: aimsOf(rule, 'rule.js'),
    branches: { rules: [], actions: [] },
    // In every login, so that the few that differ elsewhere are not in the sample that is run twice.
    refusals: [],
    acceptances: [{ difference: 'idToken.seen', reason: 'meant', by: 'test', on: '2026-01-15' }],
  };
}

const setsDeep = `if (${rare}) api.idToken.setCustomClaim('deep', 1);`;

describe('a difference that the code built for coverage shows', () => {
  it('is a remark and no finding when the code as deployed shows it in no login', async () => {
    const { verdict, reasons, findings } = await verify(subjectOf(setsDeep, ''), { seed: 1, runs: 4000 });
    expect(findings.map(({ difference }) => difference)).toEqual(['idToken.seen']);
    expect(verdict).toBe('equal with accepted differences');
    expect(reasons.join()).toMatch(
      /At idToken.deep the code built for coverage differs in \d+ logins, the code as deployed in none/,
    );
  });

  it('is a finding when the code as deployed shows it too', async () => {
    const { findings } = await verify(subjectOf('', ''), { seed: 1, runs: 4000 });
    expect(findings.map(({ difference, status }) => [difference, status])).toContainEqual([
      'idToken.deep',
      'different',
    ]);
  });
});

describe('one finding', () => {
  const keyOf = (path: string, cause?: Difference['cause']): string =>
    findingKeyOf({ path, rule: 1, action: 2, ...(cause ? { cause } : {}) });

  it.each([
    ['all parts of a claim', keyOf('idToken["https://a.io/x"].b'), keyOf('idToken["https://a.io/x"][0].c')],
    ['all parts of a field', keyOf('profile.app_metadata.crm.id'), keyOf('profile.app_metadata.crm.name')],
    [
      'all claims with an attribute of app_metadata',
      keyOf('idToken.a', 'merged-app-metadata'),
      keyOf('idToken["b"].c', 'merged-app-metadata'),
    ],
    [
      'all that Rules did twice around a redirect',
      keyOf('profile.app_metadata.a', 'redirect-suspends'),
      keyOf('back.idToken.a', 'redirect-suspends'),
    ],
  ])('is about %s', (_title, one, other) => expect(one).toBe(other));

  it.each([
    ['two claims', keyOf('idToken.a.x'), keyOf('idToken.b.x')],
    ['a claim and a part of it', keyOf('idToken.a'), keyOf('idToken.a.x')],
    ['the two halves of a redirect', keyOf('idToken.a.x'), keyOf('back.idToken.a.x')],
    [
      'who gets in and a claim',
      keyOf('end', 'merged-app-metadata'),
      keyOf('idToken.a', 'merged-app-metadata'),
    ],
  ])('is not about %s', (_title, one, other) => expect(one).not.toBe(other));
});
