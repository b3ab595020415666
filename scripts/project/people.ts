import type { Persona } from '../local-tenant/oidc/people.ts';
import type { Person, TorqProfile } from '../torq/profile-schema.ts';
import { tokenEmail } from '../torq/resolve.ts';

/** The personas that sign in through the profile's connection, as its identity provider knows them. */
export function peopleOf(profile: TorqProfile): Persona[] {
  return profile.personas
    .filter((person) => person.sso)
    .map((person) => personaOf(profile.connection, person));
}

/** One persona as their identity provider knows them. */
export function personaOf(connection: string, person: Person): Persona {
  const { name, groups, nestedGroups, linked } = person;
  const profile = { name, email: tokenEmail(person) };
  if (!linked) {
    const user_id = person.userId ?? `waad|${person.email}`;
    return { connection, user: { ...profile, user_id, groups }, nestedGroups };
  }
  // A linked account shows the attributes of its first identity; those of the others stay with them.
  const first = {
    connection: 'Username-Password-Authentication',
    provider: 'auth0',
    user_id: person.email,
    isSocial: false,
  };
  const identities = [
    first,
    { connection, provider: 'waad', user_id: person.email, isSocial: false, profileData: { groups } },
  ];
  return { connection, user: { ...profile, user_id: person.userId ?? `auth0|${person.email}`, identities } };
}
