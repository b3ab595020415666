import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  api.accessToken.setCustomClaim('https://example.com/tenant', event.tenant.id);
}
