import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(secrets-unknown): The rule reads configuration by a name that is only known when it runs, so the secrets it needs cannot be listed. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  const secret = event.secrets['SECRET_' + event.client.client_id];
  if (!secret) {
    api.access.deny('No secret for this application.');
    return;
  }
}
