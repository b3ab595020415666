import { ASSUMPTIONS, restsOn, type Assumption } from './assumptions.ts';
import { columnLines } from '../lib/columns.ts';
import { likeness } from './near.ts';
import type { MappingRow, Person, TorqProfile } from './profile-schema.ts';
import { expectedClaims, resolveIn, rowMatches, stranger, type Claims, type Resolution } from './resolve.ts';

/** What one row of the mapping made of a login. */
interface RowVerdict {
  readonly row: MappingRow;
  /** `decides` | `adds` (vendors that add up matches) | `matches` (but an earlier row decided) | `no`. */
  readonly verdict: 'decides' | 'adds' | 'matches' | 'no';
  /** A value of the login that a person could take for the row's. */
  readonly near: string | undefined;
}

/** Why a login gets its role. */
export interface Explanation {
  readonly claims: Claims;
  readonly resolution: Resolution;
  readonly rows: readonly RowVerdict[];
  /** Groups the person has that never reach the token, and what they were nearly taken for. */
  readonly withheld: readonly { readonly group: string; readonly near: string | undefined }[];
  /** Unsettled questions about the vendor whose other answer would change the role. */
  readonly restsOn: readonly Assumption[];
}

/**
 * Explains the role of somebody by e-mail, with these groups; a persona brings those it is declared with, anybody else
 * none.
 */
export function explainPerson(
  profile: TorqProfile,
  email: string,
  named: readonly string[] | undefined,
): { readonly declared: Person | undefined; readonly explanation: Explanation } {
  const declared = profile.personas.find((person) => person.email === email);
  const groups = [...(named ?? declared?.groups ?? [])];
  const claims = expectedClaims(profile, { ...(declared ?? stranger(email)), groups });
  return { declared, explanation: explain(profile, claims, groups) };
}

/** What counts for someone the profile does not declare, and whom they could be taken for. */
export function strangerText({ personas }: TorqProfile, email: string, withGroups: boolean): string {
  const close = personas.find((person) => likeness(person.email, email) !== undefined);
  const meant = close ? ` ${close.email} ${likeness(close.email, email)}.` : '';
  const counts = withGroups
    ? 'Only the e-mail and --groups count.'
    : 'Without --groups only the e-mail counts.';
  return `No persona is called ${email}.${meant} ${counts}`;
}

/** Explains the role of a login: `claims` is what the token carries, `groups` everything the person is in. */
export function explain(profile: TorqProfile, claims: Claims, groups: readonly string[]): Explanation {
  const resolution = resolveIn(profile, claims);
  const emitted = new Set(textsOf(claims[profile.claim]));
  return {
    claims,
    resolution,
    rows: profile.mapping.map((row, index) => {
      const matched = rowMatches(row, claims);
      return {
        row,
        verdict: verdictOf(matched, index, resolution),
        near: matched ? undefined : nearMiss(profile, row, claims),
      };
    }),
    withheld: groups
      .filter((group) => !emitted.has(group))
      .map((group) => ({ group, near: nearRow(profile, group) })),
    restsOn: restsOn((semantics) => resolveIn(profile, claims, semantics).roles.join()),
  };
}

/** The explanation as aligned text for a terminal. */
export function explanationText(name: string, explanation: Explanation): string {
  const { resolution, rows, withheld, claims } = explanation;
  const cells = rows.map(({ row, verdict, near }, index) => [
    `${verdict === 'decides' || verdict === 'adds' ? '>' : ' '} ${index + 1}`,
    row.claim,
    row.value,
    row.role,
    near ??
      { decides: 'decides', adds: 'adds its role', matches: 'matches too, but later', no: '-' }[verdict],
  ]);
  const outcome =
    resolution.row === undefined
      ? `${name}: no role. No row matches, so single sign-on gives no access.`
      : `${name}: ${resolution.roles.join(', ')}, from row ${resolution.row + 1}.`;
  return [
    outcome,
    '',
    ...Object.entries(claims).map(([claim, value]) => `  ${claim} = ${JSON.stringify(value)}`),
    '',
    ...columnLines([['  #', 'Claim', 'Value', 'Role', ''], ...cells]),
    ...withheld.map(
      ({ group, near }) => `\nNot in the token: ${group}${near === undefined ? '' : ` (${near})`}`,
    ),
    ...explanation.restsOn.map(
      (name) =>
        `\nRests on an assumption (${name}): ${ASSUMPTIONS[name].holds ? '' : 'not true that '}${ASSUMPTIONS[name].says}.`,
    ),
  ].join('\n');
}

function verdictOf(matched: boolean, index: number, resolution: Resolution): RowVerdict['verdict'] {
  if (!matched) return 'no';
  if (index === resolution.row) return 'decides';
  return resolution.roles.length > 1 ? 'adds' : 'matches';
}

function nearMiss(profile: TorqProfile, row: MappingRow, claims: Claims): string | undefined {
  const mapped = new Set(profile.mapping.map(({ value }) => value));
  const sameClaim = textsOf(claims[row.claim])
    .filter((value) => !mapped.has(value))
    .map((value) => ({ value, why: likeness(value, row.value) }));
  const found = sameClaim.find(({ why }) => why !== undefined);
  if (found) return `close: "${found.value}" ${found.why}`;
  for (const [claim, value] of Object.entries(claims)) {
    const holds = claim !== row.claim && textsOf(value).includes(row.value);
    if (holds) return `close: the value is in the claim ${claim}, the row names ${row.claim}`;
  }
  return undefined;
}

function nearRow(profile: TorqProfile, group: string): string | undefined {
  for (const row of profile.mapping) {
    const why = row.claim === profile.claim ? likeness(group, row.value) : undefined;
    if (why !== undefined) return `the mapping has "${row.value}": ${why}`;
  }
  return undefined;
}

function textsOf(claim: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((value) => typeof value === 'string');
}
