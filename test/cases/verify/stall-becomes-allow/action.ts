import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const { team } = event.user.app_metadata as { team?: unknown };
  if (team === 'red') return;
  if (event.connection.strategy === 'auth0') api.access.deny('Not on the team.');
};
