import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(session-clients): Actions list the clients of a session on enterprise plans only, and its ids mean something slightly different. Check that your plan has event.session.clients. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if ((event.session?.clients ?? []).map((client) => client.client_id).length > 1) {
    api.access.deny('Log out of the other application first.');
    return;
  }
}
