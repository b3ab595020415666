import { timingSafeEqual } from 'node:crypto';
import { MANAGEMENT_TOKEN_SECONDS } from './assumptions.ts';
import type { Client } from './state.ts';
import type { Reply, Tenant } from './tenant.ts';
import { managementAudience, signMachineToken } from './token.ts';

/** `POST /oauth/token` for `grant_type=client_credentials`; errors are OAuth's `{error, error_description}`. */
export async function machineToken(
  tenant: Tenant,
  form: Readonly<Record<string, unknown>>,
  authorization: string | undefined,
): Promise<Reply> {
  if (form['grant_type'] !== 'client_credentials') {
    const asked = typeof form['grant_type'] === 'string' ? form['grant_type'] : 'none';
    return refuse(403, 'unsupported_grant_type', `Unsupported grant type: ${asked}`);
  }
  const credentials = basicCredentials(authorization) ?? {
    id: form['client_id'],
    secret: form['client_secret'],
  };
  const state = tenant.store.read();
  const client = state.clients.find((candidate) => candidate.client_id === credentials.id);
  if (!client || !sameSecret(client, credentials.secret)) {
    return refuse(401, 'access_denied', 'Unauthorized');
  }
  const grantTypes = client['grant_types'];
  if (!Array.isArray(grantTypes) || !grantTypes.includes('client_credentials')) {
    return refuse(403, 'unauthorized_client', `Grant type 'client_credentials' not allowed for the client.`);
  }
  const audience = form['audience'];
  if (typeof audience !== 'string' || audience === '') {
    return refuse(
      403,
      'access_denied',
      'No audience parameter was provided, and no default audience has been configured',
    );
  }
  const api = state.resourceServers.find((server) => server.identifier === audience);
  if (!api) return refuse(403, 'access_denied', `Service not found: ${audience}`);
  const grant = state.clientGrants.find(
    (candidate) => candidate.client_id === client.client_id && candidate.audience === audience,
  );
  if (!grant) {
    return refuse(
      403,
      'access_denied',
      `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API.`,
    );
  }
  const asked =
    typeof form['scope'] === 'string' && form['scope'] !== '' ? form['scope'].split(' ') : undefined;
  const scopes = asked ? grant.scope.filter((scope) => asked.includes(scope)) : grant.scope;
  const seconds =
    audience === managementAudience(tenant.domain) || typeof api['token_lifetime'] !== 'number'
      ? MANAGEMENT_TOKEN_SECONDS
      : api['token_lifetime'];
  const token = await signMachineToken(tenant, { client, audience, scopes, seconds });
  const body = { access_token: token, scope: scopes.join(' '), expires_in: seconds, token_type: 'Bearer' };
  return { status: 200, body };
}

function refuse(status: number, error: string, description: string): Reply {
  return { status, body: { error, error_description: description } };
}

/** `client_secret_basic`; both halves are form-encoded before they are joined (RFC 6749, section 2.3.1). */
export function basicCredentials(
  authorization: string | undefined,
): { id: string; secret: string } | undefined {
  const [, encoded] = /^Basic (\S+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  try {
    return { id: decodeURIComponent(id), secret: decodeURIComponent(rest.join(':')) };
  } catch {
    return { id, secret: rest.join(':') };
  }
}

function sameSecret(client: Client, secret: unknown): boolean {
  if (typeof secret !== 'string') return false;
  const expected = Buffer.from(client.client_secret);
  const given = Buffer.from(secret);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
