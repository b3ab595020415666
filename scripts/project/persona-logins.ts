import { login } from '../simulator/login.ts';
import { runActions } from '../simulator/chain.ts';
import type { ActionsResult, BoundAction, LoginEnd, TokenClaims } from '../simulator/result.ts';
import type { Desired } from '../tenant/desired.ts';
import type { Live } from '../tenant/live.ts';
import type { Person, TorqProfile } from '../torq/profile-schema.ts';
import { declaredRole, resolveIn, tokenEmail } from '../torq/resolve.ts';

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
  /** Bound Actions that tenant.yaml does not manage: their secrets cannot be read, so they were not run. */
  readonly skipped: readonly string[];
}

/** Stands for every application but the vendor's. */
export const OTHER_APPLICATION = { client_id: 'another-application', name: 'Another application' };

/** Logs every persona that signs in through the connection in, to the vendor's application and to another one. */
export async function logPersonasIn(
  profile: TorqProfile,
  { desired, live }: { desired: Desired; live: Live },
): Promise<PersonaLogins> {
  const { actions, skipped } = boundActions(desired, live);
  const application = {
    client_id: String(live.clients.get(profile.application)?.['client_id']),
    name: profile.application,
  };
  const logins: PersonaLogin[] = [];
  for (const person of profile.personas.filter((one) => one.sso)) {
    const own = await runActions(actions, loginOf(profile, person, application, live));
    const other = await runActions(actions, loginOf(profile, person, OTHER_APPLICATION, live));
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

/** The managed Actions in the order they are bound, with the code that is live and the secrets that were sent. */
function boundActions(desired: Desired, live: Live): { actions: BoundAction[]; skipped: string[] } {
  const bound = (live.bindings.get('post-login') ?? []).map((binding) => binding.actionName);
  const isManaged = (name: string): boolean => desired.actions.some((action) => action.name === name);
  const actions = bound.filter(isManaged).map((name): BoundAction => {
    const deployed = live.actions.get(name)?.deployed;
    const secrets = desired.actions.find((action) => action.name === name)?.secrets ?? [];
    return {
      name,
      code: deployed?.code ?? '',
      secrets: Object.fromEntries(secrets.map((secret) => [secret.name, String(secret.value)])),
      dependencies: deployed?.dependencies ?? [],
    };
  });
  return { actions, skipped: bound.filter((name) => !isManaged(name)) };
}

/** A login of the person to the application, through the vendor's connection. */
export function loginOf(
  profile: TorqProfile,
  person: Person,
  client: { client_id: string; name: string },
  live: Live,
) {
  const connection = live.connections.get(profile.connection);
  return login({
    user: {
      user_id: person.userId ?? `waad|${person.email}`,
      email: tokenEmail(person),
      name: person.name,
      groups: person.groups,
      identities: [
        {
          connection: profile.connection,
          provider: 'waad',
          user_id: person.userId ?? person.email,
          isSocial: false,
        },
      ],
    },
    client,
    connection: { id: String(connection?.['id']), name: profile.connection, strategy: 'waad' },
  });
}
