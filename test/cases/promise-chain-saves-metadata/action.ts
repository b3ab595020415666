import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  const axios = require('axios');
  try {
    const [a, b] = await Promise.all([axios.get('https://a.example.com/'), axios.get('https://b.example.com/')]);
    user.app_metadata = user.app_metadata || {};
    user.app_metadata.a = a.data;
    setClaim(api.idToken, 'https://example.com/b', b.data);
    saveAppMetadata(event, api, user.app_metadata);
  } catch (e) {
    finish(api, e);
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

/** Saves app metadata as a rule did: top-level keys are merged, {} erases them, and anything but an object is ignored. */
function saveAppMetadata(event: Event, api: PostLoginAPI, change: unknown): void {
  const stored = JSON.parse(JSON.stringify(change) ?? 'null');
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return;
  if (Object.keys(stored).length === 0) {
    for (const key of Object.keys(event.user.app_metadata)) api.user.setAppMetadata(key, null);
  }
  for (const [key, value] of Object.entries(stored)) api.user.setAppMetadata(key, value);
}
