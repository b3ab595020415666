import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const domains = event.secrets['DOMAINS']!.split(',');
  const allowed = domains.some((domain) => event.user.email!.endsWith(domain));
  if (!allowed) api.access.deny('Not on the list.');
};
