import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const methods = (event.authentication && ruleMethods(event)) || [];
  const mfa = methods.find((method: any) => method.name === 'mfa');
  if (!mfa || Date.now() - mfa.timestamp > 3600000) {
    api.multifactor.enable('any', { allowRememberBrowser: false });
  }
}

/** The authentication methods with the time as a number, as it was in Rules. */
function ruleMethods(event: Event): any {
  return event.authentication?.methods.map((method) => ({ ...method, timestamp: Date.parse(method.timestamp) }));
}
