import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  var roles: any = 'none';
  if (event.user.email) { var roles: any = [event.user.email]; }
  var claims = { plan: 'free', seats: 1, ['plan' as string]: 'pro' };
  var package_ = { seats: 0o10, note: 'a\x09b' };
  api.accessToken.setCustomClaim('https://example.com/package', { package: package_, seats: package_.seats });
  switch (event.client.name) {
    case 'Legacy':
      api.idToken.setCustomClaim('https://example.com/legacy', true);
    case 'Portal':
      setClaim(api.idToken, 'https://example.com/plan', claims.plan);
      break;
    default:
      setClaim(api.idToken, 'https://example.com/roles', roles);
  }
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
