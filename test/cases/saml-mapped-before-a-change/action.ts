import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function attributes(user: Record<string, any>, context: any, callback: Callback): void {
  // RULE-MIGRATION(adapted-context): The rule uses its context in a way that has no direct translation, so the context is rebuilt from the event and its changes are applied at the end. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  context.samlConfiguration = context.samlConfiguration || {};
  // RULE-MIGRATION(saml-path): A mapping is the path of an attribute of the user, computed here when the Action runs. Where it finds an object, text over 2 kB or a list over 100 kB, which setAttribute refuses, the attribute is left out. Auth0 documents 10 kB for all attributes together: check lists of groups. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  // RULE-MIGRATION(saml-mappings): Replacing the mappings also switched off those of the SAML add-on. setAttribute only overrides the same names: set the others to null. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  context.samlConfiguration.mappings = { Name: 'name' };
  // RULE-MIGRATION(root-attribute): user.name: A rule changed this claim of the ID token by changing the user. Here the claim is set whatever scopes were asked for, stays as it was where the value is undefined, and SAML responses do not see it. See https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
  user.name = 'Member ' + user.user_id;
  callback(null);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  const context = ruleContext(event, event.transaction?.protocol);
  const failure = await settled((callback) => attributes(user, context, callback));
  if (failure) {
    api.access.deny(messageOf(failure));
    return;
  }
  if (user.name !== event.user.name) setClaim(api.idToken, 'name', user.name);
  setSaml(api, user, context.idToken ?? {}, context.samlConfiguration);
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
