import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

declare const isBusinessHours: any;

export async function onExecutePostLogin(_event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(unknown-name): isBusinessHours: Nothing declares this name. Rules failed here with a ReferenceError, unless another rule or the sandbox supplied it. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  if (isBusinessHours()) return;
  api.access.deny('Closed.');
}
