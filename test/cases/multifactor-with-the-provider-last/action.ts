import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (event.user.email_verified) api.multifactor.enable('duo', { allowRememberBrowser: true, providerOptions: { host: 'c', ikey: 'a', skey: 'b' } });
  else api.multifactor.enable('google-authenticator', { allowRememberBrowser: false });
}
