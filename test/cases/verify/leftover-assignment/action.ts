import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const target = api.user as unknown as Record<string, unknown>;
  target['https://example.com/tenant'] = event.organization?.name ?? 'none';
};
