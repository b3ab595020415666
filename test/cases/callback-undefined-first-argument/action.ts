import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  if (event.transaction?.protocol === 'samlp') return;
  if (event.transaction?.protocol === 'wsfed') return;
}
