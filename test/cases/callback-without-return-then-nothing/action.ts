import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  if (event.client.client_id !== 'shop') {
    return;
  }
  var first = (event.user.name || '').split(' ')[0];
  if (isShort(first)) console.log('welcome', first);
  return;

  function isShort(name: any) {
    return name.length < 10;
  }
}
