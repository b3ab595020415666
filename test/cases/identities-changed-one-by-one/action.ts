import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  user.identities.forEach(function (identity: any) {
    identity.user_id = identity.provider + '|' + identity.user_id;
  });
  for (const identity of user.identities) delete identity.profileData;
  setClaim(api.idToken, 'https://example.com/identities', user.identities);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
