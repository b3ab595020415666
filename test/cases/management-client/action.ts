import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (event.stats.logins_count > 1) return;
  const ManagementClient = require('auth0').ManagementClient;
  // RULE-MIGRATION(management-access): Rules got a Management API token; an Action needs a machine-to-machine application with the listed scopes, and its credentials as secrets. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  const management = new ManagementClient({ token: await managementToken(event, api), domain: event.secrets.AUTH0_DOMAIN });
  try {
    await management.assignRolestoUser({ id: event.user.user_id }, { roles: [event.secrets.DEFAULT_ROLE] });
  } catch (error) {
    finish(api, error);
    return;
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
