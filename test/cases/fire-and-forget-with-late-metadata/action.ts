import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function lead(event: Event, api: PostLoginAPI, user: Record<string, any>, pending: Promise<void>[], callback: Callback): void {
  const request = require('request');
  user.app_metadata = user.app_metadata || {};
  // RULE-MIGRATION(late-effects): The rule called back at once and did this when the request had finished, too late for its own login. Here the Action waits for it, at most five seconds. See https://auth0.com/docs/customize/actions/limitations
  pending.push(attempt((done) => request.post({ url: 'https://crm.example.com/leads', json: { name: user.name } }, answering(function (err, _response, body) {
    if (err || !body) return console.error('no lead');
    user.app_metadata.lead = body.id;
    saveAppMetadata(event, api, user.app_metadata);
  }, done, callback))));
  callback(null);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  const pending: Promise<void>[] = [];
  const failure = await settled((callback) => lead(event, api, user, pending, callback));
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

/** Saves app metadata as a rule did: top-level keys are merged, {} erases them, and anything but an object is ignored. */
function saveAppMetadata(event: Event, api: PostLoginAPI, change: unknown): void {
  const stored = JSON.parse(JSON.stringify(change) ?? 'null');
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return;
  if (Object.keys(stored).length === 0) {
    for (const key of Object.keys(event.user.app_metadata)) api.user.setAppMetadata(key, null);
  }
  for (const [key, value] of Object.entries(stored)) api.user.setAppMetadata(key, value);
}

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
