import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (_event: Event, api: PostLoginAPI): Promise<void> => {
  api.user.setUserMetadata('tried', true);
  api.user.setUserMetadata('refused', true);
  throw new Error('not today');
};
