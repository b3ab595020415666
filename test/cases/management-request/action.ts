import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const request = require('request');
  // RULE-MIGRATION(management-access): Rules got a Management API token; an Action needs a machine-to-machine application with the listed scopes, and its credentials as secrets. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  const [err] = await answerOf(async (done) => request.patch({
    url: managementUrl(event) + '/users/' + event.user.user_id,
    headers: { Authorization: 'Bearer ' + (await managementToken(event, api)) },
    json: { email_verified: true }
  }, done));
  finish(api, err);
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

/** What a function that takes a callback calls it with. */
async function answerOf(start: (done: (...answer: any[]) => void) => unknown): Promise<any[]> {
  return new Promise((resolve, reject) => {
    (async () => start((...answer) => resolve(answer)))().catch(reject);
  });
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
