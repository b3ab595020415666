import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  api.multifactor.enable('duo', {
    allowRememberBrowser: false,
    providerOptions: { host: 'api-1234.duosecurity.com', ikey: event.secrets.DUO_IKEY!, skey: event.secrets.DUO_SKEY!, username: event.user.nickname },
  } as any);
}
