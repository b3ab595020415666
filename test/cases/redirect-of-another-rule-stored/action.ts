import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  // RULE-MIGRATION(redirect-return): When a user came back from a redirect, all rules ran again, also those that had not redirected, and this code was for that run. Of Actions only the one that redirects runs again: move this code to its onContinuePostLogin. See https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions
  if ((event.transaction?.protocol as any) !== 'redirect-callback') return;
  user.user_metadata = user.user_metadata || {};
  user.user_metadata.terms = event.request.query.terms;
  saveUserMetadata(event, api, user.user_metadata);
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
