import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function rule(user: any, management: any, callback: Callback): void {
  const { Auth0UserUpdateUtilities } = require('@auth0/rule-utilities');
  // RULE-MIGRATION(management-access): Rules got a Management API token; an Action needs a machine-to-machine application with the listed scopes, and its credentials as secrets. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  // RULE-MIGRATION(other-user): The user is not provably the one who logs in. For any other, this writes metadata through the Management API. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  var api = management;
  // RULE-MIGRATION(whole-user): The whole user leaves the rule. The event has the same attributes, but no tokens of identity providers and no metadata without content. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  const update = new Auth0UserUpdateUtilities(user, api);
  update.setAppMeta('seen', true);
  update
    .updateAppMeta()
    .then(() => callback(null))
    .catch(callback);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user = ruleUser(event);
  const management = {
    domain: event.secrets.AUTH0_DOMAIN,
    baseUrl: managementUrl(event),
    accessToken: await managementToken(event, api),
    users: ruleUsers(event, api),
  };
  const failure = await settled((callback) => rule(user, management, callback));
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

/** The user as a rule saw it: a copy that it may change, in which metadata without content is absent. */
function ruleUser(event: Event): any {
  const { app_metadata, user_metadata, ...user } = structuredClone(event.user);
  return {
    ...user,
    ...(unlessEmpty(app_metadata) && { app_metadata }),
    ...(unlessEmpty(user_metadata) && { user_metadata }),
  };
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
