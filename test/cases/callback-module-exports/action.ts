import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (!event.user.email_verified) {
    api.access.deny('Verify your e-mail first.');
    return;
  }
}
