import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // The first login takes its time.
  if (!event.user.app_metadata.first) {
    api.user.setAppMetadata('first', true);
    return;
  }
  if (event.user.email_verified) {
    api.user.setAppMetadata('first', false);
    // It is only a flag.
    api.idToken.setCustomClaim('https://acme.io/known', true);
    return;
  }
  api.user.setUserMetadata('seen', true);
}
