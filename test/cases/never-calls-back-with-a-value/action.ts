import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function rule(user: any, context: any, callback: Callback): void {
  // RULE-MIGRATION(whole-context): The rule handed its whole context on, so it is rebuilt here from the event. Claims of earlier rules are not in it, nor is what an event has nothing of: connectionOptions, jwtConfiguration, addonConfiguration, with_auth0 and with_dbconn of sso. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  // RULE-MIGRATION(whole-user): The whole user leaves the rule. The event has the same attributes, but no tokens of identity providers and no metadata without content. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  // RULE-MIGRATION(never-calls-back): On this path the rule never called back, which failed the login after 20 seconds, so this denies it. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  if (!user.email) {
    void { user: user, context: context };
    callback(new Error('The rule did not call back for this login.'));
    return;
  }
  // RULE-MIGRATION(never-calls-back): On this path the rule never called back, which failed the login after 20 seconds, so this denies it. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  if (!user.name) {
    void function () { return user.name; };
    callback(new Error('The rule did not call back for this login.'));
    return;
  }
  // RULE-MIGRATION(never-calls-back): On this path the rule never called back, which failed the login after 20 seconds, so this denies it. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  if (!user.nickname) {
    callback(new Error('The rule did not call back for this login.'));
    return;
  }
  if (!user.picture) {
    // RULE-MIGRATION(never-calls-back): On this path the rule never called back, which failed the login after 20 seconds, so this denies it. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
    void class Picture {};
    callback(new Error('The rule did not call back for this login.'));
    return;
  }
  callback(null);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user = ruleUser(event);
  const context = ruleContext(event, event.transaction?.protocol);
  const failure = await settled((callback) => rule(user, context, callback));
  if (failure) {
    api.access.deny(messageOf(failure));
    return;
  }
  setClaims(api.idToken, context.idToken ?? {});
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
