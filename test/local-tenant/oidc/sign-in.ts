import * as openid from 'openid-client';
import type { Persona } from '../../../scripts/local-tenant/oidc/people.ts';
import type { LocalTenantOptions } from '../../../scripts/local-tenant/server.ts';
import { startTenant } from '../harness.ts';
import type { Json, Running } from '../harness.ts';
import { Browser } from './browser.ts';

const person = (name: string, groups: unknown): Persona => ({
  connection: 'entra',
  user: {
    user_id: `waad|${name}`,
    email: `${name}@contoso.com`,
    email_verified: true,
    name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
    groups,
  },
  nestedGroups: ['Nested'],
});

const PERSONAS = [person('alice', ['Admins', 'Staff']), person('bob', ['Staff'])];

/** The callbacks of the vendor in each of its regions. */
export const CALLBACKS = [
  'https://app.torq.io/__/auth/handler',
  'https://app.eu.torq.io/__/auth/handler',
  'https://app.jp.torq.io/__/auth/handler',
];
export const [CALLBACK = ''] = CALLBACKS;

/** Sets the groups as a claim for one application and leaves every other alone. */
export const GROUP_CLAIMS = `
exports.onExecutePostLogin = async (event, api) => {
  if (event.client.name !== 'Torq') return;
  api.idToken.setCustomClaim('https://torq.io/groups', event.user.groups ?? []);
  api.accessToken.setCustomClaim('https://torq.io/groups', event.user.groups ?? []);
};
`;

export interface World extends Running {
  readonly application: { readonly client_id: string; readonly client_secret: string };
  readonly connectionId: string;
  /** Makes, deploys and binds Actions of this code, in this order; replaces what was bound. */
  bind(...codes: string[]): Promise<void>;
  /** Another application of the tenant, with the connection. */
  another(name: string, fields?: Json): Promise<{ client_id: string; client_secret: string }>;
}

/** A tenant with a Microsoft connection, an application on it, and two people who can sign in. */
export async function startWorld(
  options: Partial<LocalTenantOptions> = {},
  fields: Json = {},
): Promise<World> {
  const running = await startTenant({ now: () => new Date(), personas: PERSONAS, ...options });
  const { api } = running;
  const make = async (name: string, more: Json) =>
    (
      await api('POST', '/clients', {
        name,
        app_type: 'regular_web',
        callbacks: CALLBACKS,
        jwt_configuration: { alg: 'RS256' },
        ...more,
      })
    ).body as { client_id: string; client_secret: string };
  const application = await make('Torq', fields);
  const connection = await api('POST', '/connections', {
    name: 'entra',
    strategy: 'waad',
    display_name: 'Entra ID',
    enabled_clients: [application.client_id],
    options: { client_id: 'entra', ext_groups: true },
  });
  const connectionId = connection.body['id'] as string;
  return {
    ...running,
    application,
    connectionId,
    async another(name, more = {}) {
      const other = await make(name, more);
      const change = [{ client_id: other.client_id, status: true }];
      await api('PATCH', `/connections/${connectionId}/clients`, change);
      return other;
    },
    async bind(...codes) {
      const bindings = [];
      for (const [index, code] of codes.entries()) {
        const name = `action-${index}-${code.length}`;
        const body = { name, code, supported_triggers: [{ id: 'post-login', version: 'v3' }] };
        const { id } = (await api('POST', '/actions/actions', body)).body;
        await api('POST', `/actions/actions/${id}/deploy`);
        bindings.push({ ref: { type: 'action_id', value: id } });
      }
      await api('PATCH', '/actions/triggers/post-login/bindings', { bindings });
    },
  };
}

/** The application's side, played by a certified client library that trusts nothing it has not verified. */
export async function clientOf(
  world: World,
  application = world.application,
  authentication = openid.ClientSecretPost(application.client_secret),
): Promise<openid.Configuration> {
  const fetch: openid.CustomFetch = async (url, { method, headers, body }) => {
    const { pathname, search } = new URL(url);
    const answer = await world.send(method, pathname + search, {
      headers,
      ...(body == null ? {} : { body: String(body as URLSearchParams) }),
    });
    const type = answer.headers['content-type'] as string | undefined;
    return new Response(answer.text, {
      status: answer.status,
      headers: type ? { 'content-type': type } : {},
    });
  };
  return openid.discovery(
    new URL(`https://${world.tenant.domain}/`),
    application.client_id,
    undefined,
    authentication,
    { [openid.customFetch]: fetch },
  );
}

/** Signs a person in by code flow with PKCE; parameters replace those of an ordinary request. */
export async function signIn(
  world: World,
  who: string,
  parameters: Record<string, string> = {},
  { browser = new Browser(world), application = world.application } = {},
) {
  const config = await clientOf(world, application);
  const verifier = openid.randomPKCECodeVerifier();
  const request = openid.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid profile email',
    state: 'af0ifjsldkj',
    nonce: 'n-0S6_WzA2Mj',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  let stop = await browser.open(request);
  if (!stop.left && stop.page.text.includes('Sign in to')) stop = await browser.press(stop.page, who);
  const finish = (callback = stop.left) =>
    openid.authorizationCodeGrant(config, callback ?? new URL('https://no.where'), {
      pkceCodeVerifier: verifier,
      expectedState: parameters['state'] ?? 'af0ifjsldkj',
      expectedNonce: parameters['nonce'] ?? 'n-0S6_WzA2Mj',
    });
  return { browser, config, stop, finish };
}
