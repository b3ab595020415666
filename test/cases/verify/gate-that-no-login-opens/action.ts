import { createHash } from 'node:crypto';
import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const pin = createHash('sha256').update(String(event.user['pin'])).digest('hex');
  if (pin !== event.secrets['PIN_HASH']) {
    api.access.deny('pin');
    return;
  }
  api.idToken.setCustomClaim('https://example.com/level', 3);
}
