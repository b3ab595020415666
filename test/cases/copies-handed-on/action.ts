import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

// A copy that is handed on is no more than a change of the user or the context.
export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const request = require('request');
  const namespace = 'https://example.com/';
  if (!event.user.email_verified) {
    api.multifactor.enable('any', { allowRememberBrowser: false });
    return;
  }

  const [err, , body] = await answerOf((done) => request({ url: 'https://example.com/plan', json: true }, done));
  if (err) {
    // Whoever reads this asks again later.
    api.idToken.setCustomClaim(`${namespace}plan`, 'unknown');
    return;
  }
  setClaim(api.idToken, 'https://example.com/plan', body.plan);
  setClaim(api.accessToken, 'https://example.com/plan', body.plan);
}

/** What a function that takes a callback calls it with. */
async function answerOf(start: (done: (...answer: any[]) => void) => unknown): Promise<any[]> {
  return new Promise((resolve, reject) => {
    (async () => start((...answer) => resolve(answer)))().catch(reject);
  });
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
