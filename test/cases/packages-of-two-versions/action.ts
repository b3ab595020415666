import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  var _ = require('lodash');
  // RULE-MIGRATION(two-versions): lodash 3.10.1 and 4.17.10: The rule loads two versions of this package, and an Action can have one: the first is kept. See https://auth0.com/docs/customize/actions/manage-dependencies
  var newer = require('lodash');
  setClaim(api.idToken, 'https://example.com/ids', _.pluck(event.user.identities, 'user_id'));
  setClaim(api.idToken, 'https://example.com/kinds', newer.uniqBy(event.user.identities, 'provider').length);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
