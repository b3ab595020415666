import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const jobs = [];
  jobs.push(Promise.resolve(saveAppMetadata(event, api, { seen: true })));
  jobs.push(event.user.email ? Promise.resolve(saveUserMetadata(event, api, { email: event.user.email })) : Promise.resolve());
  try {
    await Promise.all(jobs);
  } catch (error) {
    finish(api, error);
  }
}

/** The text of whatever a rule passed to its callback as the error. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
}

/** What callback(error) did: a falsy error let the login go on, any other failed it. */
function finish(api: PostLoginAPI, error: unknown): void {
  if (error) api.access.deny(messageOf(error));
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

/** Saves user metadata as a rule did: top-level keys are merged, {} erases them, and anything but an object is ignored. */
function saveUserMetadata(event: Event, api: PostLoginAPI, change: unknown): void {
  const stored = JSON.parse(JSON.stringify(change) ?? 'null');
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return;
  if (Object.keys(stored).length === 0) {
    for (const key of Object.keys(event.user.user_metadata)) api.user.setUserMetadata(key, null);
  }
  for (const [key, value] of Object.entries(stored)) api.user.setUserMetadata(key, value);
}
