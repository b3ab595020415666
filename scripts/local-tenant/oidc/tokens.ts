import { errors } from 'oidc-provider';
import type { Context, Provider, Token } from 'oidc-provider';
import type { ActionsResult } from '../../simulator/result.ts';
import type { Fields, ResourceServer, State, User } from '../state.ts';
import type { Tenant } from '../tenant.ts';
import { issuerOf } from '../token.ts';
import { findClient } from './client-metadata.ts';
import type { Flows } from './flow.ts';
import { connectionOfUser } from './people.ts';
import { boundActions, runPostLogin, userOf } from './pipeline.ts';

/** Standard claims by scope (https://auth0.com/docs/get-started/apis/scopes/openid-connect-scopes). */
export const CLAIMS_BY_SCOPE = {
  openid: ['sub'],
  profile: ['name', 'nickname', 'given_name', 'family_name', 'picture', 'updated_at'],
  email: ['email', 'email_verified'],
} as const;

/** The profile as claims; `updated_at` is ISO 8601 as Auth0 gives it. */
export function profileClaims(user: User): Fields {
  const names = Object.values(CLAIMS_BY_SCOPE).flat();
  const present = names.filter((name) => user[name] !== undefined);
  return { ...Object.fromEntries(present.map((name) => [name, user[name]])), sub: user.user_id };
}

/** The API that a resource stands for: its identifier is the `audience` of the request. */
export function apiOf(state: State, resource: string): ResourceServer {
  const audience = audienceOf(resource);
  const server = state.resourceServers.find(({ identifier }) => identifier === audience);
  if (!server) throw new errors.AccessDenied(`Service not found: ${audience}`);
  return server;
}

/** An audience may be any text, a resource must be a URI. */
export function resourceOf(audience: unknown): string | undefined {
  return typeof audience === 'string' && audience !== ''
    ? `urn:audience:${encodeURIComponent(audience)}`
    : undefined;
}

function audienceOf(resource: string): string {
  return decodeURIComponent(resource.replace('urn:audience:', ''));
}

/** Custom claims of an access token, and the scopes the Actions added or took away. */
export function decideAccessToken(flows: Flows, context: Context, token: Token): Fields | undefined {
  const decision = flows.decisions.get(token.grantId);
  const { added = [], removed = [] } = decision?.result?.scopes ?? {};
  const granted = new Set(token.scope?.split(' '));
  const refreshes = context.oidc.client.grantTypeAllowed('refresh_token');
  const standard = [...Object.keys(CLAIMS_BY_SCOPE), ...(refreshes ? ['offline_access'] : [])];
  for (const scope of standard) if (decision?.requested.includes(scope)) granted.add(scope);
  for (const scope of added) granted.add(scope);
  for (const scope of removed) granted.delete(scope);
  granted.delete('');
  token.scope = [...granted].join(' ');
  return decision?.result?.accessToken.claims;
}

/** Auth0's form of a JWT access token: `azp` for the application, and /userinfo among the audiences. */
export function shapeAccessToken(
  tenant: Tenant,
  flows: Flows,
  token: Token,
  jwt: { header?: Fields; payload: Fields },
): void {
  const { client_id, aud, ...payload } = jwt.payload;
  flows.grants.set(token.jti, token.grantId);
  const openid = token.scope?.split(' ').includes('openid') ?? false;
  jwt.header = { typ: 'JWT' };
  jwt.payload = {
    ...payload,
    aud: openid ? [aud, `${issuerOf(tenant.domain)}userinfo`] : aud,
    azp: client_id,
    scope: token.scope,
  };
}

/** ID tokens get their custom claims where oidc-provider leaves none for them: right before they are signed. */
export function addIdTokenClaims(provider: Provider, flows: Flows): void {
  const prototype = provider.IdToken.prototype;
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const issue = prototype.issue;
  prototype.issue = function withClaims(options) {
    const oidc = this.ctx?.oidc;
    const grant = oidc?.entities.Grant ?? oidc?.grant;
    const decision = flows.decisions.get(grant?.jti);
    if (options.use === 'idtoken' && decision) {
      this.set('sid', decision.sessionId);
      if (decision.multifactor) this.set('amr', ['mfa']);
      for (const [name, value] of Object.entries(decision.result?.idToken.claims ?? {}))
        this.set(name, value);
    }
    return issue.call(this, options);
  };
}

/** A refresh runs the Actions again; a refusal refuses it before the refresh token is used up. */
export async function decideRefresh(tenant: Tenant, flows: Flows, context: Context): Promise<boolean> {
  const state = tenant.store.read();
  const refreshToken = context.oidc.entities.RefreshToken;
  const client = findClient(state, context.oidc.client.clientId);
  if (!refreshToken || !client) throw new Error('a refresh without its token');
  const user = userOf(state, refreshToken.accountId);
  const connection = connectionOfUser(state, user);
  if (!connection) throw new errors.AccessDenied('the connection is not enabled');
  const before = flows.decisions.get(refreshToken.grantId);
  const { headers } = context.req;
  const result = await runPostLogin(
    tenant,
    {
      user,
      client,
      connection,
      protocol: 'oauth2-refresh-token',
      parameters: {
        scope: refreshToken.scope ?? '',
        grant_type: 'refresh_token',
        client_id: client.client_id,
      },
      method: 'POST',
      userAgent: headers['user-agent'],
      language: headers['accept-language']?.split(',')[0],
      transactionId: refreshToken.grantId,
      refreshToken: {
        id: refreshToken.jti,
        created_at: new Date((refreshToken.iat ?? 0) * 1000).toISOString(),
      },
    },
    boundActions(state),
  );
  requireAllowed(result);
  const requested = [...(refreshToken.scope ?? '').split(' '), 'offline_access'];
  const fresh = { requested, sessionId: '', multifactor: false };
  flows.decisions.set(refreshToken.grantId, { ...fresh, ...before, result });
  const rotation = client['refresh_token'] as { rotation_type?: string } | undefined;
  return rotation?.rotation_type === 'rotating';
}

function requireAllowed(result: ActionsResult | undefined): void {
  if (!result || result.outcome.kind === 'allowed') return;
  const reason = 'reason' in result.outcome ? result.outcome.reason : 'The login needs the user';
  const error = new errors.AccessDenied(reason);
  error.status = 403;
  error.statusCode = 403;
  throw error;
}
