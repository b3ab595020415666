import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const google = event.user.identities.filter((identity) => identity.provider === 'google-oauth2')[0];
  const { profileData = {} } = event.user.identities[1] || {};
  setClaim(api.idToken, 'https://example.com/google', google ? google.user_id : null);
  setClaim(api.idToken, 'https://example.com/second', profileData.name);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
