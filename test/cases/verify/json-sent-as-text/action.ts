import type { Event } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event): Promise<void> => {
  const body = JSON.stringify({ id: event.user.user_id });
  await fetch('https://crm.example.com/seen', { method: 'POST', body });
};
