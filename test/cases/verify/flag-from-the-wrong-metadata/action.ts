import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  if (event.user.user_metadata['beta'] === true) api.idToken.setCustomClaim('https://example.com/beta', true);
};
