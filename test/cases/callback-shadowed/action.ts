import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  function load(user: any, callback: any) {
    const context = { name: user.name };
    return callback(null, context.name);
  }
  load({ name: event.user.nickname }, (_error: any, name: any) => {
    setClaim(api.idToken, 'https://example.com/name', name);
  });
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
