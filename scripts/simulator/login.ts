import { copyOf } from '../auth0/copy.ts';
import type { Login } from '../auth0/login.ts';

export type { Login } from '../auth0/login.ts';

type Section<T> = { [K in keyof T]?: T[K] | undefined };

/** What to say differently from the default login: whole sections, or single keys of a section. */
export type LoginOverrides = { [K in keyof Login]?: Section<NonNullable<Login[K]>> | undefined };

/**
 * Where the tenant of all simulated logins, and its Management API, can be reached. A login may come in by another name,
 * `request.hostname`: https://auth0.com/docs/customize/custom-domains
 */
export const TENANT_DOMAIN = 'example.eu.auth0.com';

const at = '2026-01-15T09:00:00.000Z';

const defaults: Login = {
  tenant: { id: 'example' },
  user: {
    user_id: 'auth0|65a4f0c2b1d3e4f5a6b7c8d9',
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
    nickname: 'ada',
    picture: 'https://example.com/ada.png',
    created_at: '2025-03-01T08:00:00.000Z',
    updated_at: at,
    app_metadata: {},
    user_metadata: {},
    identities: [
      {
        connection: 'Username-Password-Authentication',
        provider: 'auth0',
        user_id: '65a4f0c2b1d3e4f5a6b7c8d9',
        isSocial: false,
      },
    ],
  },
  client: { client_id: 'Xk2pQ7vT9sLm4nR8wZ1yB3cD5fG6hJ0a', name: 'Example App', metadata: {} },
  connection: {
    id: 'con_0000000000000001',
    name: 'Username-Password-Authentication',
    strategy: 'auth0',
    metadata: {},
  },
  request: {
    ip: '192.0.2.10',
    method: 'GET',
    hostname: TENANT_DOMAIN,
    language: 'en',
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
    query: {},
    body: {},
    geoip: {
      cityName: 'Berlin',
      continentCode: 'EU',
      countryCode: 'DE',
      countryCode3: 'DEU',
      countryName: 'Germany',
      latitude: 52.52,
      longitude: 13.4,
      timeZone: 'Europe/Berlin',
    },
  },
  transaction: {
    protocol: 'oidc-basic-profile',
    requested_scopes: ['openid', 'profile', 'email'],
    acr_values: [],
    ui_locales: [],
    prompt: [],
    redirect_uri: 'https://app.example.com/callback',
    response_type: ['code'],
    response_mode: 'query',
    locale: 'en',
    state: 'af0ifjsldkj',
  },
  authentication: { methods: [{ name: 'pwd', timestamp: at }] },
  session: { id: 'session-0001' },
  stats: { logins_count: 12 },
};

/**
 * A complete login with defaults, for tests of your own Actions:
 *
 * ```ts
 * login({ user: { groups: ['SOC'] }, client: { client_id: 'my-client' } })
 * login({ user: { email: undefined } })      // a user without e-mail
 * login({ organization: { id: 'org_1', name: 'acme', display_name: 'Acme', metadata: {} } })
 * ```
 *
 * A section (user, client, request, …) is merged key by key over its default; values inside a section replace the
 * default whole; `undefined` removes a key or a section.
 */
export function login(overrides: LoginOverrides = {}): Login {
  const merged: Record<string, unknown> = { ...copyOf(defaults) };
  for (const [section, value] of Object.entries(overrides)) {
    if (value === undefined) delete merged[section];
    else if (Array.isArray(value)) merged[section] = copyOf(value);
    else
      merged[section] = withoutUndefined({
        ...(merged[section] as object),
        ...(copyOf(value) as object),
      });
  }
  return merged as unknown as Login;
}

function withoutUndefined(section: object): object {
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== undefined));
}
