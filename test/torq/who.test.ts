import { describe, expect, test } from 'vitest';

import { expectedClaims } from '../../scripts/torq/resolve.ts';
import { explain, explanationText } from '../../scripts/torq/who.ts';
import { person, profileWith, shippedProfile } from './profiles.ts';

function explainPerson(groups: readonly string[], address = 'x@contoso.com') {
  const someone = person(address, 'none', groups);
  return explain(shippedProfile, expectedClaims(shippedProfile, someone), groups);
}

describe('explain', () => {
  test('names the row that decides and the later ones that match', () => {
    const { rows, resolution } = explainPerson(['Torq Viewers', 'Torq SOC']);
    expect(resolution.role).toBe('SOC Analyst');
    expect(rows.map(({ verdict }) => verdict)).toEqual(['no', 'no', 'no', 'no', 'decides', 'no', 'matches']);
  });

  test('a group that is nearly mapped is withheld from the token, and told', () => {
    expect(explainPerson(['torq owners', 'Finance']).withheld).toEqual([
      { group: 'torq owners', near: 'the mapping has "Torq Owners": differs only in upper and lower case' },
      { group: 'Finance', near: undefined },
    ]);
  });

  test('a value in the token that nearly matches is told at its row', () => {
    const { rows } = explainPerson([], 'Olivia.Owner@contoso.com');
    expect(rows[0]?.near).toBe('close: "Olivia.Owner@contoso.com" differs only in upper and lower case');
  });

  test('the right value under another claim name is told', () => {
    const claims = { email: 'x@contoso.com', groups: ['Torq Owners'] };
    expect(explain(shippedProfile, claims, []).rows[1]?.near).toBe(
      'close: the value is in the claim groups, the row names https://torq.io/groups',
    );
  });

  test('a group that another row maps exactly is no near miss', () => {
    const twins = profileWith({
      mapping: [
        { claim: 'https://torq.io/groups', value: 'Torq Owners', role: 'Owner' },
        { claim: 'https://torq.io/groups', value: 'Torq Owner', role: 'Viewer' },
      ],
    });
    const { rows } = explain(twins, { 'https://torq.io/groups': ['Torq Owner'] }, ['Torq Owner']);
    expect(rows[0]?.near).toBeUndefined();
  });

  test('an e-mail match rests on nothing unsettled, a group match on list membership', () => {
    expect(explainPerson([], 'olivia.owner@contoso.com').restsOn).toEqual([]);
    expect(explainPerson(['Torq Owners']).restsOn).toEqual(['arrayMembership']);
  });
});

test('the text shows the outcome first, then claims, rows and what was withheld', () => {
  expect(explanationText('x@contoso.com', explainPerson(['Torq SOC', 'torq owners']))).toBe(
    [
      'x@contoso.com: SOC Analyst, from row 5.',
      '',
      '  email = "x@contoso.com"',
      '  https://torq.io/groups = ["Torq SOC"]',
      '',
      '  #  Claim                   Value                     Role',
      '  1  email                   olivia.owner@contoso.com  Owner        -',
      '  2  https://torq.io/groups  Torq Owners               Owner        -',
      '  3  https://torq.io/groups  Torq Contributors         Contributor  -',
      '  4  https://torq.io/groups  Torq Creators             Creator      -',
      '> 5  https://torq.io/groups  Torq SOC                  SOC Analyst  decides',
      '  6  https://torq.io/groups  Torq Operators            Operator     -',
      '  7  https://torq.io/groups  Torq Viewers              Viewer       -',
      '',
      'Not in the token: torq owners (the mapping has "Torq Owners": differs only in upper and lower case)',
      '',
      'Rests on an assumption (arrayMembership): a claim that is a list matches when one of its elements equals the value.',
    ].join('\n'),
  );
});

test('nobody matched is said as what it means', () => {
  expect(explanationText('x@contoso.com', explainPerson([]))).toContain(
    'x@contoso.com: no role. No row matches, so single sign-on gives no access.',
  );
});
