import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (!((event.transaction?.protocol as any) !== 'redirect-callback' && (event.transaction?.protocol as any) !== 'delegation')) {
    console.log('back');
    return;
  }
  if ((event.transaction?.protocol as any) !== 'redirect-callback') {
    api.idToken.setCustomClaim('https://acme.io/first', true);
  }
}
