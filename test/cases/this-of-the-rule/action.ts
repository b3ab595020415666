import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(this-of-the-rule): What this was when a Rule ran is not documented, and an Action has none of its own. Name what is meant. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  var self = this;
  self.email = event.user.email;
  setClaim(api.idToken, 'https://example.com/email', self.email);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
