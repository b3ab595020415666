import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

async function terms(event: Event, user: any, context: any, management: any, callback: Callback): Promise<void> {
  const { Auth0RedirectRuleUtilities, Auth0UserUpdateUtilities } = require('@auth0/rule-utilities');
  // RULE-MIGRATION(secrets-unknown): The rule reads configuration by a name that is only known when it runs, so the secrets it needs cannot be listed. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  // RULE-MIGRATION(whole-context): The rule handed its whole context on, so it is rebuilt here from the event. Claims of earlier rules are not in it, nor is what an event has nothing of: connectionOptions, jwtConfiguration, addonConfiguration, with_auth0 and with_dbconn of sso. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  // RULE-MIGRATION(whole-user): The whole user leaves the rule. The event has the same attributes, but no tokens of identity providers and no metadata without content. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  const redirects = new Auth0RedirectRuleUtilities(user, context, event.secrets);
  // RULE-MIGRATION(whole-user): The whole user leaves the rule. The event has the same attributes, but no tokens of identity providers and no metadata without content. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  // RULE-MIGRATION(management-access): Rules got a Management API token; an Action needs a machine-to-machine application with the listed scopes, and its credentials as secrets. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  // RULE-MIGRATION(other-user): The user is not provably the one who logs in. For any other, this writes metadata through the Management API. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  const updates = new Auth0UserUpdateUtilities(user, management);
  if (redirects.isRedirectCallback) {
    try {
      updates.setAppMeta('terms', redirects.validateSessionToken().other.terms);
      await updates.updateAppMeta();
    } catch (error) {
      return callback(error);
    }
  } else if (!updates.getAppMeta('terms')) {
    redirects.doRedirect(event.secrets.TERMS_URL);
  }
  return callback(null);
}

async function run(event: Event, api: PostLoginAPI, protocol: string | undefined): Promise<void> {
  const user = ruleUser(event);
  const context = ruleContext(event, protocol);
  const management = {
    domain: event.secrets.AUTH0_DOMAIN,
    baseUrl: managementUrl(event),
    accessToken: await managementToken(event, api),
    users: ruleUsers(event, api),
  };
  const failure = await settled((callback) => terms(event, user, context, management, callback));
  if (failure) {
    api.access.deny(messageOf(failure));
    return;
  }
  if (context.redirect?.url) {
    api.redirect.sendUserTo(context.redirect.url);
    return;
  }
  setClaims(api.idToken, context.idToken ?? {});
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  await run(event, api, event.transaction?.protocol);
}

/** When the user comes back from where the rule sent them, it runs again, as all rules did. */
export async function onContinuePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  await run(event, api, 'redirect-callback');
}

/** The text of whatever a rule passed to its callback as the error. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
}

/**
 * Runs a rule until it calls back, and returns the error it called back with. The first call counts, unless one in the
 * same turn fails. A rule that never calls back has failed, as it had in Rules.
 */
async function settled(rule: (callback: Callback) => unknown): Promise<unknown> {
  let failure: unknown;
  await new Promise<void>((resolve) => {
    const fail = (error: unknown): void => callback(error || new Error(String(error)));
    const timer = setTimeout(() => fail(new Error('The rule did not call back in time.')), 18_000);
    const callback: Callback = (error) => {
      failure ||= error;
      clearTimeout(timer);
      resolve();
    };
    (async () => rule(callback))().catch(fail);
  });
  return failure;
}

type Callback = (error?: unknown, user?: unknown, context?: unknown) => void;

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}

/** Sets every claim that the rule left behind. Auth0 refuses one named scope, which Rules never made a claim. */
function setClaims(token: PostLoginAPI['idToken'], claims: Record<string, unknown>): void {
  for (const [claim, value] of Object.entries(claims)) if (claim !== 'scope') setClaim(token, claim, value);
}

/** Where Rules had nothing at all, Actions have an empty object. */
function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

/** The user as a rule saw it: a copy that it may change, in which metadata without content is absent. */
function ruleUser(event: Event): any {
  const { app_metadata, user_metadata, ...user } = structuredClone(event.user);
  return {
    ...user,
    ...(unlessEmpty(app_metadata) && { app_metadata }),
    ...(unlessEmpty(user_metadata) && { user_metadata }),
  };
}

/** The location of the request with the names it had in Rules. */
function ruleGeoip(event: Event): any {
  const { geoip } = event.request;
  const known = {
    country_code: geoip.countryCode,
    country_code3: geoip.countryCode3,
    country_name: geoip.countryName,
    city_name: geoip.cityName,
    latitude: geoip.latitude,
    longitude: geoip.longitude,
    time_zone: geoip.timeZone,
    continent_code: geoip.continentCode,
    subdivision_code: geoip.subdivisionCode,
    subdivision_name: geoip.subdivisionName,
  };
  return unlessEmpty(Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)));
}

/** The authentication methods with the time as a number, as it was in Rules. */
function ruleMethods(event: Event): any {
  return event.authentication?.methods.map((method) => ({ ...method, timestamp: Date.parse(method.timestamp) }));
}

/** The body of the request as a rule saw it: of logins with a password, and on return from a redirect. */
function ruleBody(event: Event, protocol: string | undefined = event.transaction?.protocol): any {
  const shown = ['oauth2-resource-owner', 'oauth2-resource-owner-jwt-bearer', 'oauth2-password', 'wstrust-usernamemixed', 'redirect-callback'];
  return shown.includes(protocol ?? '') ? structuredClone(event.request.body) : {};
}

/** The context as a rule saw it, for the rule to change: without keys of what is not there. */
function ruleContext(event: Event, protocol: string | undefined): any {
  const context = {
    tenant: event.tenant.id,
    clientID: event.client.client_id,
    clientName: event.client.name,
    clientMetadata: unlessEmpty(event.client.metadata),
    connectionID: event.connection.id,
    connection: event.connection.name,
    connectionStrategy: event.connection.strategy,
    connectionMetadata: event.connection.metadata,
    protocol,
    stats: { loginsCount: event.stats.logins_count },
    sessionID: event.session?.id,
    sso: { current_clients: (event.session?.clients ?? []).map((client) => client.client_id) },
    request: {
      ip: event.request.ip,
      hostname: event.request.hostname,
      userAgent: event.request.user_agent,
      query: event.request.query,
      geoip: ruleGeoip(event),
      body: ruleBody(event, protocol),
    },
    authentication: event.authentication && { methods: ruleMethods(event) },
    riskAssessment: event.authentication?.riskAssessment,
    authorization: event.authorization,
    organization: event.organization && {
      id: event.organization.id,
      name: event.organization.name,
      metadata: event.organization.metadata,
    },
    idToken: {},
    accessToken: {},
    samlConfiguration: {},
  };
  return JSON.parse(JSON.stringify(context));
}

/** The user as changed so far, by login. */
const savedUsers = new WeakMap<Event, any>();

/** Saves metadata as a rule did, and answers as the Management API did: with the user as changed. */
function changeMetadata(event: Event, api: PostLoginAPI, kind: 'app_metadata' | 'user_metadata', change: unknown): any {
  const user = structuredClone(savedUsers.get(event) ?? event.user);
  const stored = JSON.parse(JSON.stringify(change) ?? 'null');
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return user;
  if (Object.keys(stored).length === 0) for (const key of Object.keys(user[kind])) stored[key] = null;
  for (const [key, value] of Object.entries(stored)) {
    if (kind === 'app_metadata') api.user.setAppMetadata(key, value);
    else api.user.setUserMetadata(key, value);
  }
  const all = Object.entries({ ...user[kind], ...stored });
  user[kind] = Object.fromEntries(all.filter(([, value]) => value !== null));
  savedUsers.set(event, user);
  return structuredClone(user);
}

/** Changes the metadata of any user through the Management API, and hands back the user as changed. */
async function saveOtherMetadata(event: Event, api: PostLoginAPI, id: unknown, change: object): Promise<any> {
  const accessToken = await managementToken(event, api);
  const response = await fetch(`${managementUrl(event)}/users/${encodeURIComponent(String(id))}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(change),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`The user could not be changed: HTTP ${response.status}`);
  return response.json().catch(() => ({}));
}

/** Saves metadata of the user who logs in with the login, and of any other through the Management API. */
async function saveMetadataOf(
  event: Event,
  api: PostLoginAPI,
  kind: 'app_metadata' | 'user_metadata',
  id: unknown,
  change: object,
): Promise<any> {
  if (id === event.user.user_id) return changeMetadata(event, api, kind, change);
  return saveOtherMetadata(event, api, id, { [kind]: change });
}

/** What auth0.users of a rule did. */
function ruleUsers(event: Event, api: PostLoginAPI): any {
  const update =
    (kind: 'app_metadata' | 'user_metadata') =>
    (id: unknown, change: object, done?: (error: unknown, user?: unknown) => void) => {
      const saved = saveMetadataOf(event, api, kind, id, change);
      if (typeof done === 'function') saved.then((user) => done(null, user), done);
      return saved;
    };
  return { updateAppMetadata: update('app_metadata'), updateUserMetadata: update('user_metadata') };
}

/** Where the Management API of the tenant is. */
function managementUrl(event: Event): string {
  return `https://${event.secrets.AUTH0_DOMAIN}/api/v2`;
}

/**
 * A token for the Management API, of a machine-to-machine application and kept in the cache of the Action. Without one
 * the calls fail, as they did in a rule whose token was refused.
 */
async function managementToken(event: Event, api: PostLoginAPI): Promise<string> {
  const cached = api.cache.get('management-token')?.value;
  if (cached !== undefined) return cached;
  try {
    const response = await fetch(`https://${event.secrets.AUTH0_DOMAIN}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: event.secrets.AUTH0_CLIENT_ID,
        client_secret: event.secrets.AUTH0_CLIENT_SECRET,
        audience: `${managementUrl(event)}/`,
      }),
      signal: AbortSignal.timeout(5_000),
    });
    const { access_token: token, expires_in: seconds } = (await response.json()) as any;
    if (typeof token === 'string') {
      api.cache.set('management-token', token, { ttl: Math.max(0, Number(seconds) - 60) * 1_000 });
      return token;
    }
    console.error(`No token for the Management API: HTTP ${response.status}`);
  } catch (error) {
    console.error('No token for the Management API:', error instanceof Error ? error.message : error);
  }
  return '';
}
