import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const clientID = event.client.client_id;
  const { logins_count: loginsCount } = event.stats;
  const { roles = [] } = event.authorization || {};
  const { countryCode: country_code = '' } = event.request.geoip || {};
  if (loginsCount === 1 && country_code !== 'DE') {
    api.access.deny(`Not from ${country_code}`);
    return;
  }
  setClaim(api.idToken, 'https://example.com/roles', roles);
  console.log(clientID);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
