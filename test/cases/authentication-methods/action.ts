import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const done = event.authentication && event.authentication.methods.some((method) => method.name === 'mfa');
  if (!done) api.multifactor.enable('guardian', { allowRememberBrowser: true });
}
