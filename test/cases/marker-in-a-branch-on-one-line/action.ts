import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const CLIENTS = ['a1', 'b2'];
  if (CLIENTS.indexOf(event.client.client_id) !== -1) {
    const completed = !!ruleMethods(event).find((m: any) => m.name === 'mfa' && m.timestamp > Date.now() - 86400000);
    if (completed) return;
    api.multifactor.enable('guardian', { allowRememberBrowser: false });
  } else {
    // RULE-MIGRATION(multifactor-computed): The multi-factor options are only known when the rule runs. Check them against what Actions take. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
    api.multifactor.enable((event.user.app_metadata && event.user.app_metadata.mfa || 'any') as any, { allowRememberBrowser: false });
  }
}

/** The authentication methods with the time as a number, as it was in Rules. */
function ruleMethods(event: Event): any {
  return event.authentication?.methods.map((method) => ({ ...method, timestamp: Date.parse(method.timestamp) }));
}
