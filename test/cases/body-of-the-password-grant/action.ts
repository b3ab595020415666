import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(request-body): Rules saw the body of logins with a password only, Actions that of any login. Which protocols those are is not documented: look at the list in ruleBody. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (event.transaction?.protocol === 'oauth2-password' && ruleBody(event).realm !== 'Username-Password-Authentication') {
    api.access.deny('realm');
    return;
  }
}

/** The body of the request as a rule saw it: of logins with a password, and on return from a redirect. */
function ruleBody(event: Event, protocol: string | undefined = event.transaction?.protocol): any {
  const shown = ['oauth2-resource-owner', 'oauth2-resource-owner-jwt-bearer', 'oauth2-password', 'wstrust-usernamemixed', 'redirect-callback'];
  return shown.includes(protocol ?? '') ? structuredClone(event.request.body) : {};
}
