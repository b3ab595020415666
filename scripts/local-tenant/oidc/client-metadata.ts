import { DEFAULT_ID_TOKEN_ALGORITHM } from '../assumptions.ts';
import type { Client, Fields, State } from '../state.ts';

/** The application as OpenID Connect names its properties, or undefined. */
export function clientMetadata(state: State, id: string): Fields | undefined {
  const client = findClient(state, id);
  if (!client) return undefined;
  const method = client['token_endpoint_auth_method'] ?? 'client_secret_post';
  return {
    client_id: client.client_id,
    client_name: client.name,
    ...(method === 'none' && algorithmOf(client) !== 'HS256' ? {} : { client_secret: client.client_secret }),
    token_endpoint_auth_method: method,
    id_token_signed_response_alg: algorithmOf(client),
    // Every type is let through here; whether the grant type is allowed is answered in Auth0's words later.
    response_types: [...RESPONSE_TYPES],
    grant_types: [
      'authorization_code',
      'implicit',
      ...(allowsGrant(client, 'refresh_token') ? ['refresh_token'] : []),
    ],
    // Callback URLs are compared by `callbackAllowed`: Auth0 takes more forms than this property does.
    redirect_uris: ['https://callback.invalid/'],
  };
}

export const RESPONSE_TYPES = [
  'code',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const;

export function findClient(state: State, id: string): Client | undefined {
  return state.clients.find((client) => client.client_id === id);
}

export function allowsGrant(client: Client, type: string): boolean {
  const types = client['grant_types'];
  return Array.isArray(types) && types.includes(type);
}

/** Exact, or with `*` for one label of the host (https://auth0.com/docs/get-started/applications/wildcards-for-subdomains). */
export function urlAllowed(allowed: unknown, url: string): boolean {
  if (!Array.isArray(allowed)) return false;
  return allowed.some((entry) => typeof entry === 'string' && (entry === url || wildcard(entry)?.test(url)));
}

function wildcard(entry: string): RegExp | undefined {
  const [, scheme, label, rest] = /^(https?:\/\/)([^/*]*\*[^/.]*)(\..+)$/.exec(entry) ?? [];
  if (scheme === undefined || label === undefined || rest === undefined || rest.includes('*'))
    return undefined;
  const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  return new RegExp(`^${escaped(scheme)}${label.split('*').map(escaped).join('[^./]+')}${escaped(rest)}$`);
}

function algorithmOf(client: Client): string {
  const configuration = client['jwt_configuration'] as { alg?: string } | undefined;
  return configuration?.alg ?? DEFAULT_ID_TOKEN_ALGORITHM;
}
