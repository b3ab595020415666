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
  const { send, close } = await wayOut(certificate);
  try {
    const response = await send(`https://${domain}${path}`, {
      // Discovery is for everyone.
      headers: path.startsWith('/api/') ? { authorization: `Bearer ${accessToken}` } : {},
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const body = await response.json();
    if (response.ok) return { value: body };
    const { message, errorCode } = (body ?? {}) as { message?: unknown; errorCode?: unknown };
    return { why: typeof message === 'string' ? message : `HTTP ${response.status}`, errorCode };
  } catch (error) {
    return { why: messageOf(error instanceof Error ? (error.cause ?? error) : error) };
  } finally {
    await close();
  }
}

type Send = (
  url: string,
  init: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
) => Promise<{ readonly ok: boolean; readonly status: number; json(): Promise<unknown> }>;

/** The built-in fetch, which knows proxies; undici's own where a certificate is to be trusted. */
async function wayOut(
  certificate: TenantAccess['certificate'],
): Promise<{ readonly send: Send; readonly close: () => Promise<void> }> {
  if (certificate === undefined) return { send: fetch, close: () => Promise.resolve() };
  const undici = await import('undici');
  const dispatcher = new undici.Agent({ connect: { ca: certificate.pem } });
  return {
    send: (url, init) => undici.fetch(url, { ...init, dispatcher }),
    close: () => dispatcher.close(),
  };
}
