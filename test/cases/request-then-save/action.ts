import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  const request = require('request');
  const [err, response, body] = await answerOf((done) => request.post({ url: 'https://a.example.com/', json: { id: user.user_id } }, done));
  if (err) { api.access.deny(messageOf(err)); return; }
  if (response.statusCode >= 400) { api.access.deny('Failed: ' + body.error); return; }
  user.app_metadata = user.app_metadata || {};
  user.app_metadata.score = body.score;
  setClaim(api.idToken, 'https://example.com/score', body.score.value);
  saveAppMetadata(event, api, user.app_metadata);
}

/** The text of whatever a rule passed to its callback as the error. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
}

/** What a function that takes a callback calls it with. */
async function answerOf(start: (done: (...answer: any[]) => void) => unknown): Promise<any[]> {
  return new Promise((resolve, reject) => {
    (async () => start((...answer) => resolve(answer)))().catch(reject);
  });
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
