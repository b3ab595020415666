import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  const { ip, user_agent: userAgent, query = {} } = event.request;
  const { id, name } = event.organization || {};
  console.log(ip, userAgent, query.prompt, id, name);
}
