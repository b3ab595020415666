import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function verifyFirst(user: Record<string, any>, context: any, callback: Callback): void {
  if (context.protocol === 'redirect-callback') return callback(null);
  // RULE-MIGRATION(root-attribute): user.nickname: A rule changed this claim of the ID token by changing the user. Here the claim is set whatever scopes were asked for, stays as it was where the value is undefined, and SAML responses do not see it. See https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
  user.nickname = user.name;
  context.idToken['https://example.com/state'] = 'pending';
  if (!user.email_verified) {
    // Rules ran all over again when the user came back, so neither claim nor second factor was left then.
    context.multifactor = { provider: 'any', allowRememberBrowser: false };
    // RULE-MIGRATION(redirect-resumes): Rules redirected after all rules and ran all of them again on return. Actions stop right after this one and resume with its onContinuePostLogin, on a new request. See https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions
    context.redirect = { url: 'https://example.com/verify' };
  }
  callback(null);
}

async function run(event: Event, api: PostLoginAPI, protocol: string | undefined): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  const context = ruleContext(event, protocol);
  const failure = await settled((callback) => verifyFirst(user, context, callback));
  if (failure) {
    api.access.deny(messageOf(failure));
    return;
  }
  if (context.redirect?.url) {
    api.redirect.sendUserTo(context.redirect.url);
    return;
  }
  if (user.nickname !== event.user.nickname) setClaim(api.idToken, 'nickname', user.nickname);
  setClaims(api.idToken, context.idToken ?? {});
  enableMultifactor(api, context.multifactor);
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

/** Asks for the second factor that the rule chose; Rules remembered the browser unless told not to. */
function enableMultifactor(api: PostLoginAPI, chosen: any): void {
  if (!chosen?.provider) return;
  const { provider, allowRememberBrowser, ignoreCookie, ikey, skey, host, username } = chosen;
  api.multifactor.enable(provider, {
    allowRememberBrowser: allowRememberBrowser ?? !ignoreCookie,
    ...(provider === 'duo' && { providerOptions: { host, ikey, skey, ...(username && { username }) } }),
  });
}
