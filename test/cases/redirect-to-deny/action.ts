import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function blockedPage(event: Event, api: PostLoginAPI): void {
  if (event.user.app_metadata && event.user.app_metadata.blocked_until) {
    // RULE-MIGRATION(redirect-resumes): Rules redirected after all rules and ran all of them again on return. Actions stop right after this one and resume with its onContinuePostLogin, on a new request. See https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions
    // RULE-MIGRATION(redirect-without-return): The rule does not look at who comes back, so whoever does is sent away again, as long as the reason stands. If it was meant to keep people out, deny instead. See https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions
    api.redirect.sendUserTo('https://www.example.com/blocked');
    return;
  }
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  blockedPage(event, api);
}

/** When the user comes back from where the rule sent them, it runs again, as all rules did. */
export async function onContinuePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  blockedPage(event, api);
}
