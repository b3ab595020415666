import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const latest = Math.max(0, ...(ruleMethods(event) || []).map(({ timestamp }: any) => timestamp));
  const country = (event.request.geoip || {}).countryCode;
  if (latest > Date.now() || (event.organization || {}).name === country) {
    api.access.deny('Odd.');
    return;
  }
  setClaim(api.idToken, 'https://example.com/country', country);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}

/** The authentication methods with the time as a number, as it was in Rules. */
function ruleMethods(event: Event): any {
  return event.authentication?.methods.map((method) => ({ ...method, timestamp: Date.parse(method.timestamp) }));
}
