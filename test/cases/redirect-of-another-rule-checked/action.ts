import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(redirect-return): When a user came back from a redirect, all rules ran again, also those that had not redirected, and this code was for that run. Of Actions only the one that redirects runs again: move this code to its onContinuePostLogin. See https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions
  if ((event.transaction?.protocol as any) === 'redirect-callback' && event.request.query.accept !== 'yes') {
    api.access.deny('Accept our terms first.');
    return;
  }
}
