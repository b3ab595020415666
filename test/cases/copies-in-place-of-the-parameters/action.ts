import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  // The rule works on copies of its own.
  // RULE-MIGRATION(root-attribute): user.email: A rule changed this claim of the ID token by changing the user. Here the claim is set whatever scopes were asked for, stays as it was where the value is undefined, and SAML responses do not see it. See https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
  user.email = (user.email || '').toLowerCase();
  setClaim(api.idToken, 'email', user.email);

  user.app_metadata = user.app_metadata || {};
  user.app_metadata.seen = true;
  user.app_metadata.domain = user.email.split('@')[1];
  saveAppMetadata(event, api, user.app_metadata);
  setClaim(api.idToken, 'https://example.com/email', user.email);
  if (user.email.endsWith('.test')) {
    api.access.deny('No test accounts.');
    return;
  }
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}

/** Saves app metadata as a rule did: top-level keys are merged, {} erases them, and anything but an object is ignored. */
function saveAppMetadata(event: Event, api: PostLoginAPI, change: unknown): void {
  const stored = JSON.parse(JSON.stringify(change) ?? 'null');
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return;
  if (Object.keys(stored).length === 0) {
    for (const key of Object.keys(event.user.app_metadata)) api.user.setAppMetadata(key, null);
  }
  for (const [key, value] of Object.entries(stored)) api.user.setAppMetadata(key, value);
}
