import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (event.stats.logins_count > 100) {
    const message = 'Too many logins: ' + event.stats.logins_count;
    api.access.deny(message);
  } else if (event.stats.logins_count > 50) {
    api.access.deny(String(event.stats.logins_count)); return;
  } else if (event.user.email_verified) {
    api.idToken.setCustomClaim('https://example.com/logins', event.stats.logins_count);
  }
}
