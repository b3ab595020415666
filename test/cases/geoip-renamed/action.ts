import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const geoip = event.request.geoip || {};
  if (unlessEmpty(event.request.geoip) && event.request.geoip.continentCode !== 'EU') {
    api.access.deny('Europe only.');
    return;
  }
  setClaim(api.idToken, 'https://example.com/city', geoip.cityName);
  setClaim(api.idToken, 'https://example.com/tz', unlessEmpty(event.request.geoip)!.timeZone);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}

/** Where Rules had nothing at all, Actions have an empty object. */
function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
