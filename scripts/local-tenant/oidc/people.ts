import type { LoginIdentity, LoginUser } from '../../auth0/login.ts';
import type { Connection, Fields, State, User } from '../state.ts';
import type { Tenant } from '../tenant.ts';

/** Somebody who can sign in: what the identity provider behind a connection knows of them. */
export interface Persona {
  /** Name of the connection they come through. */
  readonly connection: string;
  /** Profile attributes as that provider would give them; `user_id` is `strategy|id`. */
  readonly user: LoginUser;
  /** Groups held only through another group; part of the profile where nested groups are asked for. */
  readonly nestedGroups?: readonly string[];
}

/** Stores what the provider gave at this login and returns the user as the tenant knows them. Metadata is kept. */
export function signIn(tenant: Tenant, persona: Persona, connection: Connection): User {
  const now = tenant.now().toISOString();
  const profile = profileThrough(persona, connection);
  const { user_id } = persona.user;
  const existing = tenant.store.read().users.find((user) => user.user_id === user_id);
  const { app_metadata, user_metadata, ...attributes } = profile;
  const user: User = {
    ...attributes,
    user_id,
    app_metadata: existing?.app_metadata ?? (app_metadata as Fields | undefined) ?? {},
    user_metadata: existing?.user_metadata ?? (user_metadata as Fields | undefined) ?? {},
    last_connection: connection.name,
    created_at: existing?.created_at ?? now,
    updated_at: now,
    last_login: now,
    logins_count: (existing?.logins_count ?? 0) + 1,
  };
  tenant.store.updateSoon((state) => ({
    ...state,
    users: [...state.users.filter((one) => one.user_id !== user_id), user],
  }));
  return user;
}

/** The connection a user last signed in through. */
export function connectionOfUser(state: State, user: User): Connection | undefined {
  return state.connections.find((connection) => connection.name === user.last_connection);
}

/** What a login depends on of its connection. */
type Through = Pick<Connection, 'name' | 'strategy' | 'options'>;

/** The profile and the identities that somebody has after a login through the connection. */
export function profileThrough(
  persona: Persona,
  connection: Through,
): Fields & { user_id: string; identities: LoginIdentity[] } {
  return {
    ...profileFrom(persona, connection),
    user_id: persona.user.user_id,
    identities: identitiesOf(persona, connection),
  };
}

/**
 * Entra ID gives groups only where the connection asks for them, nested ones only where it asks for those, and no more
 * than it asks for (https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/azure-active-directory/v2).
 */
function profileFrom(persona: Persona, { strategy, options }: Through): Fields {
  const { groups, ...profile } = persona.user;
  if (strategy !== 'waad') return { ...persona.user };
  if (options['ext_groups'] !== true || !Array.isArray(groups)) return profile;
  const nested = options['ext_nested_groups'] === true ? (persona.nestedGroups ?? []) : [];
  const maximum = Number(options['max_groups_to_retrieve'] ?? '');
  const all = [...groups, ...nested];
  return { ...profile, groups: maximum > 0 ? all.slice(0, maximum) : all };
}

/** Linked accounts bring several identities of their own; an ordinary one is of this connection alone. */
function identitiesOf({ user }: Persona, connection: Through): LoginIdentity[] {
  if (user.identities && user.identities.length > 0) return [...user.identities];
  const id = user.user_id.split('|').slice(1).join('|');
  return [{ connection: connection.name, provider: connection.strategy, user_id: id, isSocial: false }];
}
