import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

declare const user: Event['user'];

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const social = event.user.identities.some((identity) => identity.isSocial);
  // The path that uses it still says `user`.
  if (social) api.idToken.setCustomClaim('https://example.com/social', user.identities.length > 0);
};
