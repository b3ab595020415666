import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(scope-assignment): A rule replaced the granted scopes. Here the difference to the requested scopes, or to what an earlier rule made of them, is added and removed; what else was granted cannot be read. What is over 280 characters, which addScope refuses, is left out. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  setScope(event, api, ['read:reports']);
  api.accessToken.setCustomClaim('https://example.com/plan', 'gold');
}

/**
 * Makes the granted scopes those that the rule assigned, as a list or as text, from those that an earlier rule left or
 * else were requested. No scope has more than 280 characters: Auth0 refuses those, and with them the login.
 */
function setScope(event: Event, api: PostLoginAPI, assigned: unknown, before?: unknown): void {
  if (assigned === undefined || assigned === null) return;
  const list = (scopes: unknown): string[] =>
    (Array.isArray(scopes) ? scopes.map(String).join(' ') : String(scopes ?? ''))
      .split(/\s+/)
      .filter((scope) => scope !== '' && scope.length <= 280);
  const wanted = list(assigned);
  const granted = list(before ?? event.transaction?.requested_scopes ?? event.request.body['scope']);
  for (const scope of granted) if (!wanted.includes(scope)) api.accessToken.removeScope(scope);
  for (const scope of wanted) if (!granted.includes(scope)) api.accessToken.addScope(scope);
}
