import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function consent(event: Event, api: PostLoginAPI, protocol: string | undefined): void {
  if (protocol === 'redirect-callback') {
    if (event.request.query.confirmed !== 'yes') {
      api.access.deny('No consent.');
      return;
    }
    api.user.setUserMetadata('consent', true);
    return;
  }
  if (!event.user.user_metadata.consent) {
    // RULE-MIGRATION(redirect-resumes): Rules redirected after all rules and ran all of them again on return. Actions stop right after this one and resume with its onContinuePostLogin, on a new request. See https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions
    api.redirect.sendUserTo('https://consent.example.com/?user=' + encodeURIComponent(event.user.user_id));
  }
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  consent(event, api, event.transaction?.protocol);
}

/** When the user comes back from where the rule sent them, it runs again, as all rules did. */
export async function onContinuePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  consent(event, api, 'redirect-callback');
}
