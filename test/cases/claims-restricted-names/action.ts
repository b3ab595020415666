import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(_event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(claim-restricted): roles: Auth0 drops this claim silently: its name is reserved. Take a name of your own, such as a URL. See https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
  api.idToken.setCustomClaim('roles', ['admin']);
  api.idToken.setCustomClaim('picture', 'https://example.com/p.png');
  // RULE-MIGRATION(claim-restricted): https://auth0.com/x: Auth0 drops this claim silently: its name is reserved. Take a name of your own, such as a URL. See https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
  api.accessToken.setCustomClaim('https://auth0.com/x', 1);
}
