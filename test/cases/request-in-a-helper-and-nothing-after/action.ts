import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function rule(event: Event, pending: Promise<void>[], callback: Callback): void {
  const request = require('request');
  function post(url: any, cb: any) {
    pending.push(attempt((done) => request.post(url, answering(function (err) {
      cb(err);
    }, done, callback))));
  }
  const count = (what: any) => request.post({ url: 'https://count.acme.io', json: { what } });
  post('https://hook.acme.io', function () {});
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  count('logins');
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  event.user.email_verified || request.post('https://remind.acme.io');
  callback(null);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const pending: Promise<void>[] = [];
  const failure = await settled((callback) => rule(event, pending, callback));
  for (const work of pending) await work;
  if (failure) api.access.deny(messageOf(failure));
}

/** The text of whatever a rule passed to its callback as the error. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
}

/**
 * Runs a rule until it calls back, and returns the error it called back with. The first call counts, unless one in the
 * same turn fails. A rule that never calls back has failed, as it had in Rules.
 */
async function settled(rule: (callback: Callback) => unknown): Promise<unknown> {
  let failure: unknown;
  await new Promise<void>((resolve) => {
    const fail = (error: unknown): void => callback(error || new Error(String(error)));
    const timer = setTimeout(() => fail(new Error('The rule did not call back in time.')), 18_000);
    const callback: Callback = (error) => {
      failure ||= error;
      clearTimeout(timer);
      resolve();
    };
    (async () => rule(callback))().catch(fail);
  });
  return failure;
}

type Callback = (error?: unknown, user?: unknown, context?: unknown) => void;

/**
 * Starts work that the rule did not wait for, and waits at most five seconds for it. An error fails the login at the
 * start, and later only until the rule has called back, as it did in the rule.
 */
async function attempt(
  work: (done: (error?: unknown) => void) => unknown,
  fail?: (error: unknown) => void,
): Promise<void> {
  let starting = true;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, 5_000);
    const done = (error?: unknown): void => {
      clearTimeout(timer);
      if (starting && error) reject(error);
      else resolve();
    };
    Promise.resolve(work(done)).catch((error: unknown) => {
      console.error(error);
      fail?.(error || new Error(String(error)));
      done();
    });
    starting = false;
  });
}

/** The callback of a request that the rule did not wait for. An error in it counts until the rule has called back. */
function answering(
  handler: (...answer: any[]) => unknown,
  done: () => void,
  fail?: (error: unknown) => void,
): (...answer: any[]) => Promise<void> {
  return async (...answer) => {
    try {
      await handler(...answer);
    } catch (error) {
      console.error(error);
      fail?.(error || new Error(String(error)));
    }
    done();
  };
}
