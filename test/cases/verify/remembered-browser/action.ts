import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  if (event.client.client_id === 'admin-console') api.multifactor.enable('any');
};
