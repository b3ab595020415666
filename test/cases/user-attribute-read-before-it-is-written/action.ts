import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  // RULE-MIGRATION(root-attribute-local): user.groups: The rule put an attribute on the user, which later rules and SAML mappings could see. Here it ends with this Action. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  // RULE-MIGRATION(root-read): user.groups: This attribute is not part of the documented event. It is there when the identity provider of the primary identity sent it, not when a rule, an extension or app_metadata put it on the user. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (typeof user.groups === 'string') user.groups = [user.groups];
  // RULE-MIGRATION(root-attribute-local): user.tier: The rule put an attribute on the user, which later rules and SAML mappings could see. Here it ends with this Action. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  user.tier = 'gold';
  setClaim(api.idToken, 'https://acme.io/tier', user.tier);
  // RULE-MIGRATION(root-read): user.groups: This attribute is not part of the documented event. It is there when the identity provider of the primary identity sent it, not when a rule, an extension or app_metadata put it on the user. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (user.groups && user.groups.includes('blocked')) {
    api.access.deny('Blocked.');
    return;
  }
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
