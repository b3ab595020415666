import { createHash } from 'node:crypto';
import type { Context, Interaction, Provider, Token } from 'oidc-provider';
import type { Client, Fields } from '../state.ts';
import type { Tenant } from '../tenant.ts';
import { issuerOf } from '../token.ts';
import { memoryAdapter } from './adapter.ts';
import { findClient, RESPONSE_TYPES, urlAllowed } from './client-metadata.ts';
import type { Flows } from './flow.ts';
import { errorPage, loggedOutPage, logoutPage } from './pages.ts';
import { destinationOf, policyOf } from './policy.ts';
import {
  addIdTokenClaims,
  apiOf,
  CLAIMS_BY_SCOPE,
  decideAccessToken,
  decideRefresh,
  profileClaims,
  resourceOf,
  shapeAccessToken,
} from './tokens.ts';

const DAY = 86_400;

/** The paths of a real tenant (https://auth0.com/docs/api/authentication). */
const ROUTES = {
  authorization: '/authorize',
  token: '/oauth/token',
  userinfo: '/userinfo',
  jwks: '/.well-known/jwks.json',
  revocation: '/oauth/revoke',
  end_session: '/oidc/logout',
};

const PARAMETERS = ['audience', 'connection', 'organization', 'screen_hint', 'prompt_mode', 'auth0Client'];

/** OpenID Connect with Auth0's paths, claims and answers; applications and APIs are those of the tenant. */
export function newProvider(ProviderClass: typeof Provider, tenant: Tenant, flows: Flows): Provider {
  const state = () => tenant.store.read();
  const clientOf = (id: string) => findClient(state(), id);
  const provider = new ProviderClass(issuerOf(tenant.domain), {
    adapter: memoryAdapter(tenant),
    jwks: { keys: structuredClone(state().keys) },
    cookies: {
      keys: [createHash('sha256').update(JSON.stringify(state().keys)).digest('hex')],
      names: { session: 'auth0', interaction: 'auth0_interaction', resume: 'auth0_resume' },
      long: { signed: true, sameSite: 'none', secure: true, httpOnly: true },
      short: { signed: true, sameSite: 'none', secure: true, httpOnly: true },
    },
    routes: ROUTES,
    responseTypes: RESPONSE_TYPES,
    allowOmittingSingleRegisteredRedirectUri: false,
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: Object.fromEntries(Object.entries(CLAIMS_BY_SCOPE).map(([scope, names]) => [scope, [...names]])),
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'HS256'] },
    clientAuthMethods: ['none', 'client_secret_post', 'client_secret_basic'],
    extraParams: PARAMETERS,
    pkce: { required: () => false },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: Context, form: string) => void (context.body = logoutPage(form)),
        postLogoutSuccessSource: (context: Context) => void (context.body = loggedOutPage()),
      },
      revocation: { enabled: true },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (context: Context) => resourceOf(context.oidc.params['audience']),
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: Context, resource: string) => {
          const api = apiOf(state(), resource);
          const scopes = (api['scopes'] ?? []) as readonly { value: string }[];
          return {
            audience: api.identifier,
            scope: scopes.map(({ value }) => value).join(' '),
            accessTokenFormat: 'jwt',
            accessTokenTTL: api['token_lifetime'],
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    formats: {
      customizers: {
        jwt: (_context: Context, token: Token, jwt: { header?: Fields; payload: Fields }) =>
          shapeAccessToken(tenant, flows, token, jwt),
      },
    },
    ttl: {
      AccessToken: (_context: Context, token: { resourceServer?: { accessTokenTTL?: number } }) =>
        token.resourceServer?.accessTokenTTL ?? DAY,
      AuthorizationCode: 600,
      IdToken: (_context: Context, _token: Token, client: { clientId: string }) => {
        const jwt = clientOf(client.clientId)?.['jwt_configuration'] as
          | { lifetime_in_seconds?: number }
          | undefined;
        return jwt?.lifetime_in_seconds ?? 36_000;
      },
      RefreshToken: 30 * DAY,
      Interaction: 3600,
      Session: 3 * DAY,
      Grant: 30 * DAY,
    },
    interactions: {
      policy: policyOf(tenant, flows),
      url: (context: Context, interaction: Interaction) =>
        destinationOf(tenant, flows.keep(context, interaction), interaction),
    },
    expiresWithSession: () => false,
    issueRefreshToken: (
      _context: Context,
      client: { grantTypeAllowed(type: string): boolean },
      code: Token,
    ) =>
      client.grantTypeAllowed('refresh_token') &&
      (flows.decisions.get(code.grantId)?.requested.includes('offline_access') ?? false),
    rotateRefreshToken: (context: Context) => decideRefresh(tenant, flows, context),
    extraTokenClaims: (context: Context, token: Token) => decideAccessToken(flows, context, token),
    findAccount: (_context: Context, id: string) => {
      const user = state().users.find(({ user_id }) => user_id === id);
      return user && { accountId: id, claims: () => profileClaims(user) };
    },
    loadExistingGrant: (context: Context) => grantAll(provider, context),
    clientBasedCORS: (_context: Context, origin: string, client: { clientId: string }) =>
      originAllowed(clientOf(client.clientId), origin),
    renderError: (context: Context, out: { error: string; error_description?: string }, error: Error) => {
      const mismatch = out.error === 'invalid_redirect_uri';
      if (mismatch) context.status = 403;
      context.type = 'html';
      context.body = errorPage(
        mismatch
          ? { title: 'Callback URL mismatch.', text: mismatchText(context, clientOf) }
          : {
              title: out.error,
              text: out.error === 'server_error' ? error.message : (out.error_description ?? ''),
            },
      );
    },
  });
  addIdTokenClaims(provider, flows);
  provider.Client.prototype.redirectUriAllowed = function allowed(uri) {
    return urlAllowed(clientOf(this.clientId)?.['callbacks'], uri);
  };
  provider.Client.prototype.postLogoutRedirectUriAllowed = function allowed(uri) {
    return urlAllowed(clientOf(this.clientId)?.['allowed_logout_urls'], uri);
  };
  return provider;
}

/** Auth0's sentence, and what is compared: the mistake is mostly in one character. */
function mismatchText({ query }: Context, clientOf: (id: string) => Client | undefined): string {
  const client = clientOf(String(query['client_id']));
  const allowed = (client?.['callbacks'] ?? []) as readonly string[];
  const list = allowed.length === 0 ? 'none' : allowed.join(', ');
  return `The provided redirect_uri is not in the list of allowed callback URLs. The request has ${String(query['redirect_uri'])}; ${client?.name ?? 'the application'} allows ${list}.`;
}

/** First-party applications get what they ask for without a consent page. */
async function grantAll(provider: Provider, context: Context): Promise<object> {
  const { client, session, requestParamScopes, resourceServers } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId ?? '' });
  grant.addOIDCScope([...requestParamScopes].join(' '));
  for (const [resource, { scopes }] of Object.entries(resourceServers)) {
    if (scopes.size > 0) grant.addResourceScope(resource, [...scopes].join(' '));
  }
  await grant.save(30 * DAY);
  return grant;
}

/** Origins an application lists, and those of its callbacks. */
function originAllowed(client: Fields | undefined, origin: string): boolean {
  const listed = [client?.['allowed_origins'], client?.['web_origins']];
  const callbacks = (client?.['callbacks'] ?? []) as readonly string[];
  const own = callbacks.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
  return own.includes(origin) || listed.some((list) => urlAllowed(list, origin));
}
