import type { Person, TorqProfile } from '../profile-schema.ts';
import { vendorOf } from '../profile.ts';
import { expectedClaims, resolveIn, tokenEmail } from '../resolve.ts';
import { finding, note, type AuditInput, type Remark } from './row.ts';

/** An e-mail row keeps an Owner, unless single sign-on was verified. */
export function* ownerEmailRow({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const { ownerRole, title } = vendorOf(profile);
  if (profile.verified) {
    const { by, at } = profile.verified;
    if (by === profile.configuredBy) {
      yield finding(
        `Single sign-on was verified by ${by}, who configured it.`,
        'Have someone else sign in and record that.',
        source.locate(['verified', 'by']),
      );
    } else {
      yield note(`${by} verified single sign-on on ${at}, so the e-mail row may go; it does no harm.`);
    }
  }
  const rows = profile.mapping.filter((row) => row.claim === 'email' && row.role === ownerRole);
  if (rows.length === 0 && !profile.verified) {
    yield finding(
      `No row maps an e-mail to ${ownerRole}: when groups fail to arrive, nobody can repair ${title}.`,
      `Add { claim: email, value: <an Owner's e-mail>, role: ${ownerRole} } as the first row.`,
      source.locate(['mapping']),
    );
  }
  const people = new Set(ssoOwners(profile).map(tokenEmail));
  if (rows.length > 0 && !rows.some((row) => people.has(row.value))) {
    yield finding(
      `No declared Owner has an e-mail that is mapped to ${ownerRole}.`,
      'Declare that Owner as a persona, with the e-mail that the token carries.',
      source.locate(['personas']),
    );
  }
}

/** The mapped e-mail is the one that the token carries. */
export function* ownerEmail({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  for (const [index, row] of profile.mapping.entries()) {
    if (row.claim !== 'email') continue;
    const at = source.locate(['mapping', index, 'value']);
    const domain = row.value.split('@')[1];
    if (domain?.toLowerCase() !== profile.ssoDomain.toLowerCase()) {
      yield finding(
        `Row ${index + 1} maps ${row.value}, outside the SSO domain ${profile.ssoDomain}.`,
        `Only addresses at ${profile.ssoDomain} come through single sign-on: map one of those.`,
        at,
      );
    }
    const person = profile.personas.find(({ email }) => email === row.value);
    if (person && tokenEmail(person) !== row.value) {
      yield finding(
        `${row.value} has no mail attribute in Entra ID, so the token carries the user principal name ${tokenEmail(person)}.`,
        `Map ${tokenEmail(person)}, or give the account a mail attribute.`,
        at,
      );
    }
  }
  const configuring = profile.configuredBy?.split('@')[1];
  if (configuring !== undefined && configuring.toLowerCase() !== profile.ssoDomain.toLowerCase()) {
    yield finding(
      `${profile.configuredBy} configures SSO, so the vendor takes ${configuring} as the SSO domain, not ${profile.ssoDomain}.`,
      'Configure it as an Owner of that domain, or ask support for another one.',
      source.locate(['configuredBy']),
    );
  }
}

/** There are two Owners in SSO, one outside, and the first test is not made by the configuring one. */
export function* ownerPaths({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const { ownerRole, title } = vendorOf(profile);
  const owners = ssoOwners(profile);
  const at = source.locate(['personas']);
  if (owners.length < 2) {
    yield finding(
      `${owners.length === 0 ? 'No' : 'Only one'} persona is an Owner through single sign-on.`,
      `Declare a second one with role ${ownerRole}.`,
      at,
    );
  }
  if (!profile.personas.some((person) => !person.sso && person.role === ownerRole)) {
    yield finding(
      'No Owner account outside single sign-on is declared.',
      `Invite one to ${title} with a password of its own, and declare it with sso: false.`,
      at,
    );
  }
  if (profile.testedBy !== undefined && profile.testedBy === profile.configuredBy) {
    yield finding(
      `${profile.testedBy} configures SSO and makes the first test: when no row matches, that account is locked out and loses its local sign-in.`,
      'Let someone else make the first test.',
      source.locate(['testedBy']),
    );
  }
  const withoutGroups = owners.filter((person) => {
    const { [profile.claim]: _, ...rest } = expectedClaims(profile, person);
    return resolveIn(profile, rest).role === ownerRole;
  });
  if (owners.length > 0 && withoutGroups.length === 0) {
    yield finding(
      'When the groups claim is missing, no Owner is left.',
      'Map the e-mail of one Owner as the first row.',
      source.locate(['mapping']),
    );
  }
}

function ssoOwners(profile: TorqProfile): Person[] {
  const { ownerRole } = vendorOf(profile);
  return profile.personas.filter((person) => person.sso && person.role === ownerRole);
}
