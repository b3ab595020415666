import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(scope-assignment): A rule replaced the granted scopes. Here the difference to the requested scopes is added and removed; what else was granted cannot be read. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  setScope(event, api, ['read:reports']);
  api.accessToken.setCustomClaim('https://example.com/plan', 'gold');
}

/** Makes the granted scopes those that the rule assigned, as a list or as text. */
function setScope(event: Event, api: PostLoginAPI, assigned: unknown): void {
  if (assigned === undefined || assigned === null) return;
  const list = (scopes: unknown): string[] =>
    (Array.isArray(scopes) ? scopes : String(scopes ?? '').split(' ')).map(String).filter((scope) => scope !== '');
  const wanted = list(assigned);
  const requested = list(event.transaction?.requested_scopes ?? event.request.body['scope']);
  for (const scope of requested) if (!wanted.includes(scope)) api.accessToken.removeScope(scope);
  for (const scope of wanted) if (!requested.includes(scope)) api.accessToken.addScope(scope);
}
