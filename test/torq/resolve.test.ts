import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ASSUMED, restsOn } from '../../scripts/torq/assumptions.ts';
import {
  declaredRole,
  emittedGroups,
  expectedClaims,
  resolveIn,
  resolveRole,
  rowMatches,
} from '../../scripts/torq/resolve.ts';
import { argoProfile, email, group, person, profileWith, shippedProfile } from './profiles.ts';

const claim = 'https://torq.io/groups';

describe('a row matches', () => {
  test.each([
    ['an equal text', { email: 'a@contoso.com' }, email('a@contoso.com', 'Owner'), true],
    ['a list that contains the value', { [claim]: ['x', 'SOC'] }, group('SOC', 'Viewer'), true],
    ['nothing in another case', { [claim]: ['soc'] }, group('SOC', 'Viewer'), false],
    ['nothing with a space more', { [claim]: ['SOC '] }, group('SOC', 'Viewer'), false],
    ['no part of a text', { [claim]: ['SOC Leads'] }, group('SOC', 'Viewer'), false],
    ['no text with commas', { [claim]: 'SOC,Dev' }, group('SOC', 'Viewer'), false],
    ['no claim of another name', { groups: ['SOC'] }, group('SOC', 'Viewer'), false],
    ['no number, boolean, object or null', { [claim]: { SOC: true } }, group('SOC', 'Viewer'), false],
    ['nothing inherited', {}, { claim: 'constructor', value: 'x', role: 'Viewer' }, false],
    ['no element that is no text', { [claim]: [['SOC'], 1, null] }, group('SOC', 'Viewer'), false],
  ])('%s', (_, claims, row, expected) => {
    expect(rowMatches(row, claims)).toBe(expected);
  });

  test.each([
    ['arrayMembership', { [claim]: ['SOC'] }],
    ['caseFolding', { [claim]: ['soc'] }],
    ['trimming', { [claim]: [' SOC '] }],
    ['commaLists', { [claim]: 'Dev,SOC' }],
  ] as const)('the assumption %s decides, and is named', (name, claims) => {
    const outcome = (semantics = ASSUMED) =>
      resolveRole([group('SOC', 'Viewer')], claims, { semantics }).role;
    expect(restsOn(outcome)).toEqual([name]);
  });
});

describe('the first match decides', () => {
  const rows = [email('a@contoso.com', 'Owner'), group('SOC', 'Creator'), group('Dev', 'Viewer')];

  test.each([
    [{ email: 'a@contoso.com', [claim]: ['Dev'] }, 'Owner', 0],
    [{ email: 'b@contoso.com', [claim]: ['Dev', 'SOC'] }, 'Creator', 1],
    [{ [claim]: ['Dev'] }, 'Viewer', 2],
    [{ [claim]: [] }, undefined, undefined],
    [{}, undefined, undefined],
  ])('%j gives %s from row %s', (claims, role, row) => {
    expect(resolveRole(rows, claims)).toMatchObject({ role, row });
  });

  test('a vendor that adds up matches grants every role once', () => {
    const claims = { email: 'a@contoso.com', [claim]: ['Dev', 'SOC'] };
    const twice = [...rows, group('SOC', 'Viewer')];
    expect(resolveRole(twice, claims, { decision: 'every-match' }).roles).toEqual([
      'Owner',
      'Creator',
      'Viewer',
    ]);
  });
});

test('of several roles granted, the one that contains the others is the role, whatever the order of the rows', () => {
  const claims = { 'https://contoso.com/claims/groups': ['Engineering', 'Platform'] };
  const turned = { ...argoProfile, mapping: argoProfile.mapping.toReversed() };
  for (const profile of [argoProfile, turned]) expect(resolveIn(profile, claims).role).toBe('role:admin');
  expect(resolveIn(argoProfile, {}).role).toBeUndefined();
});

describe('properties of the resolution', () => {
  const name = fc.constantFrom('SOC', 'soc', 'Dev', 'Ops', 'Ops ');
  const rows = fc.array(fc.record({ claim: fc.constant(claim), value: name, role: fc.string() }));
  const groups = fc.array(name);

  test('the order of the groups in the token never matters', () => {
    fc.assert(
      fc.property(rows, groups, (mapping, held) => {
        const one = resolveRole(mapping, { [claim]: held });
        expect(resolveRole(mapping, { [claim]: held.toReversed() })).toEqual(one);
      }),
      { seed: 1 },
    );
  });

  test('rows below the deciding one never matter', () => {
    fc.assert(
      fc.property(rows, rows, groups, (mapping, more, held) => {
        const one = resolveRole(mapping, { [claim]: held });
        fc.pre(one.row !== undefined);
        expect(resolveRole([...mapping, ...more], { [claim]: held })).toEqual(one);
      }),
      { seed: 2 },
    );
  });

  test('filtering the token by the mapping changes nobody’s role', () => {
    fc.assert(
      fc.property(rows, groups, (mapping, held) => {
        const profile = profileWith({ mapping, allowList: 'mapped' });
        const filtered = resolveIn(profile, { [claim]: emittedGroups(profile, held) });
        expect(filtered).toEqual(resolveIn(profile, { [claim]: held }));
      }),
      { seed: 3 },
    );
  });
});

describe('the claims a persona is expected to bring', () => {
  test('only mapped groups, in the order held, exact in case', () => {
    const held = person('m@contoso.com', 'Viewer', ['All', 'Torq Viewers', 'torq owners', 'Torq SOC']);
    expect(expectedClaims(shippedProfile, held)).toEqual({
      email: 'm@contoso.com',
      [claim]: ['Torq Viewers', 'Torq SOC'],
    });
  });

  test('no groups claim at all without groups, no e-mail without its scope', () => {
    const profile = profileWith({ scopes: ['openid'] });
    expect(expectedClaims(profile, person('m@contoso.com'))).toEqual({});
  });

  test('the user principal name stands in for a missing mail attribute', () => {
    const odd = person('m@contoso.com', 'none', [], { hasMail: false, userPrincipalName: 'm_1@corp.local' });
    expect(expectedClaims(shippedProfile, odd)).toEqual({ email: 'm_1@corp.local' });
  });
});

test.each(
  shippedProfile.personas.filter((person) => person.sso).map((person) => [person.email, person] as const),
)('the shipped mapping gives %s the declared role', (_, person) => {
  expect(resolveIn(shippedProfile, expectedClaims(shippedProfile, person)).role).toBe(declaredRole(person));
});
