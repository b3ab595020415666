import { readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { loginOf, tokenClaims, type LoginProbe } from '../../scripts/torq/audit/probe.ts';
import { guard, type RolloutState } from '../../scripts/torq/guard.ts';
import { planSteps } from '../../scripts/torq/mapping/steps.ts';
import type { MappingRow, Person, TorqProfile } from '../../scripts/torq/profile-schema.ts';
import { torqKeywords } from '../../scripts/torq/profile.ts';
import { declaredRole, resolveIn, resolveRole, type Claims } from '../../scripts/torq/resolve.ts';
import { probeOf } from './audit/input.ts';
import { anyRows, live } from './mapping/arbitraries.ts';
import { email, person, profileWith } from './profiles.ts';

// The whole way, with the Action that is shipped: people log in, the Action emits, the mapping decides, and the
// rollout goes from one mapping and allow-list to another, one request at a time.

const action = readFileSync(new URL('../../actions/torq-group-claims.ts', import.meta.url), 'utf8');
const ownerRow = email('olivia@contoso.com', 'Owner');
const GROUPS = ['Owners', 'Makers', 'Soc', 'Viewers', 'Everyone', 'Finance'];

/** The shipped Action with the allow-list that this profile gives it. */
function probe(profile: TorqProfile): LoginProbe {
  const list = String(torqKeywords(profile)['TORQ_GROUPS_ALLOW_LIST']);
  return probeOf({ 'torq-group-claims': action }, list);
}

async function claimsOf(profile: TorqProfile, one: Person): Promise<Claims> {
  const through = probe(profile);
  const login = loginOf(profile, through, one);
  return tokenClaims(profile, login, await through.run(login));
}

async function stateOf(profile: TorqProfile): Promise<RolloutState> {
  const people = profile.personas.map(async (one) => [one.email, await claimsOf(profile, one)] as const);
  return { mapping: profile.mapping, claims: new Map(await Promise.all(people)) };
}

/** Every state of the rollout, by hand: additions and moves, the switch at Auth0, removals. */
function* statesBetween(before: RolloutState, after: RolloutState): Generator<RolloutState> {
  yield before;
  const steps = planSteps(live(before.mapping), after.mapping);
  let rows: readonly MappingRow[] = before.mapping;
  let switched = false;
  for (const { step, after: next } of steps) {
    if (step.kind === 'remove' && !switched) {
      switched = true;
      yield { mapping: rows, claims: after.claims };
    }
    rows = next;
    yield { mapping: rows, claims: switched ? after.claims : before.claims };
  }
  yield { mapping: rows, claims: after.claims };
}

const roleIn = ({ mapping, claims }: RolloutState, one: Person): string | undefined =>
  resolveRole(mapping, claims.get(one.email) ?? {}).role;

/** Two profiles of one workspace: the mapping changes, the people stay, and their roles are declared as they will be. */
const rollouts = fc
  .record({
    from: anyRows,
    to: anyRows,
    people: fc.array(fc.uniqueArray(fc.constantFrom(...GROUPS)), { minLength: 1, maxLength: 4 }),
    allowList: fc.constantFrom('mapped' as const, 'all' as const),
  })
  .map(({ from, to, people, allowList }) => {
    const mapping = [ownerRow, ...to];
    const base = profileWith({ mapping, allowList, personas: [] });
    const personas = [
      person('olivia@contoso.com', 'Owner', []),
      ...people.map((groups, index) => {
        const claims = { email: `p${index}@contoso.com`, [base.claim]: groups };
        return person(`p${index}@contoso.com`, resolveIn(base, claims).role ?? 'none', groups);
      }),
    ];
    return { before: { ...base, mapping: [ownerRow, ...from], personas }, after: { ...base, personas } };
  });

describe('for any rollout from one mapping to another, with the shipped Action', () => {
  test('everybody ends with exactly the declared role', async () => {
    await fc.assert(
      fc.asyncProperty(rollouts, async ({ after }) => {
        const state = await stateOf(after);
        for (const one of after.personas) expect(roleIn(state, one)).toBe(declaredRole(one));
      }),
      { seed: 40, numRuns: 200 },
    );
  });

  test('where the guard is silent, nobody ever has a role that is neither the old nor the declared one, and Owners stay Owners', async () => {
    let silent = 0;
    await fc.assert(
      fc.asyncProperty(rollouts, async (rollout) => {
        const [before, after] = [await stateOf(rollout.before), await stateOf(rollout.after)];
        if (guard(before, after, rollout.after).length > 0) return;
        silent += 1;
        for (const state of statesBetween(before, after)) {
          for (const one of rollout.after.personas) {
            const old = roleIn(before, one);
            const role = roleIn(state, one);
            expect([old, declaredRole(one)]).toContain(role);
            if (old === 'Owner' && one.role === 'Owner') expect(role).toBe('Owner');
          }
        }
      }),
      { seed: 41, numRuns: 300 },
    );
    expect(silent).toBeGreaterThan(100);
  });

  test('where the guard speaks, there is such a state', async () => {
    let spoken = 0;
    await fc.assert(
      fc.asyncProperty(rollouts, async (rollout) => {
        const [before, after] = [await stateOf(rollout.before), await stateOf(rollout.after)];
        const found = guard(before, after, rollout.after);
        for (const { person: one } of found) {
          spoken += 1;
          const declared = declaredRole(one);
          const roles = [...statesBetween(before, after)].map((state) => roleIn(state, one));
          const third = roles.some((role) => role !== roles[0] && role !== declared);
          const back = roles.slice(roles.indexOf(declared)).some((role) => role !== declared);
          expect(third || (roles.includes(declared) && back)).toBe(true);
        }
      }),
      { seed: 42, numRuns: 300 },
    );
    expect(spoken).toBeGreaterThan(10);
  });

  test('with every group in the token, a change of rows alone never needs the guard', async () => {
    const all = rollouts.filter(({ after }) => after.allowList === 'all');
    await fc.assert(
      fc.asyncProperty(all, async (rollout) => {
        const [before, after] = [await stateOf(rollout.before), await stateOf(rollout.after)];
        expect(guard(before, after, rollout.after)).toEqual([]);
      }),
      { seed: 43, numRuns: 200 },
    );
  });

  test('a login to another application is the same byte for byte, before and after', async () => {
    await fc.assert(
      fc.asyncProperty(rollouts, async ({ before, after }) => {
        for (const one of after.personas) {
          const [old, now] = [probe(before), probe(after)];
          const login = loginOf(after, now, one, { elsewhere: true });
          const [was, is] = [await old.run(login), await now.run(login)];
          expect(JSON.stringify(is)).toBe(JSON.stringify(was));
          expect(is).toMatchObject({ outcome: { kind: 'allowed' }, idToken: { claims: {} } });
        }
      }),
      { seed: 44, numRuns: 100 },
    );
  });
});
