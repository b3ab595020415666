import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  user.app_metadata = user.app_metadata || {};
  // The first login takes its time.
  if (!user.app_metadata.first) {
    api.user.setAppMetadata('first', true);
    return;
  }
  if (user.app_metadata.visits) {
    user.app_metadata.visits += 1;
    saveAppMetadata(event, api, user.app_metadata);
    // It is only a counter.
    setClaim(api.idToken, 'https://acme.io/visits', user.app_metadata.visits);
    return;
  }
  api.user.setUserMetadata('seen', true);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
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
