import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

// Sixty markers that all say the same would be accepted unread.
export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(root-read): user.roles: This attribute is not part of the documented event. It is there when the identity provider of the primary identity sent it, not when a rule, an extension or app_metadata put it on the user. The same goes for 3 places below. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (event.client.name === 'Shop') setClaim(api.idToken, 'https://example.com/roles', event.user.roles);
  if (event.client.name === 'Blog') setClaim(api.idToken, 'https://example.com/writer', ((event.user.roles || []) as any).includes('writer'));
  if (event.client.name === 'Desk') setClaim(api.idToken, 'https://example.com/agent', ((event.user.roles || []) as any).includes('agent'));
  if (event.client.name === 'Bank') {
    if (!event.user.roles) {
      api.access.deny('Staff only.');
      return;
    }
    // RULE-MIGRATION(root-read): user.staff: This attribute is not part of the documented event. It is there when the identity provider of the primary identity sent it, not when a rule, an extension or app_metadata put it on the user. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
    setClaim(api.idToken, 'https://example.com/staff', event.user.staff);
  }
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
