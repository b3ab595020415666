import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const jobs = [];
  // RULE-MIGRATION(save-answer): The Management API answered with the user as changed, and the rule may look at any part of it. Here that is the user of the event with the metadata as saved: check that no more is needed, such as logins_count or blocked. See https://auth0.com/docs/manage-users/user-accounts/metadata/manage-metadata-api
  jobs.push(Promise.resolve(changeMetadata(event, api, 'app_metadata', { seen: true })));
  try {
    const users = await Promise.all(jobs);
    setClaim(api.idToken, 'https://acme.io/logins', users[0].logins_count);
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

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
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
