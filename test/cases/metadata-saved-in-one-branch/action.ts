import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (event.user.email_verified) {
    api.user.setUserMetadata('seen', 1);
    return;
  }
  api.access.deny('verify');
}
