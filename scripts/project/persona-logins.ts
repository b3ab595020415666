import { profileThrough } from '../local-tenant/oidc/people.ts';
import { login } from '../simulator/login.ts';
import { runActions } from '../simulator/chain.ts';
import type { ActionsResult, LoginEnd, TokenClaims } from '../simulator/result.ts';
import type { Desired, Resource } from '../tenant/desired.ts';
import type { Live } from '../tenant/live.ts';
import type { Person, TorqProfile } from '../torq/profile-schema.ts';
import { declaredRole, resolveIn, tokenEmail } from '../torq/resolve.ts';
import { declaredSecrets, liveActions } from './bound-actions.ts';
import { personaOf } from './people.ts';

/** One simulated login of a persona, through the Actions as they are live. */
export interface PersonaLogin {
  readonly person: Person;
  readonly outcome: LoginEnd;
  /** Custom claims of the ID token, and those that Auth0 drops. */
  readonly idToken: TokenClaims;
  /** The vendor's role for these claims, and the one that torq.yaml declares; undefined is no access. */
  readonly role: string | undefined;
  readonly declaredRole: string | undefined;
  /** What is wrong with a login of the same person to another application: refused, or with the vendor's claim. */
  readonly elsewhere: string | undefined;
}

export interface PersonaLogins {
  readonly logins: readonly PersonaLogin[];
  /** Bound Actions that tenant.yaml does not declare and that could not be run: what they do is not known. */
  readonly skipped: readonly string[];
}

/** Stands for every application but the vendor's. */
export const OTHER_APPLICATION = { client_id: 'another-application', name: 'Another application' };

/**
 * Logs every persona that signs in through the connection in, to the vendor's application and to another one, through
 * what is live and with the secrets that were sent.
 */
export async function logPersonasIn(
  profile: TorqProfile,
  { desired, live }: { desired: Desired; live: Live },
): Promise<PersonaLogins> {
  const clientId = String(live.clients.get(profile.application)?.['client_id']);
  const { actions, skipped } = liveActions(live, declaredSecrets(desired.actions, clientId));
  const application = { client_id: clientId, name: profile.application };
  const connection = live.connections.get(profile.connection);
  const logins: PersonaLogin[] = [];
  for (const person of profile.personas.filter((one) => one.sso)) {
    const own = await runActions(actions, loginOf(profile, person, application, connection));
    const other = await runActions(actions, loginOf(profile, person, OTHER_APPLICATION, connection));
    const claims = { email: tokenEmail(person), ...own.idToken.claims };
    logins.push({
      person,
      outcome: own.outcome,
      idToken: own.idToken,
      role: own.outcome.kind === 'allowed' ? resolveIn(profile, claims).role : undefined,
      declaredRole: declaredRole(person),
      elsewhere: wrongElsewhere(profile, other),
    });
  }
  return { logins, skipped };
}

/** Other Actions may well have something to say to other applications; the vendor's claim is not meant for them. */
function wrongElsewhere({ claim }: TorqProfile, { outcome, idToken }: ActionsResult): string | undefined {
  if (outcome.kind !== 'allowed') return `${outcome.kind} at another application`;
  return claim in idToken.claims ? `another application gets ${claim}` : undefined;
}

/** A connection that the tenant does not tell about is taken to fetch what Entra ID has. */
const UNKNOWN_CONNECTION: Resource = {
  strategy: 'waad',
  options: { ext_groups: true, ext_nested_groups: true },
};

/** A login of the person to the application through the vendor's connection, with the groups that it fetches. */
export function loginOf(
  profile: TorqProfile,
  person: Person,
  client: { client_id: string; name: string },
  connection: Resource = UNKNOWN_CONNECTION,
) {
  const through = {
    name: profile.connection,
    strategy: String(connection['strategy']),
    options: (connection['options'] ?? {}) as Resource,
  };
  return login({
    user: profileThrough(personaOf(profile.connection, person), through),
    client,
    connection: { id: String(connection['id']), name: through.name, strategy: through.strategy },
  });
}
