import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  // RULE-MIGRATION(root-attribute): user.nickname: A rule changed this claim of the ID token by changing the user. Here the claim is set whatever scopes were asked for, stays as it was where the value is undefined, and SAML responses do not see it. See https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
  if (user.email) { user.nickname = 'x'; api.idToken.setCustomClaim('nickname', user.nickname); }
  // RULE-MIGRATION(root-attribute): user.nickname: A rule changed this claim of the ID token by changing the user. Here the claim is set whatever scopes were asked for, stays as it was where the value is undefined, and SAML responses do not see it. See https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
  if (user.name) { user.nickname = 'y'; api.idToken.setCustomClaim('nickname', user.nickname); }
  else { user.nickname = 'z'; api.idToken.setCustomClaim('nickname', user.nickname); }
}
