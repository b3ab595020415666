import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const main = event.user.app_metadata && event.user.app_metadata.primary_id;
  // RULE-MIGRATION(primary-user): The identity must already be linked, the call may come once in a login, and user metadata set in the same Action is lost. See https://auth0.com/docs/customize/actions/limitations
  if (main) api.authentication.setPrimaryUser(main as any);
}
