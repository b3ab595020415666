import { ActionsClient } from 'auth0/actions';
import { ClientsClient } from 'auth0/clients';
import { ConnectionsClient } from 'auth0/connections';
import type { RulesClient } from 'auth0/rules';
import type { RulesConfigsClient } from 'auth0/rulesConfigs';
import { messageOf, Problem } from '../lib/problem.ts';
import { sendOnce, SENT_ONCE } from './send-once.mjs';

/**
 * How often a request is tried again. The waits double from one second, so that a tenant that is down is given up
 * after a minute; a 429 says itself how long to wait, and two requests a second are enough for six tries.
 */
export const MAX_RETRIES = 6;

/** The parts of the SDK that are used. Imported one by one: the whole of it costs 45 MB more. */
export interface ManagementApi {
  readonly actions: ActionsClient;
  readonly clients: ClientsClient;
  readonly connections: ConnectionsClient;
  /** Loaded when asked for: few tenants still have Rules. */
  readonly rules: () => Promise<RulesClient>;
  readonly rulesConfigs: () => Promise<RulesConfigsClient>;
}

/** A way into a tenant's Management API, with a token in hand. */
export interface Connection {
  readonly domain: string;
  readonly accessToken: string;
  /** A certificate to trust beside the system's, PEM: the local tenant signs its own. */
  readonly certificate: { readonly path: string; readonly pem: string } | undefined;
  readonly api: ManagementApi;
  readonly close: () => Promise<void>;
}

interface Way {
  readonly domain: string;
  readonly credentials:
    | { readonly accessToken: string }
    | { readonly clientId: string; readonly clientSecret: string };
  readonly certificate?: Connection['certificate'];
}

/**
 * Gets a Management API token (client credentials grant, one request) and an SDK client that uses it. Throws a
 * Problem when the tenant cannot be reached or refuses the credentials.
 */
export async function connect(way: Way): Promise<Connection> {
  const { fetch, close } = await wayOut(way.certificate);
  try {
    const accessToken =
      'accessToken' in way.credentials
        ? way.credentials.accessToken
        : await requestToken(way.domain, way.credentials, fetch);
    const options = {
      baseUrl: `https://${way.domain}/api/v2`,
      token: accessToken,
      fetch: sendOnce(fetch),
      maxRetries: MAX_RETRIES,
    };
    const api = {
      actions: new ActionsClient(options),
      clients: new ClientsClient(options),
      connections: new ConnectionsClient(options),
      rules: async () => new (await import('auth0/rules')).RulesClient(options),
      rulesConfigs: async () => new (await import('auth0/rulesConfigs')).RulesConfigsClient(options),
    };
    return { domain: way.domain, accessToken, certificate: way.certificate, api, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The fetch to use, and what to close afterwards. Without a certificate of its own it is the built-in one. */
async function wayOut(
  certificate: Connection['certificate'],
): Promise<{ readonly fetch: typeof globalThis.fetch; readonly close: () => Promise<void> }> {
  if (certificate === undefined) return { fetch: globalThis.fetch, close: () => Promise.resolve() };
  const undici = await import('undici');
  const agent = new undici.Agent({ connect: { ca: certificate.pem } });
  // undici's own fetch goes with undici's Agent; the types of the built-in fetch differ from it in name only.
  const fetch = ((input: string, init: object) =>
    undici.fetch(input, { ...init, dispatcher: agent })) as unknown as typeof globalThis.fetch;
  return { fetch, close: () => agent.close() };
}

async function requestToken(
  domain: string,
  credentials: { clientId: string; clientSecret: string },
  fetch: typeof globalThis.fetch,
): Promise<string> {
  let response: Response;
  try {
    response = await fetch(`https://${domain}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
        audience: `https://${domain}/api/v2/`,
      }),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    throw unreachable(domain, error);
  }
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok && typeof body['access_token'] === 'string') return body['access_token'];
  throw new Problem(
    'tenant-credentials',
    `${domain} refused the credentials: ${reasonOf(body) ?? `HTTP ${response.status}`}`,
    {
      hint: 'Check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, and that the application is authorized for the Auth0 Management API.',
    },
  );
}

function reasonOf(body: Record<string, unknown>): string | undefined {
  return [body['error_description'], body['error']].find((value) => typeof value === 'string');
}

function unreachable(domain: string, error: unknown): Problem {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return new Problem('tenant-unreachable', `${domain} cannot be reached: ${messageOf(cause)}`, {
    hint: 'Check AUTH0_DOMAIN and the network; behind a proxy that signs its own certificates, set NODE_EXTRA_CA_CERTS.',
    cause: error,
  });
}

interface SdkError extends Error {
  readonly statusCode: number | undefined;
  readonly body: unknown;
}

/** The SDK exports its base class of errors with the whole SDK only. */
export function isSdkError(error: unknown): error is SdkError {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

/** True when the tenant has no Rules any more, and false when the token merely lacks a scope. */
export function isRulesOff(error: unknown): boolean {
  if (!isSdkError(error) || error.statusCode !== 403) return false;
  return (error.body as { errorCode?: string } | undefined)?.errorCode !== 'insufficient_scope';
}

/** Turns what the SDK throws into a Problem that says what was asked and what to do; anything else passes. */
export function asTenantProblem(domain: string, error: unknown): unknown {
  if (!isSdkError(error)) return error;
  const { statusCode } = error;
  if (statusCode === undefined) return unreachable(domain, error);
  const body = (error.body ?? {}) as { message?: string };
  const message = body.message ?? error.message;
  const hint =
    statusCode === 401
      ? 'The access token is not valid or has expired.'
      : statusCode === 403
        ? 'Grant the missing scope to the machine-to-machine application; the README lists the scopes.'
        : statusCode === SENT_ONCE
          ? 'Run again: what the tenant holds is read first, so that nothing is done twice.'
          : 'Nothing was changed by this request; try again, or see the tenant log.';
  return new Problem(`tenant-${statusCode}`, `${domain} answered ${statusCode}: ${message}`, {
    hint,
    cause: error,
  });
}
