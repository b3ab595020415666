import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(_event: Event, api: PostLoginAPI): Promise<void> {
  const day = new Date().getDay();
  if (day === 0 || day === 6) {
    api.access.deny('Closed on weekends.');
    return;
  }
}
