import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(gate-without-callback): For every other login the rule returned without calling back, which stalled and failed that login, so this denies it. Most likely those logins were meant to pass untouched: then return without denying. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  if (event.client.client_id !== 'Xk2pQ7vT9sLm4nR8wZ1yB3cD5fG6hJ0a') {
    api.access.deny('The rule did not call back for this login.');
    return;
  }
  api.idToken.setCustomClaim('https://billing.example.com/id', event.user.user_id);
}
