import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (_event: Event, api: PostLoginAPI): Promise<void> => {
  api.user.setUserMetadata('asked', true);
  api.user.setUserMetadata('skipped', null);
  api.redirect.sendUserTo('https://example.com/consent');
};

export const onContinuePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  api.idToken.setCustomClaim('https://example.com/asked', event.user.user_metadata['asked']);
};
