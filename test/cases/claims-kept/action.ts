import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  api.idToken.setCustomClaim('https://example.com/a', event.user.user_id);
  api.accessToken.setCustomClaim('https://example.com/b', 1);
}
