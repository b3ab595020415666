import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

// The answer has a parameter by the name of the body that is sent, and never looks at it.
export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const request = require('request');
  const body = { subject: 'Welcome', to: event.user.email };
  const [err, response] = await answerOf((done) => request.post({ url: 'https://mail.example.com/send', form: body }, done));
  if (err) {
    api.access.deny(messageOf(err));
    return;
  }
  setClaim(api.idToken, 'https://example.com/mail', response.statusCode);
}

/** The text of whatever a rule passed to its callback as the error. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
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
