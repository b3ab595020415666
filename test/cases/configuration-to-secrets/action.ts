import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  const { API_URL, RETRIES = '3' } = event.secrets;
  const key = event.secrets['firebase-cert']!;
  console.log(API_URL, parseInt(RETRIES, 10), key.length, event.secrets.DEBUG === 'true');
}
