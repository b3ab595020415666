import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const size = Object.keys(event.user).filter((key) => !/_metadata$/.test(key)).length;
  api.idToken.setCustomClaim('https://example.com/size', size);
}
