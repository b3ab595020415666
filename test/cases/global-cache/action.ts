import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

/** Kept between logins for as long as Auth0 reuses the instance. */
const kept: Record<string, any> = {};

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (!kept.plans || kept.plansExpire < Date.now()) {
    const response = await fetch('https://plans.example.com/');
    kept.plans = await response.json();
    kept.plansExpire = Date.now() + 60000;
  }
  setClaim(api.idToken, 'https://example.com/plan', kept.plans[event.user.user_id]);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
