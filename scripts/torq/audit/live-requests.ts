import { fetch, Agent } from 'undici';

import { messageOf } from '../../lib/problem.ts';

/** A way into a tenant: its domain, a token of its Management API, and a certificate to trust where it signs its own. */
export interface TenantAccess {
  readonly domain: string;
  readonly accessToken: string;
  readonly certificate: { readonly pem: string } | undefined;
}

/** What the tenant answered to a GET, or why nothing can be said of it. */
export type Answer = { readonly value: unknown } | { readonly why: string; readonly errorCode?: unknown };

const TIMEOUT = 10_000;

/** Asks for something that an audit can do without: whatever goes wrong is told in the answer. */
export async function ask({ domain, accessToken, certificate }: TenantAccess, path: string): Promise<Answer> {
  const dispatcher = certificate && new Agent({ connect: { ca: certificate.pem } });
  try {
    const response = await fetch(`https://${domain}${path}`, {
      // Discovery is for everyone.
      headers: path.startsWith('/api/') ? { authorization: `Bearer ${accessToken}` } : {},
      signal: AbortSignal.timeout(TIMEOUT),
      ...(dispatcher && { dispatcher }),
    });
    const body = await response.json();
    if (response.ok) return { value: body };
    const { message, errorCode } = (body ?? {}) as { message?: unknown; errorCode?: unknown };
    return { why: typeof message === 'string' ? message : `HTTP ${response.status}`, errorCode };
  } catch (error) {
    return { why: messageOf(error instanceof Error ? (error.cause ?? error) : error) };
  } finally {
    await dispatcher?.close();
  }
}
