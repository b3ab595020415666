import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  if (!event.user.email_verified) api.access.deny('Verify your e-mail first.');
  api.idToken.setCustomClaim('https://example.com/domain', event.user.email!.split('@')[1]);
};
