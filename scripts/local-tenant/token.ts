import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT, errors } from 'jose';
import type { JWK } from 'jose';
import { ApiError } from './errors.ts';
import type { Random } from './ids.ts';
import type { Client } from './state.ts';
import type { Tenant } from './tenant.ts';

/** A new private RS256 key; `kid` comes from the tenant's own randomness. */
export async function newSigningKey(random: Random): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = Buffer.from(random(16)).toString('base64url');
  return { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid };
}

/** `https://localhost:PORT/api/v2/`: the identifier of the Management API. */
export function managementAudience(domain: string): string {
  return `https://${domain}/api/v2/`;
}

export function issuerOf(domain: string): string {
  return `https://${domain}/`;
}

/** A token an application gets for itself (https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow). */
export async function signMachineToken(
  tenant: Tenant,
  token: { client: Client; audience: string; scopes: readonly string[]; seconds: number },
): Promise<string> {
  const [key] = tenant.store.read().keys;
  if (!key) throw new Error('the tenant has no signing key');
  const now = Math.floor(tenant.now().getTime() / 1000);
  const id = token.client.client_id;
  const claims = { azp: id, gty: 'client-credentials', scope: token.scopes.join(' ') };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .setIssuer(issuerOf(tenant.domain))
    .setSubject(`${id}@clients`)
    .setAudience(token.audience)
    .setIssuedAt(now)
    .setExpirationTime(now + token.seconds)
    .sign(await importJWK(key, 'RS256'));
}

/** The scopes of a request's Management API token, or a 401. */
export async function verifyManagementToken(
  tenant: Tenant,
  authorization: string | undefined,
): Promise<ReadonlySet<string>> {
  if (authorization === undefined || authorization === '') {
    throw new ApiError(401, 'Missing authentication');
  }
  const [, token] = /^Bearer ([^\s]+)$/i.exec(authorization) ?? [];
  if (token === undefined) {
    throw new ApiError(401, 'Bad HTTP authentication header format', 'Bearer');
  }
  const keys = tenant.store.read().keys;
  try {
    const { payload } = await jwtVerify(
      token,
      async (header) => {
        const key = keys.find((candidate) => candidate.kid === header.kid);
        if (!key) throw new errors.JWKSNoMatchingKey();
        const { kty, n, e } = key;
        return importJWK({ kty, n, e } as JWK, 'RS256');
      },
      {
        algorithms: ['RS256'],
        issuer: issuerOf(tenant.domain),
        audience: managementAudience(tenant.domain),
        currentDate: tenant.now(),
      },
    );
    return new Set(typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : []);
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new ApiError(401, 'Expired token received for JSON Web Token validation', 'invalid_token');
    }
    throw new ApiError(401, 'Invalid token', 'invalid_token');
  }
}
