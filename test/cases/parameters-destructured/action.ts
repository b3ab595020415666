import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  var { email, user_id: id } = event.user;
  const clientID = event.client.client_id;
  const { ip } = event.request;
  if (clientID !== 'the-app') return;
  email = email || 'nobody';
  api.idToken.setCustomClaim('https://example.com/who', `${email} ${id} ${ip}`);
}
