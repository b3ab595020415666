import { IncomingMessage } from 'node:http';
import type { ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { Context } from 'oidc-provider';
import { BOTH_SECRET_METHODS_ACCEPTED } from '../assumptions.ts';
import { basicCredentials } from '../oauth-token.ts';
import type { Reply, Tenant } from '../tenant.ts';
import { ANSWERED } from './answered.ts';
import { findClient } from './client-metadata.ts';
import { newFlows } from './flow.ts';
import { withForms } from './headers.ts';
import { findPage } from './pages-routes.ts';
import { newProvider } from './provider.ts';
import { quietly } from './quietly.ts';

/** The OpenID Connect half of the tenant: sign-in pages, tokens, discovery. */
export interface OpenId {
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<Reply | typeof ANSWERED>;
  /** `POST /oauth/token`, whose body has been read already. */
  token(
    request: IncomingMessage,
    response: ServerResponse,
    form: Readonly<Record<string, unknown>>,
  ): Promise<typeof ANSWERED>;
}

/** Sets the half up; the first sign-in waits for it. */
export async function openIdOf(tenant: Tenant): Promise<OpenId> {
  const flows = newFlows();
  const provider = await quietly(async () => newProvider(Provider, tenant, flows));
  const details = new WeakMap<Context, string>();
  provider.on('server_error', (context, error) => {
    details.set(context, error.message);
  });
  provider.on('grant.error', (context, error) => {
    details.set(context, (error as { error_detail?: string }).error_detail ?? '');
  });
  provider.use(async (context, next) => {
    await next();
    if (context.path === '/oauth/token') inAuth0Words(context, details.get(context));
    allowForms(context);
  });
  const answer = provider.callback();
  return {
    async handle(request, response, url) {
      const page = findPage(request.method ?? 'GET', url.pathname);
      if (page) return page({ tenant, provider, flows, request, response, query: url.searchParams });
      if (url.pathname === '/authorize') request.url = withDefaults(tenant, url);
      await answer(request, response);
      return ANSWERED;
    },
    async token(request, response, form) {
      await answer(withForm(tenant, request, form), response);
      return ANSWERED;
    },
  };
}

/** What a request may leave out: the standard scopes, and the first callback of the application. */
function withDefaults(tenant: Tenant, { pathname, searchParams }: URL): string {
  const client = findClient(tenant.store.read(), searchParams.get('client_id') ?? '');
  const [callback] = (client?.['callbacks'] ?? []) as readonly string[];
  const query = new URLSearchParams(searchParams);
  if (!query.has('scope')) query.set('scope', 'openid profile email');
  if (!query.has('redirect_uri') && callback !== undefined) query.set('redirect_uri', callback);
  return `${pathname}?${query.toString()}`;
}

/** The request again, with its parameters as a form, and the secret where the application is said to send it. */
function withForm(
  tenant: Tenant,
  request: IncomingMessage,
  form: Readonly<Record<string, unknown>>,
): IncomingMessage {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(form))
    if (typeof value === 'string') parameters.set(name, value);
  const headers = { ...request.headers };
  const basic = basicCredentials(headers.authorization);
  const client = basic && findClient(tenant.store.read(), basic.id);
  if (
    BOTH_SECRET_METHODS_ACCEPTED &&
    basic &&
    client?.['token_endpoint_auth_method'] !== 'client_secret_basic'
  ) {
    parameters.set('client_id', basic.id);
    parameters.set('client_secret', basic.secret);
    delete headers.authorization;
  }
  const body = Buffer.from(parameters.toString());
  const copy = new IncomingMessage(request.socket);
  copy.method = 'POST';
  copy.url = request.url ?? '';
  copy.headers = {
    ...headers,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
  };
  delete copy.headers['transfer-encoding'];
  copy.push(body);
  copy.push(null);
  // Else its end would be taken for a connection that broke off, and the socket destroyed.
  copy.complete = true;
  return copy;
}

/** The pages of oidc-provider itself post: an answer to the callback, or a sign-out. */
function allowForms(context: Context): void {
  if (context.status !== 200 || context.type !== 'text/html') return;
  const { redirect_uri, post_logout_redirect_uri } = context.oidc.params;
  const policy = context.response.get('content-security-policy');
  context.set('content-security-policy', withForms(policy, redirect_uri ?? post_logout_redirect_uri));
}

/** https://auth0.com/docs/api/authentication: what the token endpoint answers. */
function inAuth0Words(context: Context, detail: string | undefined): void {
  const body = (context.body ?? {}) as { error?: string; refresh_token?: string };
  const { error } = body;
  // A refresh token that stays as it is, is not repeated.
  if (body.refresh_token === context.oidc.params['refresh_token']) delete body.refresh_token;
  if (error === 'invalid_client') {
    context.status = 401;
    context.body = { error: 'access_denied', error_description: 'Unauthorized' };
  } else if (error === 'server_error') {
    // The caller is on this machine: say what it was.
    context.body = { error, error_description: detail ?? '' };
  } else if (error === 'invalid_grant') {
    context.status = 403;
    context.body = { error, error_description: invalidGrant(detail ?? '') };
  }
}

function invalidGrant(detail: string): string {
  if (detail.includes('code_verifier')) return 'Failed to verify code verifier';
  return detail.includes('refresh token')
    ? 'Unknown or invalid refresh token.'
    : 'Invalid authorization code';
}
