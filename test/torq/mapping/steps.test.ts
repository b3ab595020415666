import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { planSteps, sameRow } from '../../../scripts/torq/mapping/steps.ts';
import type { MappingRow } from '../../../scripts/torq/profile-schema.ts';
import { resolveRole } from '../../../scripts/torq/resolve.ts';
import { email, group } from '../profiles.ts';
import { anyClaims, anyRows, live, rowsWithOwner } from './arbitraries.ts';

const plain = (rows: readonly MappingRow[]) => rows.map(({ claim, value, role }) => ({ claim, value, role }));
const hasOwnerEmail = (rows: readonly MappingRow[]) =>
  rows.some((row) => row.claim === 'email' && row.role === 'Owner');

describe('the way from one mapping to another', () => {
  test('nothing to do', () => {
    const rows = [email('a@contoso.com', 'Owner'), group('SOC', 'Viewer')];
    expect(planSteps(live(rows), rows)).toEqual([]);
  });

  test('adds first, orders next, removes last and from the bottom', () => {
    const current = [group('A', 'Viewer'), group('B', 'Viewer'), group('C', 'Viewer')];
    const desired = [email('a@contoso.com', 'Owner'), group('C', 'Viewer')];
    expect(planSteps(live(current), desired).map(({ step }) => [step.kind, step.row.value])).toEqual([
      ['add', 'a@contoso.com'],
      ['move', 'a@contoso.com'],
      ['move', 'C'],
      ['remove', 'B'],
      ['remove', 'A'],
    ]);
  });

  test('a changed role is a new row above the old one', () => {
    const steps = planSteps(live([group('A', 'Viewer')]), [group('A', 'Creator')]);
    expect(steps.map(({ step }) => step.kind)).toEqual(['add', 'move', 'remove']);
  });
});

describe('for any mappings', () => {
  test('it ends as desired', () => {
    fc.assert(
      fc.property(anyRows, anyRows, (current, desired) => {
        const end = planSteps(live(current), desired).at(-1)?.after ?? live(current);
        expect(plain(end)).toEqual(desired);
      }),
      { seed: 10, numRuns: 500 },
    );
  });

  test('at every step every login has its old role, until it has its new one for good', () => {
    fc.assert(
      fc.property(anyRows, anyRows, anyClaims, (current, desired, claims) => {
        const before = resolveRole(current, claims).role;
        const final = resolveRole(desired, claims).role;
        let arrived = false;
        for (const { after } of planSteps(live(current), desired)) {
          const { role } = resolveRole(after, claims);
          if (role !== before || (before === final && arrived)) arrived = true;
          expect(role).toBe(arrived ? final : before);
        }
      }),
      { seed: 11, numRuns: 2000 },
    );
  });

  test('an e-mail to Owner row that both have is there at every step', () => {
    fc.assert(
      fc.property(rowsWithOwner, rowsWithOwner, (current, desired) => {
        for (const { after } of planSteps(live(current), desired)) expect(hasOwnerEmail(after)).toBe(true);
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  test('stopped anywhere and planned again, it still ends as desired and keeps the Owner', () => {
    fc.assert(
      fc.property(rowsWithOwner, rowsWithOwner, fc.nat(30), (current, desired, cut) => {
        const first = planSteps(live(current), desired).slice(0, cut);
        const stopped = first.at(-1)?.after ?? live(current);
        const second = planSteps(live(stopped), desired);
        for (const { after } of second) expect(hasOwnerEmail(after)).toBe(true);
        expect(plain(second.at(-1)?.after ?? stopped)).toEqual(desired);
      }),
      { seed: 13, numRuns: 500 },
    );
  });

  test('rows that stay are neither added nor removed', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(9), { maxLength: 8 }),
        fc.uniqueArray(fc.nat(9), { maxLength: 8 }),
        (a, b) => {
          const rows = (numbers: number[]) => numbers.map((number) => group(`G${number}`, 'Viewer'));
          for (const { step } of planSteps(live(rows(a)), rows(b))) {
            const inBoth = [a, b].every((side) => rows(side).some((row) => sameRow(row, step.row)));
            if (inBoth) expect(step.kind).toBe('move');
          }
        },
      ),
      { seed: 14 },
    );
  });
});
