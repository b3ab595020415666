import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const domain = (event.user.email ?? '').split('@').at(-1);
  if (domain !== 'acme.com') {
    api.access.deny('Only for acme.com');
  }
};
