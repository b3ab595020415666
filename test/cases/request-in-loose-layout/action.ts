import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(_event: Event, api: PostLoginAPI): Promise<void> {
	const request = require('request')
	const [err, , body] = await answerOf((done) => request.post({
		url: 'https://a.example.com/',
		json: { a: 1 }
	}, done));
	// answer
	if (err) {
	  api.access.deny(messageOf(err));
	  return;
	}
	/* all well */
	setClaim(api.idToken, 'https://example.com/s', body)
	// done
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
