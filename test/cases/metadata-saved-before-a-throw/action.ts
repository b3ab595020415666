import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function countAttempts(event: Event, api: PostLoginAPI, user: any, callback: Callback): void {
  user.app_metadata = user.app_metadata || {};
  user.app_metadata.attempts = (user.app_metadata.attempts || 0) + 1;
  saveAppMetadata(event, api, user.app_metadata);
  // RULE-MIGRATION(undefined-metadata): Rules had no metadata object where nothing was stored, and Actions have an empty one. Here an empty object counts as none, also one that was stored empty. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  if (user.user_metadata.banned) { throw new Error('banned'); }
  callback(null);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user = ruleUser(event);
  const failure = await settled((callback) => countAttempts(event, api, user, callback));
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

/** Saves app metadata as a rule did: top-level keys are merged, {} erases them, and anything but an object is ignored. */
function saveAppMetadata(event: Event, api: PostLoginAPI, change: unknown): void {
  const stored = JSON.parse(JSON.stringify(change) ?? 'null');
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return;
  if (Object.keys(stored).length === 0) {
    for (const key of Object.keys(event.user.app_metadata)) api.user.setAppMetadata(key, null);
  }
  for (const [key, value] of Object.entries(stored)) api.user.setAppMetadata(key, value);
}
