import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (!event.user.name) {
    api.access.deny('A name is needed.');
    return;
  }
}
