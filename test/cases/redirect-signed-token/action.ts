import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function verifyAge(event: Event, api: PostLoginAPI, protocol: string | undefined): void {
  const jwt = require('jsonwebtoken');
  if (protocol === 'redirect-callback') {
    let payload;
    try {
      payload = jwt.verify(ruleBody(event, protocol).token, event.secrets.AGE_SECRET, { subject: event.user.user_id });
    } catch (e) {
      api.access.deny('Invalid answer.');
      return;
    }
    if (payload.age < 18) {
      api.access.deny('Too young.');
      return;
    }
    return;
  }
  const token = jwt.sign({ sub: event.user.user_id }, event.secrets.AGE_SECRET, { expiresIn: '5m' });
  // RULE-MIGRATION(redirect-resumes): Rules redirected after all rules and ran all of them again on return. Actions stop right after this one and resume with its onContinuePostLogin, on a new request. See https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions
  api.redirect.sendUserTo(`https://age.example.com/?token=${token}`);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  verifyAge(event, api, event.transaction?.protocol);
}

/** When the user comes back from where the rule sent them, it runs again, as all rules did. */
export async function onContinuePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  verifyAge(event, api, 'redirect-callback');
}

/** The body of the request as a rule saw it: of logins with a password, and on return from a redirect. */
function ruleBody(event: Event, protocol: string | undefined = event.transaction?.protocol): any {
  const shown = ['oauth2-resource-owner', 'oauth2-resource-owner-jwt-bearer', 'oauth2-password', 'wstrust-usernamemixed', 'redirect-callback'];
  return shown.includes(protocol ?? '') ? structuredClone(event.request.body) : {};
}
