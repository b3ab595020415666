import { claimFate } from '../../auth0/restricted-claims.ts';
import { likeness, nearest } from '../near.ts';
import type { MappingRow, TorqProfile } from '../profile-schema.ts';
import { vendorOf } from '../profile.ts';
import { tokenEmail } from '../resolve.ts';
import { contains } from '../role-order.ts';
import { finding, unseen, type AuditInput, type Remark } from './row.ts';

/** Claims of every ID token that a row could name (https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure). */
const STANDARD = [
  'sub',
  'email',
  'email_verified',
  'name',
  'nickname',
  'given_name',
  'family_name',
  'picture',
];

/** Every row names a claim that some token carries. */
export function* claimNames({ source, actions }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const emitted = actions.flatMap(({ facts }) =>
    facts.claims.flatMap(({ name }) => (name.kind === 'literal' ? [name.value] : [])),
  );
  const known = new Set([...STANDARD, ...emitted, profile.claim]);
  for (const [index, row] of profile.mapping.entries()) {
    if (known.has(row.claim)) continue;
    const meant = row.claim === 'groups' ? profile.claim : nearest(row.claim, known);
    yield finding(
      `Row ${index + 1} looks for the claim ${row.claim}, which no token carries.`,
      meant === undefined ? `Use ${profile.claim}.` : `Use ${meant}.`,
      source.locate(['mapping', index, 'claim']),
    );
  }
  const usual = vendorOf(profile).claim;
  if (usual !== undefined && profile.claim !== usual) {
    yield finding(
      `The claim is ${profile.claim}; ${vendorOf(profile).title}'s guide has ${usual}.`,
      `Set claim to ${usual}, unless the rows at ${vendorOf(profile).title} name the other one.`,
      source.locate(['claim']),
    );
  }
}

/** No claim is one that Auth0 drops. */
export function* restrictedClaims({ source, actions }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const fate = claimFate('idToken', profile.claim);
  if (fate.kind !== 'set') {
    yield finding(
      `Auth0 leaves ${profile.claim} out: ${fate.reason}.`,
      `Use a claim below a domain of the vendor or your own.`,
      source.locate(['claim']),
    );
  }
  for (const { facts } of actions) {
    for (const { name, at } of facts.claims) {
      const fate = name.kind === 'literal' ? claimFate('idToken', name.value) : undefined;
      if (fate === undefined || fate.kind === 'set') continue;
      yield finding(
        `Auth0 leaves the claim out: ${fate.reason}.`,
        'Use a claim below a domain of the vendor or your own.',
        at,
      );
    }
  }
}

/** No value is nearly, but not quite, what people bring. */
export function* nearValues({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const groups = new Set([
    ...profile.directory.groups.map(({ name }) => name),
    ...profile.personas.flatMap((person) => [...person.groups, ...person.nestedGroups]),
  ]);
  const emails = new Set(profile.personas.map(tokenEmail));
  const mapped = new Set(profile.mapping.map(({ value }) => value));
  for (const [index, row] of profile.mapping.entries()) {
    const at = source.locate(['mapping', index, 'value']);
    if (row.value !== row.value.trim() || /[\u00a0\u200b-\u200f\u2060\ufeff]/u.test(row.value)) {
      yield finding(
        `The value of row ${index + 1} has invisible or outer spaces: ${JSON.stringify(row.value)}.`,
        'Type it anew.',
        at,
      );
    }
    const reals = realValues(row, profile, groups, emails);
    // Somebody brings it exactly so: what else looks like it is another group or person.
    if (reals.has(row.value)) continue;
    for (const real of reals) {
      const why = mapped.has(real) ? undefined : likeness(real, row.value);
      if (why === undefined) continue;
      yield finding(
        `Row ${index + 1} has "${row.value}", people bring "${real}": ${why}.`,
        `Write "${real}", if that is meant: values are case-sensitive.`,
        at,
      );
    }
  }
}

function realValues(
  row: MappingRow,
  profile: TorqProfile,
  groups: ReadonlySet<string>,
  emails: ReadonlySet<string>,
): ReadonlySet<string> {
  if (row.claim === profile.claim) return groups;
  return row.claim === 'email' ? emails : new Set<string>();
}

/** Higher roles come first, and every row can match. */
export function* rowOrder({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const vendor = vendorOf(profile);
  if (vendor.decision === 'every-match') return;
  const firstEmail = profile.mapping.findIndex(
    (row) => row.claim === 'email' && row.role === vendor.ownerRole,
  );
  if (firstEmail > 0 && profile.mapping.slice(0, firstEmail).some((row) => row.claim !== 'email')) {
    yield finding(
      `The Owner's e-mail is row ${firstEmail + 1}: a group row above it can decide first.`,
      'Move it to the top.',
      source.locate(['mapping', firstEmail]),
    );
  }
  for (const [index, row] of profile.mapping.entries()) {
    const at = source.locate(['mapping', index]);
    const twin = profile.mapping.findIndex((one) => one.claim === row.claim && one.value === row.value);
    if (twin < index) {
      yield finding(
        `Row ${index + 1} can never decide: row ${twin + 1} matches the same first.`,
        'Remove one of them.',
        at,
      );
      continue;
    }
    const above = profile.mapping
      .slice(0, index)
      .findIndex(
        (one) => contains(vendor, row.role, one.role) && !(one.claim === 'email' && row.claim === 'email'),
      );
    if (above !== -1) {
      const higher = profile.mapping[above] as MappingRow;
      yield finding(
        `Row ${above + 1} (${higher.role}) is above row ${index + 1} (${row.role}): who matches both gets the lesser role.`,
        `Move row ${index + 1} above row ${above + 1}.`,
        at,
      );
    }
  }
}

/** Names that guides use and the vendor does not have. */
const MEANT: Readonly<Record<string, string>> = {
  admin: 'Owner',
  administrator: 'Owner',
  editor: 'Creator',
  reader: 'Viewer',
};

/** Every role exists at the vendor. */
export function* roles({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const { title, roles } = vendorOf(profile);
  const known = new Set([...roles.map(({ name }) => name), ...profile.customRoles]);
  const used: (readonly [string, readonly (string | number)[]])[] = [
    ...profile.mapping.map((row, index) => [row.role, ['mapping', index, 'role']] as const),
    ...profile.personas.map((person, index) => [person.role, ['personas', index, 'role']] as const),
  ];
  for (const [role, path] of used) {
    if (known.has(role) || (role === 'none' && path[0] === 'personas')) continue;
    const preset = MEANT[role.toLowerCase()];
    const meant = preset !== undefined && known.has(preset) ? preset : nearest(role, known);
    yield finding(
      `${title} has no role "${role}".`,
      `${meant === undefined ? '' : `Did you mean ${meant}? `}A role of your own goes under customRoles.`,
      source.locate(path),
    );
  }
}

/** Mapped names are unique in the directory and exist there. */
export function* directoryNames({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const inventory = profile.directory.groups;
  if (inventory.length === 0) {
    yield unseen(
      'Whether mapped group names are unique in Entra ID.',
      'List the groups under directory.groups.',
    );
    return;
  }
  const mapped = profile.mapping.flatMap((row, index) =>
    row.claim === profile.claim ? [{ row, index }] : [],
  );
  for (const { row, index } of mapped) {
    const count = inventory.filter(({ name }) => name === row.value).length;
    const at = source.locate(['mapping', index, 'value']);
    if (count > 1) {
      yield finding(
        `${count} groups of the directory are called "${row.value}": members of each get ${row.role}.`,
        'Rename all but one.',
        at,
      );
    }
    if (count === 0) {
      yield finding(
        `No group of the directory is called "${row.value}".`,
        'Correct the name, or map the new one before removing the old.',
        at,
      );
    }
  }
}

/** No value is a distinguished name. */
export function* distinguishedNames({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const names: (readonly [string, readonly (string | number)[]])[] = [
    ...profile.mapping.map((row, index) => [row.value, ['mapping', index, 'value']] as const),
    ...profile.personas.flatMap((person, index) =>
      person.groups.map((group, at) => [group, ['personas', index, 'groups', at]] as const),
    ),
  ];
  for (const [name, path] of names) {
    if (!/^(CN|OU|DC)=.+,(CN|OU|DC)=/iu.test(name)) continue;
    yield finding(
      `"${name}" is a distinguished name.`,
      'Entra ID sends short names; with an LDAP connector, shorten them before they reach the claim.',
      source.locate(path),
    );
  }
}
