import * as fc from 'fast-check';

import type { LiveRow } from '../../../scripts/torq/mapping/steps.ts';
import type { MappingRow } from '../../../scripts/torq/profile-schema.ts';
import { email, group } from '../profiles.ts';

const owners = fc.constantFrom('olivia@contoso.com', 'oscar@contoso.com');
const groups = fc.constantFrom('Owners', 'Makers', 'Soc', 'Viewers', 'Everyone');
const roles = fc.constantFrom('Owner', 'Creator', 'Operator', 'Viewer');

/** A row for a group. */
const groupRow = fc.tuple(groups, roles).map(([value, role]) => group(value, role));

/** Any rows, the same twice included. */
export const anyRows: fc.Arbitrary<MappingRow[]> = fc.array(
  fc.oneof(
    groupRow,
    fc.tuple(owners, roles).map(([value, role]) => email(value, role)),
  ),
  { maxLength: 7 },
);

/** Rows of which at least one maps an e-mail to Owner, anywhere. */
export const rowsWithOwner: fc.Arbitrary<MappingRow[]> = fc
  .tuple(anyRows, owners, fc.nat(7))
  .map(([rows, owner, at]) => [...rows.slice(0, at), email(owner, 'Owner'), ...rows.slice(at)]);

/** What a login may carry. */
export const anyClaims = fc
  .record({ email: fc.option(owners), groups: fc.option(fc.uniqueArray(groups)) })
  .map(({ email, groups }) => ({
    ...(email !== null && { email }),
    ...(groups !== null && { 'https://torq.io/groups': groups }),
  }));

/** Rows as the vendor holds them. */
export function live(rows: readonly MappingRow[]): LiveRow[] {
  return rows.map((row, index) => ({ ...row, id: `id-${index + 1}` }));
}
