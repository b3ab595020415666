import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const request = require('request');
  // with a reason

  if (!event.user.email_verified) {
    api.access.deny('Verify your e-mail.');
    return;
  }
  if (event.client.client_id === 'closed') { console.error('denied', event.user.email, 'E1'); api.access.deny('E1' + ': ' + ('closed for ' + event.client.name)); return; }
  if (event.user.user_metadata && event.user.user_metadata.away) {
    api.access.deny('See you, ' + event.user.email!.split('@')[0]);
    return;
  }
  if (event.client.client_id === 'open') return;
  const [err, , body] = await answerOf((done) => request.get({ url: 'https://api.example.com/rights', json: true }, done));
  if (err) {
    api.access.deny(messageOf(err));
    return;
  }
  if (body.refused) {
    console.error('denied', event.user.email, 'E2');
    api.access.deny('E2' + ': ' + body.refused);
    return;
  }
  setClaim(api.idToken, 'https://example.com/rights', body.rights);
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
