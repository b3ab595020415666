import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(not-in-rules): context.stats.logins_count: Rules had no such property, so the rule read undefined here. The event may have one. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (event.stats.logins_count > 1) return;
  // RULE-MIGRATION(not-in-rules): context.request.language: Rules had no such property, so the rule read undefined here. The event may have one. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (event.request.language === 'de') api.idToken.setCustomClaim('https://a.io/l', 'de');
  // RULE-MIGRATION(not-in-rules): context.organization.display_name: Rules had no such property, so the rule read undefined here. The event may have one. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (event.organization && event.organization.display_name) setClaim(api.idToken, 'https://a.io/o', event.organization.display_name);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
