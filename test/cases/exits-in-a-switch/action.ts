import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  switch (event.client.name) {
    case 'staff':
      api.idToken.setCustomClaim('https://example.com/role', 'staff');
      break;
    case 'bad':
      api.access.deny('bad');
      break;
    case 'worse':
      api.access.deny('worse');
      break;
  }
}
