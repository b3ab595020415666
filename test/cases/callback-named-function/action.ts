import type { Event } from '@auth0/actions/post-login/v3';

// Lets everybody in.
export async function onExecutePostLogin(event: Event): Promise<void> {
  console.log('login of', event.user.user_id);
}
