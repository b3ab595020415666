import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const request = require('request');
  if (event.client.name === 'Ask') {
    const [err] = await answerOf((done) => request.get('https://ask.example.com/' + event.user.user_id, done));
    finish(api, err);
    return;
  }
  // RULE-MIGRATION(never-calls-back): On this path the rule never called back, which failed the login after 20 seconds, so this denies it. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  api.access.deny('The rule did not call back for this login.');
}

/** The text of whatever a rule passed to its callback as the error. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
}

/** What callback(error) did: a falsy error let the login go on, any other failed it. */
function finish(api: PostLoginAPI, error: unknown): void {
  if (error) api.access.deny(messageOf(error));
}

/** What a function that takes a callback calls it with. */
async function answerOf(start: (done: (...answer: any[]) => void) => unknown): Promise<any[]> {
  return new Promise((resolve, reject) => {
    (async () => start((...answer) => resolve(answer)))().catch(reject);
  });
}
