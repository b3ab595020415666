import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const { trial: _trial, ...next } = event.user.app_metadata;
  for (const [key, value] of Object.entries(next)) api.user.setAppMetadata(key, value);
};
