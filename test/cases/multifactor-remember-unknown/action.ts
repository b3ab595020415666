import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const settings = event.client.metadata || {};
  api.multifactor.enable('any', { allowRememberBrowser: ((event.user.user_metadata && event.user.user_metadata.remember) ?? true) as any });
  if (settings.strict) api.multifactor.enable('any', { allowRememberBrowser: false });
}
