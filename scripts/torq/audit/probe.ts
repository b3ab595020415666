import type { Login } from '../../auth0/login.ts';
import type { Person, TorqProfile } from '../profile-schema.ts';
import { tokenEmail, type Claims } from '../resolve.ts';

/** How one simulated login ended; what the simulator says, as far as the audit looks at it. */
export interface SimulatedLogin {
  readonly outcome: { readonly kind: string; readonly reason?: string; readonly action?: string };
  readonly idToken: {
    readonly claims: Claims;
    readonly dropped: readonly { readonly name: string; readonly reason: string }[];
  };
  readonly multifactor: readonly unknown[];
}

/** Runs the Actions bound to post-login, in order, as the tenant would. */
export interface LoginProbe {
  /** The client ID that the Actions were told is the application's. */
  readonly clientId: string;
  /** Actions that are bound on the tenant and cannot be run here, and why. */
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
  /** One login through all bound Actions, or through the named one alone. */
  run(login: Login, only?: string): Promise<SimulatedLogin>;
}

/** How a login differs from a person's ordinary one. */
export interface Circumstances {
  /** Another application than the profile's. */
  readonly elsewhere?: boolean;
  /** The value of the root attribute `groups`; `undefined` leaves it out. */
  readonly groups?: unknown;
  readonly appMetadata?: Readonly<Record<string, unknown>>;
  readonly userMetadata?: Readonly<Record<string, unknown>>;
  /** Auth0 roles of the person. */
  readonly roles?: readonly string[];
  /** Another connection than the profile's, with accounts of its own. */
  readonly through?: { readonly name: string; readonly strategy: string };
  /** The Entra identity is a secondary one, with the groups in its profile data. */
  readonly linked?: boolean;
}

const at = '2026-01-15T09:00:00.000Z';

/** A person's login as Auth0 would put it to the Actions. */
export function loginOf(
  profile: TorqProfile,
  probe: Pick<LoginProbe, 'clientId'>,
  person: Person,
  circumstances: Circumstances = {},
): Login {
  const groups = 'groups' in circumstances ? circumstances.groups : person.groups;
  const linked = circumstances.linked ?? false;
  const email = tokenEmail(person);
  const { name: connection, strategy } = circumstances.through ?? {
    name: profile.connection,
    strategy: 'waad',
  };
  const id = circumstances.through ? `${strategy}|${email}` : (person.userId ?? `waad|${email}`);
  const identity = {
    connection,
    provider: strategy,
    user_id: id.slice(id.indexOf('|') + 1),
    isSocial: false,
  };
  return {
    tenant: { id: 'audit' },
    user: {
      user_id: linked ? `auth0|${email}` : id,
      email,
      email_verified: false,
      name: person.name,
      created_at: at,
      updated_at: at,
      app_metadata: circumstances.appMetadata ?? {},
      user_metadata: circumstances.userMetadata ?? {},
      identities: linked
        ? [
            {
              connection: 'Username-Password-Authentication',
              provider: 'auth0',
              user_id: email,
              isSocial: false,
            },
            { ...identity, profileData: { groups } },
          ]
        : [identity],
      ...(!linked && groups !== undefined && { groups }),
    },
    client: circumstances.elsewhere
      ? { client_id: 'SomeOtherApplication000000000000', name: 'Some other application', metadata: {} }
      : { client_id: probe.clientId, name: profile.application, metadata: {} },
    connection: { id: 'con_audit', name: connection, strategy, metadata: {} },
    request: { ip: '192.0.2.10', method: 'GET', hostname: 'audit.example.com', query: {}, body: {} },
    transaction: {
      protocol: profile.flow === 'code' ? 'oidc-basic-profile' : 'oidc-implicit-profile',
      requested_scopes: profile.scopes,
      response_type: [profile.flow === 'code' ? 'code' : 'id_token'],
    },
    ...(circumstances.roles && { authorization: { roles: circumstances.roles } }),
    authentication: { methods: [{ name: 'federated', timestamp: at }] },
    session: { id: 'session-audit' },
    stats: { logins_count: 3 },
  };
}

/** The claims of the ID token: Auth0's own that a mapping can name, and what the Actions set. */
export function tokenClaims(profile: TorqProfile, login: Login, result: SimulatedLogin): Claims {
  if (result.outcome.kind !== 'allowed') return {};
  const { email } = login.user;
  return {
    sub: login.user.user_id,
    ...(profile.scopes.includes('email') && email !== undefined && { email }),
    ...result.idToken.claims,
  };
}
