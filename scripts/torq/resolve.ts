import { ASSUMED, type Semantics } from './assumptions.ts';
import type { MappingRow, Person, TorqProfile } from './profile-schema.ts';
import { mappedGroups } from './profile.ts';
import { contains } from './role-order.ts';
import { VENDORS, type Decision, type VendorName } from './vendors.ts';

/** The claims of a verified ID token, as the vendor sees them. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which role a login gets, and from which row; no role means no access through single sign-on. */
export interface Resolution {
  readonly role: string | undefined;
  /** Index of the row that decided, from 0. */
  readonly row: number | undefined;
  /** All roles granted: one at most for a vendor that stops at the first match. */
  readonly roles: readonly string[];
}

/** True when the row's claim is in the token and equals the row's value, or is a list that contains it. */
export function rowMatches(row: MappingRow, claims: Claims, semantics: Semantics = ASSUMED): boolean {
  const claim = claims[row.claim];
  const wanted = normal(row.value, semantics);
  if (typeof claim === 'string') {
    const parts = semantics.commaLists ? [claim, ...claim.split(',')] : [claim];
    return parts.some((part) => normal(part, semantics) === wanted);
  }
  if (!Array.isArray(claim) || !semantics.arrayMembership) return false;
  return claim.some((item) => typeof item === 'string' && normal(item, semantics) === wanted);
}

/** The role that the rows give these claims: top-down, and (unless the vendor adds up all matches) the first match decides. */
export function resolveRole(
  mapping: readonly MappingRow[],
  claims: Claims,
  options: { readonly decision?: Decision; readonly semantics?: Semantics } = {},
): Resolution {
  const { decision = 'first-match', semantics = ASSUMED } = options;
  const matching = mapping.flatMap((row, index) => (rowMatches(row, claims, semantics) ? [index] : []));
  const deciding = decision === 'first-match' ? matching.slice(0, 1) : matching;
  const roles = [...new Set(deciding.map((index) => (mapping[index] as MappingRow).role))];
  return { role: roles[0], row: deciding[0], roles };
}

/** The role of a persona as a profile declares it: undefined for `none`. */
export function declaredRole(person: Person): string | undefined {
  return person.role === 'none' ? undefined : person.role;
}

/** Somebody whom no profile declares, with what else is known of them. */
export function stranger(email: string, more: Partial<Person> = {}): Person {
  const person = { groups: [], role: 'none', sso: true, hasMail: true, nestedGroups: [], linked: false };
  return { name: email, email, ...person, ...more };
}

/** The groups that reach the token of someone in `groups`: all, or those that the mapping names, with exactly that spelling. */
export function emittedGroups(profile: TorqProfile, groups: readonly string[]): string[] {
  if (profile.allowList === 'all') return [...groups];
  const allowed = new Set(mappedGroups(profile));
  return groups.filter((group) => allowed.has(group));
}

/**
 * The e-mail that Auth0 takes over from Entra ID: the mail attribute, else the user principal name
 * (https://auth0.com/docs/manage-users/user-accounts/user-profiles/azuread-adfs-email-verification).
 */
export function tokenEmail(person: Person): string {
  return person.hasMail ? person.email : (person.userPrincipalName ?? person.email);
}

/** The claims a persona's token is expected to carry when the Action works as declared. */
export function expectedClaims(profile: TorqProfile, person: Person): Claims {
  const groups = emittedGroups(profile, person.groups);
  return {
    ...(profile.scopes.includes('email') && { email: tokenEmail(person) }),
    ...(groups.length > 0 && { [profile.claim]: groups }),
  };
}

/** The role that a profile's own mapping gives these claims, as its vendor decides; of several, the one no other contains. */
export function resolveIn(
  profile: { readonly vendor: VendorName; readonly mapping: readonly MappingRow[] },
  claims: Claims,
  semantics?: Semantics,
): Resolution {
  const vendor = VENDORS[profile.vendor];
  const resolution = resolveRole(profile.mapping, claims, {
    decision: vendor.decision,
    ...(semantics && { semantics }),
  });
  const { roles } = resolution;
  const role = roles.find((one) => !roles.some((other) => contains(vendor, other, one)));
  return { ...resolution, role };
}

function normal(value: string, semantics: Semantics): string {
  const trimmed = semantics.trimming ? value.trim() : value;
  return semantics.caseFolding ? trimmed.toLowerCase() : trimmed;
}
