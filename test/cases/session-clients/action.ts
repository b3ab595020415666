import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function firstApp(context: any, callback: Callback): void {
  // RULE-MIGRATION(session-clients): context.sso.current_clients: Actions list the clients of a session on enterprise plans only, and its ids mean something slightly different. Check that your plan has event.session.clients. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  const clients = context.sso.current_clients || [];
  // RULE-MIGRATION(session-clients): context.sso.current_clients: Actions list the clients of a session on enterprise plans only, and its ids mean something slightly different. Check that your plan has event.session.clients. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  // RULE-MIGRATION(adapted-context): The rule uses its context in a way that has no direct translation, so the context is rebuilt from the event and its changes are applied at the end. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (clients.length === 0) console.log('first application of this session');
  callback(null);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const context = ruleContext(event, event.transaction?.protocol);
  const failure = await settled((callback) => firstApp(context, callback));
  if (failure) api.access.deny(messageOf(failure));
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
