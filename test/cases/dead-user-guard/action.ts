import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (!event.user) return;
  if (event.request && event.request.query && event.request.query.prompt === 'none') {
    return;
  }
  api.idToken.setCustomClaim('https://example.com/interactive', true);
}
