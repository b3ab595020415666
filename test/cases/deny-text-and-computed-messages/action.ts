import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (event.client.name === 'a') {
    api.access.deny('plain text');
    return;
  }
  if (event.client.name === 'b') {
    api.access.deny(`No entry, ${event.user.name}`);
    return;
  }
  if (event.client.name === 'c') {
    api.access.deny('No entry for ' + event.user.email);
    return;
  }
  if (event.client.name === 'd') {
    api.access.deny(textOf(event.user.nickname));
    return;
  }
}

/** The text of an error that was made with this message. */
function textOf(message: unknown = ''): string {
  return String(message);
}
