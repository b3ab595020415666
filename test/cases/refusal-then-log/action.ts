import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (!event.user.email_verified) {
    console.log('refused', event.user.user_id);
    api.access.deny('Verify your e-mail.');
    return;
  }
  if (event.stats.logins_count > 100) {
    api.user.setAppMetadata('tired', true);
    api.access.deny('Too many logins.');
    return;
  }
}
