import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const body = event.request.body as { scope: string };
  if (body.scope.split(' ').includes('admin')) return void api.access.deny('No.');
};
