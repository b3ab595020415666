import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { guard, violationText, type RolloutState } from '../../scripts/torq/guard.ts';
import type { MappingRow, TorqProfile } from '../../scripts/torq/profile-schema.ts';
import { declaredRole, expectedClaims, resolveRole, type Claims } from '../../scripts/torq/resolve.ts';
import { anyClaims, anyRows } from './mapping/arbitraries.ts';
import { email, group, person, profileWith, shippedProfile } from './profiles.ts';

function stateOf(profile: TorqProfile, mapping: readonly MappingRow[] = profile.mapping): RolloutState {
  const claims = profile.personas.map((one) => [one.email, expectedClaims(profile, one)] as const);
  return { mapping, claims: new Map<string, Claims>(claims) };
}

const texts = (before: RolloutState, after: RolloutState, profile: TorqProfile) =>
  guard(before, after, profile).map(violationText);

describe('a rollout that may be stopped anywhere', () => {
  test('nothing changes', () => {
    const state = stateOf(shippedProfile);
    expect(guard(state, state, shippedProfile)).toEqual([]);
  });

  test('the first set-up: no rows, nobody has a role yet', () => {
    const nothing: RolloutState = { mapping: [], claims: new Map() };
    expect(guard(nothing, stateOf(shippedProfile), shippedProfile)).toEqual([]);
  });

  test('a claim is renamed: rows are there before tokens change, and go after', () => {
    const old = profileWith({
      claim: 'https://contoso.com/groups',
      mapping: shippedProfile.mapping.map((row) =>
        row.claim === 'email' ? row : { ...row, claim: 'https://contoso.com/groups' },
      ),
    });
    expect(guard(stateOf(old), stateOf(shippedProfile), shippedProfile)).toEqual([]);
  });

  test('an announced promotion', () => {
    const before = stateOf(
      profileWith({ personas: shippedProfile.personas }),
      shippedProfile.mapping.map((row) => (row.value === 'Torq SOC' ? { ...row, role: 'Viewer' } : row)),
    );
    expect(guard(before, stateOf(shippedProfile), shippedProfile)).toEqual([]);
  });
});

describe('a rollout that is refused', () => {
  test('the Owner group leaves the token: locked out at the switch', () => {
    const after = stateOf(shippedProfile);
    const claims = new Map(after.claims).set('oscar.owner@contoso.com', { email: 'oscar.owner@contoso.com' });
    expect(texts(stateOf(shippedProfile), { ...after, claims }, shippedProfile)).toEqual([
      'After switching Auth0 to the new claims, oscar.owner@contoso.com is locked out of being Owner: no role (before: Owner, declared: Owner).',
    ]);
  });

  test('a lower row moves above an Owner’s', () => {
    const mapping = [group('All Employees', 'Viewer'), ...shippedProfile.mapping];
    const profile = profileWith({ mapping });
    const found = guard(stateOf(profile, shippedProfile.mapping), stateOf(profile), profile);
    expect(found.map(({ kind, person }) => [kind, person.email])).toContainEqual([
      'lock-out',
      'oscar.owner@contoso.com',
    ]);
    expect(found.map(({ kind, person }) => [kind, person.email])).toContainEqual([
      'change',
      'una.unmapped@contoso.com',
    ]);
  });

  test('a role changes that nobody declared', () => {
    const mapping = shippedProfile.mapping.map((row) =>
      row.value === 'Torq SOC' ? { ...row, role: 'Creator' } : row,
    );
    expect(texts(stateOf(shippedProfile), stateOf(shippedProfile, mapping), shippedProfile)).toContain(
      'After moving https://torq.io/groups = Torq SOC -> Creator, sam.soc@contoso.com changes unannounced to Creator (before: SOC Analyst, declared: SOC Analyst).',
    );
  });

  test('a new role is there with the new row, and gone again with the new claims until the old row goes', () => {
    const someone = person('sam@contoso.com', 'Creator');
    const before: RolloutState = {
      mapping: [group('Old', 'Viewer')],
      claims: new Map([['sam@contoso.com', { 'https://torq.io/groups': ['Old', 'New'] }]]),
    };
    const after: RolloutState = {
      mapping: [group('New', 'Creator')],
      claims: new Map([['sam@contoso.com', { 'https://torq.io/groups': ['Old'] }]]),
    };
    const found = guard(before, after, profileWith({ personas: [someone] }));
    expect(found.map(({ moment, kind, role }) => [moment, kind, role])).toEqual([
      ['switching Auth0 to the new claims', 'change', 'Viewer'],
      ['removing https://torq.io/groups = Old -> Viewer', 'change', undefined],
    ]);
  });

  test('a declared role is never reached', () => {
    const personas = [person('new@contoso.com', 'Creator', [])];
    const profile = profileWith({ personas });
    expect(texts(stateOf(profile), stateOf(profile), profile)).toEqual([
      'After switching Auth0 to the new claims, new@contoso.com still is no role (before: no role, declared: Creator).',
    ]);
  });

  test('a second factor of the same: tokens change although rows for them are missing', () => {
    const profile = profileWith({ mapping: shippedProfile.mapping.slice(0, 1) });
    const before = stateOf(shippedProfile);
    expect(guard(before, stateOf(profile), profile).map(({ person }) => person.email)).toContain(
      'oscar.owner@contoso.com',
    );
  });
});

test('people outside single sign-on are not its business', () => {
  const profile = profileWith({ personas: [person('glass@contoso.com', 'Owner', [], { sso: false })] });
  expect(guard(stateOf(profile), stateOf(profile, []), profile)).toEqual([]);
});

describe('for any rollout', () => {
  const people = fc.array(
    fc.tuple(anyClaims, anyClaims, fc.constantFrom('Owner', 'Creator', 'Viewer', 'none')),
    {
      maxLength: 4,
    },
  );

  test('silence means: at every cut each Owner who was one is one, and nobody has a third role', () => {
    fc.assert(
      fc.property(anyRows, anyRows, people, (from, to, cast) => {
        const personas = cast.map(([, , role], index) => person(`p${index}@contoso.com`, role));
        const profile = profileWith({ mapping: to, personas });
        const claims = (side: 0 | 1) =>
          new Map(cast.map((one, index) => [`p${index}@contoso.com`, one[side] as Claims] as const));
        const before = { mapping: from, claims: claims(0) };
        const after = { mapping: to, claims: claims(1) };
        const found = guard(before, after, profile);
        for (const [index, one] of personas.entries()) {
          const declared = declaredRole(one);
          const start = resolveRole(from, cast[index]![0]).role;
          const end = resolveRole(to, cast[index]![1]).role;
          const silent = !found.some((violation) => violation.person === one);
          if (silent) expect([declared]).toContain(end);
          if (silent && declared === 'Owner' && start === 'Owner') expect(end).toBe('Owner');
          if (end !== declared) expect(silent).toBe(false);
        }
      }),
      { seed: 20, numRuns: 1000 },
    );
  });

  test('when only rows change and everybody ends as declared, it is silent', () => {
    fc.assert(
      fc.property(anyRows, anyRows, fc.array(anyClaims, { maxLength: 4 }), (from, to, logins) => {
        const personas = logins.map((claims, index) =>
          person(`p${index}@contoso.com`, resolveRole(to, claims).role ?? 'none'),
        );
        const claims = new Map(logins.map((one, index) => [`p${index}@contoso.com`, one as Claims] as const));
        const profile = profileWith({ mapping: to, personas });
        expect(guard({ mapping: from, claims }, { mapping: to, claims }, profile)).toEqual([]);
      }),
      { seed: 21, numRuns: 1000 },
    );
  });
});

test('rows and e-mail rows are told in one line', () => {
  const profile = profileWith({
    mapping: [email('a@contoso.com', 'Owner')],
    personas: [person('a@contoso.com', 'Viewer')],
  });
  const [text] = texts({ mapping: [], claims: stateOf(profile).claims }, stateOf(profile), profile);
  expect(text).toContain('After adding email = a@contoso.com -> Owner');
});
