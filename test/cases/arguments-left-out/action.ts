import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  function label(name: any, suffix?: any) {
    return suffix ? name + ' (' + suffix + ')' : name;
  }

  var first = event.user.identities[0]!;
  setClaim(api.idToken, 'https://example.com/label', label(event.user.name));
  setClaim(api.idToken, 'https://example.com/label/long', label(event.user.name, first.provider + ' ' + first.user_id));
  setClaim(api.idToken, 'https://example.com/mail', encodeURIComponent(event.user.email!));
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
