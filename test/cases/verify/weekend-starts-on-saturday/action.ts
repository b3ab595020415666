import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (_event: Event, api: PostLoginAPI): Promise<void> => {
  if (new Date().getUTCDay() >= 6) api.access.deny('Closed at weekends.');
};
