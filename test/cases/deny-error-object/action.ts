import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  try {
    JSON.parse(event.user.name!);
  } catch (e) {
    finish(api, e);
    return;
  }
  if (!event.user.email) {
    finish(api, { code: 'no_email' });
    return;
  }
}

/** The text of whatever a rule passed to its callback as the error. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
}

/** What callback(error) did: a falsy error let the login go on, any other failed it. */
function finish(api: PostLoginAPI, error: unknown): void {
  if (error) api.access.deny(messageOf(error));
}
