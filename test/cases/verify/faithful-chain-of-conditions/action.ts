import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const allowed = ['app-one', 'app-two'];
  if (!allowed.includes(event.client.client_id)) return;
  if (!event.user.email?.endsWith('@example.com')) {
    return void api.access.deny('Only for staff.');
  }
  if (event.request.geoip.countryCode === 'US' && event.stats.logins_count > 5) {
    api.idToken.setCustomClaim('https://example.com/us', event.stats.logins_count);
  }
  api.accessToken.setCustomClaim('https://example.com/plan', event.user.app_metadata['plan']);
};
