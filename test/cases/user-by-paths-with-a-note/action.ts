import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user = ruleUser(event);
  const _ = require('lodash');
  var name = event.request.query.name;
  // RULE-MIGRATION(whole-user): The whole user leaves the rule. The event has the same attributes, but no tokens of identity providers and no metadata without content. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  setClaim(api.idToken, 'https://example.com/a', _.get(user, name));
  // RULE-MIGRATION(root-read): user.groups: This attribute is not part of the documented event. It is there when the identity provider of the primary identity sent it, not when a rule, an extension or app_metadata put it on the user. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  setClaim(api.idToken, 'https://example.com/b', _.get(user, 'groups'));
  // RULE-MIGRATION(upstream-token): Actions do not get the tokens of the identity provider. Read them from the Management API, GET /users/{id} with read:user_idp_tokens. See https://auth0.com/docs/customize/actions/migrate/actions-migration-limitations
  setClaim(api.idToken, 'https://example.com/c', _.get(user, 'identities[0].access_token'));
  // RULE-MIGRATION(undefined-metadata): Rules had no metadata object where nothing was stored, and Actions have an empty one. Here an empty object counts as none, also one that was stored empty. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  if (_.has(user, 'user_metadata')) api.idToken.setCustomClaim('https://example.com/d', true);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}

/** Where Rules had nothing at all, Actions have an empty object. */
function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

/** The user as a rule saw it: a copy that it may change, in which metadata without content is absent. */
function ruleUser(event: Event): any {
  const { app_metadata, user_metadata, ...user } = structuredClone(event.user);
  return {
    ...user,
    ...(unlessEmpty(app_metadata) && { app_metadata }),
    ...(unlessEmpty(user_metadata) && { user_metadata }),
  };
}
