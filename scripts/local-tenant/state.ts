import type { JWK } from 'jose';
import type { LoginIdentity } from '../auth0/login.ts';

/** Everything the tenant remembers; one JSON file. Times are ISO 8601 strings in UTC. */
export interface State {
  readonly version: 1;
  /** `localhost:PORT` of the last start: the Management API's identifier carries it. */
  domain: string;
  /** The application that deploys: made on the first start, with a grant for the whole Management API. */
  deployClientId: string;
  /** Private RS256 keys; the first signs. */
  keys: JWK[];
  clients: Client[];
  connections: Connection[];
  actions: Action[];
  /** Trigger id to its bindings, in the order they run. */
  bindings: Record<string, Binding[]>;
  resourceServers: ResourceServer[];
  clientGrants: ClientGrant[];
  rules: Rule[];
  rulesConfigs: { key: string; value: string }[];
  /** Everybody who has signed in, as the tenant knows them. */
  users: User[];
}

export type Fields = Record<string, unknown>;

export interface Client extends Fields {
  client_id: string;
  client_secret: string;
  name: string;
}

export interface Connection extends Fields {
  id: string;
  name: string;
  strategy: string;
  options: Fields;
  enabled_clients: string[];
}

export interface Trigger {
  id: string;
  version?: string | undefined;
}

interface Dependency {
  name: string;
  version: string;
  registry_url?: string | undefined;
}

export interface Secret {
  name: string;
  value: string;
  updated_at: string;
}

/** What a deploy freezes. */
export interface ActionContent {
  code: string;
  dependencies: Dependency[];
  runtime: string;
  secrets: Secret[];
  supported_triggers: Trigger[];
  modules: Fields[];
}

export interface ActionVersion extends ActionContent {
  id: string;
  number: number;
  created_at: string;
  built_at: string;
}

export interface Action extends ActionContent {
  id: string;
  name: string;
  created_at: string;
  updated_at: string;
  /** When the build of the present draft began; its status follows from the clock. */
  build_started_at: string;
  /** Oldest first. */
  versions: ActionVersion[];
  deployed_version_id?: string;
  next_version: number;
}

export interface Binding {
  id: string;
  trigger_id: string;
  display_name: string;
  action_id: string;
  created_at: string;
  updated_at: string;
}

export interface ResourceServer extends Fields {
  id: string;
  identifier: string;
}

export interface ClientGrant extends Fields {
  id: string;
  client_id: string;
  audience: string;
  scope: string[];
}

export interface User extends Fields {
  user_id: string;
  app_metadata: Fields;
  user_metadata: Fields;
  identities: LoginIdentity[];
  created_at: string;
  updated_at: string;
  last_login: string;
  /** Name of the connection of the last login; the tenant's own note, shown nowhere. */
  last_connection: string;
  logins_count: number;
}

interface Rule extends Fields {
  id: string;
  name: string;
}
