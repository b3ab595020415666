import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(_event: Event, api: PostLoginAPI): Promise<void> {
  api.samlResponse.setAudience('urn:sp');
  api.samlResponse.setSignResponse(false);
  api.samlResponse.setRelayState('x=1');
  // RULE-MIGRATION(saml-unsupported): samlConfiguration.logout: Actions cannot set this part of the SAML response. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  // context.samlConfiguration.logout = { callback: 'https://sp.example.com/logout' };
}
