import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  var geo = unlessEmpty(event.request.geoip);
  if (geo && (event.secrets.ALLOWED || 'DE,AT').split(',').indexOf(geo.countryCode!) < 0) {
    api.access.deny('blocked');
    return;
  }
}

/** Where Rules had nothing at all, Actions have an empty object. */
function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
