import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const groups = new Set<string>(event.user['groups'] || []);
  groups.delete('Everyone');
  api.idToken.setCustomClaim('https://example.com/groups', [...groups]);
};
