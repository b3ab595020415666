import { fileURLToPath } from 'node:url';

import type { MappingRow, Person, TorqProfile } from '../../scripts/torq/profile-schema.ts';
import { readTorqProfile } from '../../scripts/torq/profile.ts';

/** The profile that the repository ships. */
export const shippedProfile = readTorqProfile(fileURLToPath(new URL('../../torq.yaml', import.meta.url)));

/** A profile of a second vendor. */
export const argoProfile = readTorqProfile(fileURLToPath(new URL('argo-cd/torq.yaml', import.meta.url)));

/** A row of the mapping: `group('Torq Owners', 'Owner')`. */
export function group(value: string, role: string): MappingRow {
  return { claim: 'https://torq.io/groups', value, role };
}

/** The row that maps one e-mail. */
export function email(value: string, role: string): MappingRow {
  return { claim: 'email', value, role };
}

/** A persona with defaults: `person('ada@contoso.com', 'Owner', ['Torq Owners'])`. */
export function person(
  address: string,
  role = 'none',
  groups: readonly string[] = [],
  more: Partial<Person> = {},
): Person {
  return {
    name: address,
    email: address,
    groups: [...groups],
    role,
    sso: true,
    hasMail: true,
    nestedGroups: [],
    linked: false,
    ...more,
  };
}

/** The shipped profile with some keys replaced. */
export function profileWith(changes: Partial<TorqProfile>): TorqProfile {
  return { ...shippedProfile, ...changes };
}
