import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const linked = event.user.identities.find((identity) => identity.provider === 'auth0');
  if (linked) api.authentication.setPrimaryUser('auth0|' + linked.user_id);
  const { primary } = event.user.app_metadata as { primary?: string };
  if (primary) api.authentication.setPrimaryUser(primary);
};
