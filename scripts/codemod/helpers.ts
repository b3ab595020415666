// The functions that a converted Action may need, as they are written at its end. Each is there only when it is used.

import { PROTOCOLS_WITH_BODY } from '../auth0/rule-shapes.ts';

interface Helper {
  /** Other helpers that this one calls. */
  readonly needs?: readonly HelperName[];
  readonly code: string;
}

export type HelperName = keyof typeof HELPERS;

const HELPERS = {
  textOf: {
    code: `/** The text of an error that was made with this message. */
function textOf(message: unknown = ''): string {
  return String(message);
}`,
  },
  messageOf: {
    code: `/** The text of whatever a rule passed to its callback as the error. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
}`,
  },
  finish: {
    needs: ['messageOf'],
    code: `/** What callback(error) did: a falsy error let the login go on, any other failed it. */
function finish(api: PostLoginAPI, error: unknown): void {
  if (error) api.access.deny(messageOf(error));
}`,
  },
  settled: {
    needs: ['Callback'],
    code: `/**
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
}`,
  },
  Callback: {
    code: `type Callback = (error?: unknown, user?: unknown, context?: unknown) => void;`,
  },
  answerOf: {
    code: `/** What a function that takes a callback calls it with. */
async function answerOf(start: (done: (...answer: any[]) => void) => unknown): Promise<any[]> {
  return new Promise((resolve, reject) => {
    (async () => start((...answer) => resolve(answer)))().catch(reject);
  });
}`,
  },
  setClaim: {
    code: `/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}`,
  },
  setClaims: {
    needs: ['setClaim'],
    code: `/** Sets every claim that the rule left behind. Auth0 refuses one named scope, which Rules never made a claim. */
function setClaims(token: PostLoginAPI['idToken'], claims: Record<string, unknown>): void {
  for (const [claim, value] of Object.entries(claims)) if (claim !== 'scope') setClaim(token, claim, value);
}`,
  },
  setScope: {
    code: `/**
 * Makes the granted scopes those that the rule assigned, as a list or as text, from those that an earlier rule left or
 * else were requested. No scope has more than 280 characters: Auth0 refuses those, and with them the login.
 */
function setScope(event: Event, api: PostLoginAPI, assigned: unknown, before?: unknown): void {
  if (assigned === undefined || assigned === null) return;
  const list = (scopes: unknown): string[] =>
    (Array.isArray(scopes) ? scopes.map(String).join(' ') : String(scopes ?? ''))
      .split(/\\s+/)
      .filter((scope) => scope !== '' && scope.length <= 280);
  const wanted = list(assigned);
  const granted = list(before ?? event.transaction?.requested_scopes ?? event.request.body['scope']);
  for (const scope of granted) if (!wanted.includes(scope)) api.accessToken.removeScope(scope);
  for (const scope of wanted) if (!granted.includes(scope)) api.accessToken.addScope(scope);
}`,
  },
  unlessEmpty: {
    code: `/** Where Rules had nothing at all, Actions have an empty object. */
function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}`,
  },
  ruleUser: {
    needs: ['unlessEmpty'],
    code: `/** The user as a rule saw it: a copy that it may change, in which metadata without content is absent. */
function ruleUser(event: Event): any {
  const { app_metadata, user_metadata, ...user } = structuredClone(event.user);
  return {
    ...user,
    ...(unlessEmpty(app_metadata) && { app_metadata }),
    ...(unlessEmpty(user_metadata) && { user_metadata }),
  };
}`,
  },
  ruleGeoip: {
    needs: ['unlessEmpty'],
    code: `/** The location of the request with the names it had in Rules. */
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
}`,
  },
  ruleMethods: {
    code: `/** The authentication methods with the time as a number, as it was in Rules. */
function ruleMethods(event: Event): any {
  return event.authentication?.methods.map((method) => ({ ...method, timestamp: Date.parse(method.timestamp) }));
}`,
  },
  ruleBody: {
    code: `/** The body of the request as a rule saw it: of logins with a password, and on return from a redirect. */
function ruleBody(event: Event, protocol: string | undefined = event.transaction?.protocol): any {
  const shown = ['${[...PROTOCOLS_WITH_BODY, 'redirect-callback'].join("', '")}'];
  return shown.includes(protocol ?? '') ? structuredClone(event.request.body) : {};
}`,
  },
  ruleContext: {
    needs: ['unlessEmpty', 'ruleGeoip', 'ruleMethods', 'ruleBody'],
    code: `/** The context as a rule saw it, for the rule to change: without keys of what is not there. */
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
}`,
  },
  enableMultifactor: {
    code: `/** Asks for the second factor that the rule chose; Rules remembered the browser unless told not to. */
function enableMultifactor(api: PostLoginAPI, chosen: any): void {
  if (!chosen?.provider) return;
  const { provider, allowRememberBrowser, ignoreCookie, ikey, skey, host, username } = chosen;
  api.multifactor.enable(provider, {
    allowRememberBrowser: allowRememberBrowser ?? !ignoreCookie,
    ...(provider === 'duo' && { providerOptions: { host, ikey, skey, ...(username && { username }) } }),
  });
}`,
  },
  samlValue: {
    code: `/** What a SAML attribute can be, of 2 kB a value and 100 kB in all; Auth0 refuses the login with anything else. */
function samlValue(value: unknown): any {
  const isPlain = (one: unknown): boolean =>
    ['string', 'number', 'boolean'].includes(typeof one) && String(one).length <= 2_048;
  const isList = Array.isArray(value) && value.every(isPlain) && Buffer.byteLength(value.join()) < 100_000;
  return isPlain(value) || isList ? value : null;
}`,
  },
  attributeAt: {
    needs: ['samlValue'],
    code: `/** What a SAML mapping found: the claim of that name, or else the value at a path of the user. */
function attributeAt(user: object, claims: Record<string, unknown>, path: unknown): any {
  if (typeof path !== 'string') return null;
  const found = path.split('.').reduce<any>((value, key) => value?.[key], user);
  return samlValue(claims[path] ?? found);
}`,
  },
  setSaml: {
    needs: ['attributeAt'],
    code: `/** Applies the SAML configuration that the rule left behind. */
function setSaml(api: PostLoginAPI, user: object, claims: Record<string, unknown>, configuration: any): void {
  const { mappings, ...settings } = configuration ?? {};
  for (const [attribute, path] of Object.entries(mappings ?? {})) {
    api.samlResponse.setAttribute(attribute, attributeAt(user, claims, path));
  }
  for (const [setting, value] of Object.entries(settings)) {
    const set = (api.samlResponse as any)[\`set\${setting[0]!.toUpperCase()}\${setting.slice(1)}\`];
    if (typeof set === 'function' && value !== undefined) set.call(api.samlResponse, value);
  }
}`,
  },
  saveAppMetadata: {
    code: saver('app'),
  },
  saveUserMetadata: {
    code: saver('user'),
  },
  savedUsers: {
    code: `/** The user as changed so far, by login. */
const savedUsers = new WeakMap<Event, any>();`,
  },
  changeMetadata: {
    needs: ['savedUsers'],
    code: `/** Saves metadata as a rule did, and answers as the Management API did: with the user as changed. */
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
}`,
  },
  saveOtherMetadata: {
    needs: ['managementToken', 'managementUrl'],
    code: `/** Changes the metadata of any user through the Management API, and hands back the user as changed. */
async function saveOtherMetadata(event: Event, api: PostLoginAPI, id: unknown, change: object): Promise<any> {
  const accessToken = await managementToken(event, api);
  const response = await fetch(\`\${managementUrl(event)}/users/\${encodeURIComponent(String(id))}\`, {
    method: 'PATCH',
    headers: { authorization: \`Bearer \${accessToken}\`, 'content-type': 'application/json' },
    body: JSON.stringify(change),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(\`The user could not be changed: HTTP \${response.status}\`);
  return response.json().catch(() => ({}));
}`,
  },
  saveMetadataOf: {
    needs: ['changeMetadata', 'saveOtherMetadata'],
    code: `/** Saves metadata of the user who logs in with the login, and of any other through the Management API. */
async function saveMetadataOf(
  event: Event,
  api: PostLoginAPI,
  kind: 'app_metadata' | 'user_metadata',
  id: unknown,
  change: object,
): Promise<any> {
  if (id === event.user.user_id) return changeMetadata(event, api, kind, change);
  return saveOtherMetadata(event, api, id, { [kind]: change });
}`,
  },
  ruleUsers: {
    needs: ['saveMetadataOf'],
    code: `/** What auth0.users of a rule did. */
function ruleUsers(event: Event, api: PostLoginAPI): any {
  const update =
    (kind: 'app_metadata' | 'user_metadata') =>
    (id: unknown, change: object, done?: (error: unknown, user?: unknown) => void) => {
      const saved = saveMetadataOf(event, api, kind, id, change);
      if (typeof done === 'function') saved.then((user) => done(null, user), done);
      return saved;
    };
  return { updateAppMetadata: update('app_metadata'), updateUserMetadata: update('user_metadata') };
}`,
  },
  managementUrl: {
    code: `/** Where the Management API of the tenant is. */
function managementUrl(event: Event): string {
  return \`https://\${event.secrets.AUTH0_DOMAIN}/api/v2\`;
}`,
  },
  managementToken: {
    needs: ['managementUrl'],
    code: `/**
 * A token for the Management API, of a machine-to-machine application and kept in the cache of the Action. Without one
 * the calls fail, as they did in a rule whose token was refused.
 */
async function managementToken(event: Event, api: PostLoginAPI): Promise<string> {
  const cached = api.cache.get('management-token')?.value;
  if (cached !== undefined) return cached;
  try {
    const response = await fetch(\`https://\${event.secrets.AUTH0_DOMAIN}/oauth/token\`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: event.secrets.AUTH0_CLIENT_ID,
        client_secret: event.secrets.AUTH0_CLIENT_SECRET,
        audience: \`\${managementUrl(event)}/\`,
      }),
      signal: AbortSignal.timeout(5_000),
    });
    const { access_token: token, expires_in: seconds } = (await response.json()) as any;
    if (typeof token === 'string') {
      api.cache.set('management-token', token, { ttl: Math.max(0, Number(seconds) - 60) * 1_000 });
      return token;
    }
    console.error(\`No token for the Management API: HTTP \${response.status}\`);
  } catch (error) {
    console.error('No token for the Management API:', error instanceof Error ? error.message : error);
  }
  return '';
}`,
  },
  UnauthorizedError: {
    code: `/** The error of the Rules sandbox. */
class UnauthorizedError extends Error {
  override name = 'UnauthorizedError';
}`,
  },
  carried: {
    code: `/** A value that an earlier converted rule left for this one; undefined where none did. */
function carried(event: Event, key: string): any {
  const left = event.transaction?.metadata[key];
  return left === undefined ? undefined : JSON.parse(String(left)).value;
}`,
  },
  takeOver: {
    needs: ['carried'],
    code: `/** Puts a value where an earlier converted rule left it; where that left none, it takes away what is there. */
function takeOver(event: Event, key: string, root: any, ...steps: string[]): void {
  if (event.transaction?.metadata[key] === undefined) return;
  const value = carried(event, key);
  const last = steps.pop()!;
  const [part] = steps;
  if (value !== undefined) (part === undefined ? root : (root[part] ??= {}))[last] = value;
  else if (part === undefined) delete root[last];
  else if (root[part] !== undefined) {
    delete root[part][last];
    // The rules had no metadata object in which there was nothing.
    if (part.endsWith('_metadata') && Object.keys(root[part]).length === 0) delete root[part];
  }
}`,
  },
  carry: {
    code: `/** Leaves a value for a later converted rule, in the metadata of the transaction. */
function carry(api: PostLoginAPI, key: string, value: unknown): void {
  api.transaction.setMetadata(key, JSON.stringify({ value }));
}`,
  },
  attempt: {
    code: `/**
 * Starts work that the rule did not wait for, and waits at most five seconds for it. An error fails the login at the
 * start, and later only until the rule has called back, as it did in the rule.
 */
async function attempt(
  work: (done: (error?: unknown) => void) => unknown,
  fail?: (error: unknown) => void,
): Promise<void> {
  let starting = true;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, 5_000);
    const done = (error?: unknown): void => {
      clearTimeout(timer);
      if (starting && error) reject(error);
      else resolve();
    };
    Promise.resolve(work(done)).catch((error: unknown) => {
      console.error(error);
      fail?.(error || new Error(String(error)));
      done();
    });
    starting = false;
  });
}`,
  },
  answering: {
    code: `/** The callback of a request that the rule did not wait for. An error in it counts until the rule has called back. */
function answering(
  handler: (...answer: any[]) => unknown,
  done: () => void,
  fail?: (error: unknown) => void,
): (...answer: any[]) => Promise<void> {
  return async (...answer) => {
    try {
      await handler(...answer);
    } catch (error) {
      console.error(error);
      fail?.(error || new Error(String(error)));
    }
    done();
  };
}`,
  },
} as const satisfies Record<string, { needs?: readonly string[]; code: string }>;

function saver(kind: 'app' | 'user'): string {
  const name = kind === 'app' ? 'App' : 'User';
  return `/** Saves ${kind} metadata as a rule did: top-level keys are merged, {} erases them, and anything but an object is ignored. */
function save${name}Metadata(event: Event, api: PostLoginAPI, change: unknown): void {
  const stored = JSON.parse(JSON.stringify(change) ?? 'null');
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return;
  if (Object.keys(stored).length === 0) {
    for (const key of Object.keys(event.user.${kind}_metadata)) api.user.set${name}Metadata(key, null);
  }
  for (const [key, value] of Object.entries(stored)) api.user.set${name}Metadata(key, value);
}`;
}

/** Names of parameters and variables that handlers may have. */
const IN_HANDLERS: ReadonlySet<string> = new Set(
  (
    'Event PostLoginAPI event api onExecutePostLogin onContinuePostLogin user context callback idToken accessToken ' +
    'management pending protocol failure work rule run kept done answer error'
  ).split(' '),
);

/** Whether a name may mean something that the converter writes. */
export function isOurs(name: string): boolean {
  return name in HELPERS || IN_HANDLERS.has(name);
}

/** The named helpers and those they need, in the order of the table. */
export function helperNames(names: Iterable<HelperName>): HelperName[] {
  const wanted = new Set<HelperName>();
  const add = (name: HelperName): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    (HELPERS[name] as Helper).needs?.forEach(add);
  };
  for (const name of names) add(name);
  return (Object.keys(HELPERS) as HelperName[]).filter((name) => wanted.has(name));
}

/** The code of the named helpers and of those they need. */
export function helperCode(names: Iterable<HelperName>): string[] {
  return helperNames(names).map((name) => HELPERS[name].code);
}

/** The post-login types that some code mentions, under the names the draft gives them. */
export function typesIn(code: string, names: { name(wanted: string): string }): string[] {
  return ['Event', 'PostLoginAPI'].filter((type) => new RegExp(`\\b${names.name(type)}\\b`).test(code));
}

/**
 * The helpers as global declarations, for the compiler to know them without reading their code again for each Action;
 * `module` is where the types of the trigger come from.
 */
export function helperDeclarations(module: string): string {
  return Object.values(HELPERS)
    .map(({ code }) => {
      const signature = /^(?:async )?(function [^]*?) \{\n/m.exec(code)?.[1];
      const declared =
        signature === undefined ? code.replace(/^class/m, 'declare class') : `declare ${signature};`;
      return declared.replaceAll(/\b(?:Event|PostLoginAPI)\b/g, (type) => `import('${module}').${type}`);
    })
    .join('\n');
}

/** The lines of an Action, from 1, that hold helpers exactly as they are written here, but for names that gave way. */
export function helperLines(source: string): Set<number> {
  const lines = new Set<number>();
  const text = withoutUnderscores(source);
  for (const { code } of Object.values(HELPERS)) {
    const start = text.indexOf(`\n${withoutUnderscores(code)}\n`) + 1;
    if (start === 0) continue;
    const first = text.slice(0, start).split('\n').length;
    for (let line = first; line < first + code.split('\n').length; line++) lines.add(line);
  }
  return lines;
}

/** Names of ours that clash with one of the rule end in an underscore. */
function withoutUnderscores(code: string): string {
  return code.replaceAll(/(?<=\w)_+\b/g, '');
}
