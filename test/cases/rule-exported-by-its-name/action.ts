import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

// the rule
export async function onExecutePostLogin(_event: Event, api: PostLoginAPI): Promise<void> {
  api.idToken.setCustomClaim('https://a.io/r', 'x');
}

 // for the tests
