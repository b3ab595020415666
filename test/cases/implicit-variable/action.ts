import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  let total: any;
  let i: any;
  // RULE-MIGRATION(implicit-variable): total: The rule assigned a variable that nothing declares. It is declared here, and no longer outlives the login. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  total = 0;
  // RULE-MIGRATION(implicit-variable): i: The rule assigned a variable that nothing declares. It is declared here, and no longer outlives the login. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  for (i = 0; i < event.user.identities.length; i++) total += 1;
  setClaim(api.idToken, 'https://example.com/identities', total);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
