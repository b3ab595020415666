import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function writes(event: Event, context: any, callback: Callback): void {
  // RULE-MIGRATION(adapted-context): The rule uses its context in a way that has no direct translation, so the context is rebuilt from the event and its changes are applied at the end. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  const ctx = context;
  const part = 'request';
  ctx.idToken['https://example.com/app'] = ctx[part];
  // RULE-MIGRATION(saml-path): A mapping is the path of an attribute of the user, computed here when the Action runs. Where it finds an object, text over 2 kB or a list over 100 kB, which setAttribute refuses, the attribute is left out. Auth0 documents 10 kB for all attributes together: check lists of groups. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  // RULE-MIGRATION(saml-mappings): Replacing the mappings also switched off those of the SAML add-on. setAttribute only overrides the same names: set the others to null. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  ctx.samlConfiguration.mappings = { 'urn:app': 'nickname', 'urn:team': 'user_metadata.' + event.user.email };
  // RULE-MIGRATION(saml-value): samlConfiguration.audience: The value is only known when the rule runs. Where it is missing, or of another kind than the setting has, an Action fails the login; a rule only handed it on. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  ctx.samlConfiguration.audience = event.user.email_verified ? 'urn:' + ctx.clientID : undefined;
  const duo = { provider: 'duo', ikey: 'ikey', skey: 'skey', host: 'api.example.com', username: event.user.user_id };
  // RULE-MIGRATION(multifactor-computed): The multi-factor options are only known when the rule runs. Check them against what Actions take. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  if (event.user.nickname) ctx.multifactor = event.user.email ? duo : { provider: 'any' };
  // RULE-MIGRATION(scope-assignment): A rule replaced the granted scopes. Here the difference to the requested scopes, or to what an earlier rule made of them, is added and removed; what else was granted cannot be read. What is over 280 characters, which addScope refuses, is left out. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  if (event.user.name === 'scopes') ctx.accessToken.scope = ctx.clientName === 'text' ? 'read:a  read:b' : ['read:a'];
  callback(null);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user = event.user;
  const context = ruleContext(event, event.transaction?.protocol);
  const failure = await settled((callback) => writes(event, context, callback));
  if (failure) {
    api.access.deny(messageOf(failure));
    return;
  }
  if (context.redirect?.url) {
    api.redirect.sendUserTo(context.redirect.url);
    return;
  }
  setClaims(api.idToken, context.idToken ?? {});
  setScope(event, api, context.accessToken?.scope);
  setClaims(api.accessToken, context.accessToken ?? {});
  enableMultifactor(api, context.multifactor);
  setSaml(api, user, context.idToken ?? {}, context.samlConfiguration);
  if (context.primaryUser) api.authentication.setPrimaryUser(context.primaryUser);
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

/**
 * Makes the granted scopes those that the rule assigned, as a list or as text, from those that an earlier rule left or
 * else were requested. No scope has more than 280 characters: Auth0 refuses those, and with them the login.
 */
function setScope(event: Event, api: PostLoginAPI, assigned: unknown, before?: unknown): void {
  if (assigned === undefined || assigned === null) return;
  const list = (scopes: unknown): string[] =>
    (Array.isArray(scopes) ? scopes.map(String).join(' ') : String(scopes ?? ''))
      .split(/\s+/)
      .filter((scope) => scope !== '' && scope.length <= 280);
  const wanted = list(assigned);
  const granted = list(before ?? event.transaction?.requested_scopes ?? event.request.body['scope']);
  for (const scope of granted) if (!wanted.includes(scope)) api.accessToken.removeScope(scope);
  for (const scope of wanted) if (!granted.includes(scope)) api.accessToken.addScope(scope);
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

/** What a SAML attribute can be, of 2 kB a value and 100 kB in all; Auth0 refuses the login with anything else. */
function samlValue(value: unknown): any {
  const isPlain = (one: unknown): boolean =>
    ['string', 'number', 'boolean'].includes(typeof one) && String(one).length <= 2_048;
  const isList = Array.isArray(value) && value.every(isPlain) && Buffer.byteLength(value.join()) < 100_000;
  return isPlain(value) || isList ? value : null;
}

/** What a SAML mapping found: the claim of that name, or else the value at a path of the user. */
function attributeAt(user: object, claims: Record<string, unknown>, path: unknown): any {
  if (typeof path !== 'string') return null;
  const found = path.split('.').reduce<any>((value, key) => value?.[key], user);
  return samlValue(claims[path] ?? found);
}

/** Applies the SAML configuration that the rule left behind. */
function setSaml(api: PostLoginAPI, user: object, claims: Record<string, unknown>, configuration: any): void {
  const { mappings, ...settings } = configuration ?? {};
  for (const [attribute, path] of Object.entries(mappings ?? {})) {
    api.samlResponse.setAttribute(attribute, attributeAt(user, claims, path));
  }
  for (const [setting, value] of Object.entries(settings)) {
    const set = (api.samlResponse as any)[`set${setting[0]!.toUpperCase()}${setting.slice(1)}`];
    if (typeof set === 'function' && value !== undefined) set.call(api.samlResponse, value);
  }
}
