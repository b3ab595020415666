import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function rule(event: Event, idToken: Record<string, any>, pending: Promise<void>[], callback: Callback): void {
  const request = require('request');
  const fail = callback;
  function getRoles(id: any, cb: any) {
    request.get('https://roles.acme.io/' + id, function (err: any, _res: any, body: any) {
      cb(err, (body && body.roles) || []);
    });
  }
  function audit(what: any, callback: any) {
    pending.push(attempt((done) => request.post({ url: 'https://audit.acme.io', json: { what } }, answering(function (_err, res) {
      console.log('audit said ' + res.statusCode);
    }, done, fail))));
    callback();
  }
  getRoles(event.user.user_id, function (err: any, roles: any) {
    if (err) return callback(err);
    idToken['https://acme.io/roles'] = roles;
    audit('roles', function () {
      callback(null);
    });
  });
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const idToken: Record<string, any> = {};
  const pending: Promise<void>[] = [];
  const failure = await settled((callback) => rule(event, idToken, pending, callback));
  for (const work of pending) await work;
  if (failure) {
    api.access.deny(messageOf(failure));
    return;
  }
  setClaims(api.idToken, idToken);
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

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}

/** Sets every claim that the rule left behind. Auth0 refuses one named scope, which Rules never made a claim. */
function setClaims(token: PostLoginAPI['idToken'], claims: Record<string, unknown>): void {
  for (const [claim, value] of Object.entries(claims)) if (claim !== 'scope') setClaim(token, claim, value);
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
