import type { Login } from '../../auth0/login.ts';
import type { Client, Connection, User } from '../state.ts';
import type { Tenant } from '../tenant.ts';

/** What one run of the Actions is about, beside the user. */
export interface LoginFacts {
  readonly user: User;
  readonly client: Client;
  readonly connection: Connection;
  readonly protocol: string;
  /** Parameters of the authorization request; those of the refresh for a refresh. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly method: string;
  readonly userAgent: string | undefined;
  readonly language: string | undefined;
  readonly transactionId: string;
  readonly session?: { readonly id: string; readonly authenticatedAt: Date };
  readonly refreshToken?: { readonly id: string; readonly created_at: string };
}

/** The login as the Actions will see it. */
export function loginOf(tenant: Tenant, facts: LoginFacts): Login {
  const { user, client, connection, parameters, session } = facts;
  const { last_login: _at, last_connection: _through, logins_count, ...profile } = user;
  const audience = parameters['audience'];
  return {
    tenant: { id: 'local' },
    user: profile,
    client: { client_id: client.client_id, name: client.name, metadata: labels(client['client_metadata']) },
    connection: {
      id: connection.id,
      name: connection.name,
      strategy: connection.strategy,
      metadata: labels(connection['metadata']),
      options: connection.options,
    },
    request: {
      ip: '127.0.0.1',
      method: facts.method,
      hostname: tenant.domain,
      ...(facts.userAgent === undefined ? {} : { user_agent: facts.userAgent }),
      ...(facts.language === undefined ? {} : { language: facts.language }),
      query: facts.method === 'GET' ? parameters : {},
      body: facts.method === 'GET' ? {} : parameters,
    },
    transaction: transactionOf(facts),
    ...(session
      ? {
          authentication: {
            methods: [{ name: 'federated', timestamp: session.authenticatedAt.toISOString() }],
          },
          session: { id: session.id },
        }
      : {}),
    ...(facts.refreshToken ? { refresh_token: facts.refreshToken } : {}),
    ...(audience ? { resource_server: { identifier: audience } } : {}),
    stats: { logins_count },
  };
}

/** https://auth0.com/docs/actions/reference/post-login/post-login-event-object */
function transactionOf({
  parameters,
  protocol,
  transactionId,
}: LoginFacts): NonNullable<Login['transaction']> {
  const words = (name: string) => parameters[name]?.split(' ').filter((word) => word !== '') ?? [];
  const text = (name: string) => (parameters[name] === undefined ? {} : { [name]: parameters[name] });
  return {
    id: transactionId,
    protocol,
    requested_scopes: words('scope'),
    acr_values: words('acr_values'),
    ui_locales: words('ui_locales'),
    prompt: words('prompt'),
    response_type: words('response_type'),
    locale: words('ui_locales')[0] ?? 'en',
    ...text('redirect_uri'),
    ...text('response_mode'),
    ...text('login_hint'),
    ...text('state'),
  };
}

export function protocolOf(responseType: string): string {
  const types = responseType.split(' ');
  if (!types.includes('code')) return 'oidc-implicit-profile';
  return types.length === 1 ? 'oidc-basic-profile' : 'oidc-hybrid-profile';
}

function labels(value: unknown): Record<string, string> {
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
}
