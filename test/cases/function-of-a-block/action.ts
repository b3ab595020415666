import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  let label;
  if (event.user.email_verified) {
    label = function (name: any) {
      return name.toUpperCase();
    };
  } else {
    // Nobody may see it.
    label = function () {
      return 'somebody';
    };
  }
  setClaim(api.idToken, 'https://acme.io/name', label(event.user.user_id));
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
