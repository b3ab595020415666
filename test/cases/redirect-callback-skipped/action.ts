import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if ((event.transaction?.protocol as any) === 'redirect-callback' || (event.transaction?.protocol as any) === 'delegation') return;
  setClaim(api.accessToken, 'https://example.com/at', new Date().toISOString());
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
