import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (event.stats.logins_count > 100) {
    api.access.deny('Too many logins.');
    return;
  }
  api.idToken.setCustomClaim('https://example.com/count', event.stats.logins_count);
}
