import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (event.user.app_metadata.plan === 'trial') {
    api.access.deny('wrong plan');
    return;
  }
  setClaim(api.idToken, 'https://example.com/color', event.user.user_metadata.color);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
