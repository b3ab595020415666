import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(placeholder): @@ALLOWED_CLIENTS@@: A placeholder stood here as code. It is quoted now, which auth0-deploy-cli takes for @@KEY@@ but not for ##KEY##. See https://auth0.com/docs/deploy-monitor/deploy-cli-tool/keyword-replacement
  const clients = '@@ALLOWED_CLIENTS@@';
  const url = '##API_URL##/users';
  if (clients.indexOf(event.client.client_id) === -1) return;
  setClaim(api.idToken, 'https://example.com/url', url);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
