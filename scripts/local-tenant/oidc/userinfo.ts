import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Provider } from 'oidc-provider';
import type { Fields } from '../state.ts';
import type { Reply, Tenant } from '../tenant.ts';
import { issuerOf } from '../token.ts';
import type { Flows } from './flow.ts';
import { CLAIMS_BY_SCOPE, profileClaims } from './tokens.ts';

/** Profile claims by scope, and the custom claims of the ID token (https://auth0.com/docs/api/authentication/user-profile/get-user-info). */
export async function userinfo(
  tenant: Tenant,
  provider: Provider,
  flows: Flows,
  authorization: string | undefined,
): Promise<Reply> {
  const [, value] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
  const token = value === undefined ? undefined : await tokenOf(tenant, provider, flows, value);
  const user = tenant.store.read().users.find(({ user_id }) => user_id === token?.sub);
  if (!token || !user || !token.scopes.includes('openid')) {
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
    return { status: 401, body: { error: 'invalid_token', error_description: 'Unauthorized' }, headers };
  }
  const names = new Set<string>(
    token.scopes.flatMap((scope) => CLAIMS_BY_SCOPE[scope as keyof typeof CLAIMS_BY_SCOPE] ?? []),
  );
  const standard = Object.entries(profileClaims(user)).filter(([name]) => names.has(name));
  const custom = flows.decisions.get(token.grantId)?.result?.idToken.claims ?? {};
  const body: Fields = { ...Object.fromEntries(standard), ...custom };
  return { status: 200, body };
}

async function tokenOf(tenant: Tenant, provider: Provider, flows: Flows, value: string) {
  if (value.split('.').length !== 3) {
    const token = await provider.AccessToken.find(value);
    if (!token || token.isExpired) return undefined;
    return { sub: token.accountId, scopes: token.scope?.split(' ') ?? [], grantId: token.grantId };
  }
  const keys = tenant.store.read().keys.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use }));
  const issuer = issuerOf(tenant.domain);
  try {
    const { payload } = await jwtVerify(value, createLocalJWKSet({ keys: keys as never }), {
      issuer,
      audience: `${issuer}userinfo`,
      currentDate: tenant.now(),
    });
    const scopes = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
    return { sub: payload.sub, scopes, grantId: flows.grants.get(payload.jti) };
  } catch {
    return undefined;
  }
}
