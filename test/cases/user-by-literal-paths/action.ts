import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user = ruleUser(event);
  var _ = require('lodash');
  setClaim(api.idToken, 'https://example.com/a', _.get(user, 'app_metadata.plans.x', 'free'));
  setClaim(api.idToken, 'https://example.com/b', _.get(user, ['app_metadata', 'plans', 'y'], 'free'));
  setClaim(api.idToken, 'https://example.com/c', _.get(user, 'identities[0].provider'));
  if (_.has(user, 'email')) {
    setClaim(api.idToken, 'https://example.com/d', _.pick(user, ['email', 'name', 'user_metadata.lang']));
  }
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
