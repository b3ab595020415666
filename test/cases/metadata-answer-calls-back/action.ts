import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function rule(event: Event, api: PostLoginAPI, callback: Callback): void {
  // RULE-MIGRATION(save-answer): The Management API answered with the user as changed, and the rule may look at any part of it. Here that is the user of the event with the metadata as saved: check that no more is needed, such as logins_count or blocked. See https://auth0.com/docs/manage-users/user-accounts/metadata/manage-metadata-api
  Promise.resolve(changeMetadata(event, api, 'app_metadata', { seen: true })).then(callback);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const failure = await settled((callback) => rule(event, api, callback));
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
