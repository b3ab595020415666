import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const location = unlessEmpty(event.request.geoip);
  const { cityName: city_name, timeZone: zone } = unlessEmpty(event.request.geoip) as any;
  if (location!.countryCode === 'XX') {
    api.access.deny('Nowhere.');
    return;
  }
  setClaim(api.idToken, 'https://example.com/city', city_name);
  setClaim(api.idToken, 'https://example.com/zone', zone);
  setClaim(api.idToken, 'https://example.com/country', unlessEmpty(event.request.geoip)!['countryName']);
  setClaim(api.idToken, 'https://example.com/code', unlessEmpty(event.request.geoip)!.countryCode!.toLowerCase());
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}

/** Where Rules had nothing at all, Actions have an empty object. */
function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
