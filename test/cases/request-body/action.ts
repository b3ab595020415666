import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  var device = ruleBody(event).device || event.request.query.device;
  if (ruleBody(event) && ruleBody(event).client_id && !device) {
    api.access.deny('Which device?');
    return;
  }
  setClaim(api.idToken, 'https://example.com/device', device);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}

/** The body of the request as a rule saw it: of logins with a password, and on return from a redirect. */
function ruleBody(event: Event, protocol: string | undefined = event.transaction?.protocol): any {
  const shown = ['oauth2-resource-owner', 'oauth2-resource-owner-jwt-bearer', 'wstrust-usernamemixed', 'redirect-callback'];
  return shown.includes(protocol ?? '') ? structuredClone(event.request.body) : {};
}
