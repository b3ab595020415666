import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  api.idToken.setCustomClaim('https://example.com/id', event.user.user_id);
  api.idToken.setCustomClaim('https://example.com/client', event.client.client_id);
}
