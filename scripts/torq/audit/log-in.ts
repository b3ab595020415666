import type { Person, TorqProfile } from '../profile-schema.ts';
import { stranger, type Claims } from '../resolve.ts';
import { loginOf, tokenClaims, type Circumstances, type LoginProbe, type SimulatedLogin } from './probe.ts';
import type { AuditInput } from './row.ts';
import { option } from './tenant-view.ts';

/** The personas that come through single sign-on, with their place in the profile. */
export function ssoPeople({ source }: AuditInput): { person: Person; index: number }[] {
  return source.profile.personas.flatMap((person, index) => (person.sso ? [{ person, index }] : []));
}

/** A person nobody declared, mapped by no e-mail. */
export function somebody(more: Partial<Person>): Person {
  return stranger('somebody@audit.invalid', { name: 'Somebody', ...more });
}

/** One simulated login with the groups that the connection would fetch. */
export async function logIn(
  { source, tenant }: AuditInput,
  probe: LoginProbe,
  person: Person,
  circumstances: Circumstances = {},
): Promise<{ claims: Claims; result: SimulatedLogin }> {
  const login = loginOf(
    source.profile,
    probe,
    withFetchedGroups(source.profile, tenant, person),
    circumstances,
  );
  const result = await probe.run(login);
  return { claims: tokenClaims(source.profile, login, result), result };
}

/** The groups that the connection fetches: those held through another group only when it is told to. */
function withFetchedGroups(profile: TorqProfile, tenant: AuditInput['tenant'], person: Person): Person {
  const connection = tenant.connections.find(({ name }) => name === profile.connection);
  if (connection && option(connection, 'ext_groups') !== true) return { ...person, groups: [] };
  const nested = connection !== undefined && option(connection, 'ext_nested_groups') === true;
  return { ...person, groups: [...new Set([...person.groups, ...(nested ? person.nestedGroups : [])])] };
}

/** How a login ended, in words. */
export function ended({ outcome }: SimulatedLogin): string {
  const by = outcome.action === undefined ? '' : ` by ${outcome.action}`;
  return `${outcome.kind}${by}${outcome.reason === undefined ? '' : ` (${outcome.reason})`}`;
}

/** Equal as JSON. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
