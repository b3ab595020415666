import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const SILENT = ['redirect-callback', 'oauth2-refresh-token'];
  if (SILENT.includes(event.transaction?.protocol!)) {
    return;
  }
  if (['redirect-callback', 'delegation'].indexOf(event.transaction?.protocol!) !== -1) {
    return;
  }
  if (!['redirect-callback'].includes(event.transaction?.protocol!)) {
    api.idToken.setCustomClaim('https://acme.io/first', true);
  }
}
