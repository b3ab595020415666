import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  var _err: any = null;
  var _i = 'outer';
  function go(list: any, next: any) {
    list.forEach(function (__err: any, each: any) { next(_err, each); });
  }
  if (!event.user.email_verified) _err = new UnauthorizedError('Verify first.');
  var labels = [1, 2].map(function (__i, x) { return _i + x; });
  var count = 0;
  for (const _identity of event.user.identities) count++;
  var failed = null;
  go(labels, function (e: any) { if (e) failed = e; });
  api.idToken.setCustomClaim('https://example.com/labels', labels.join() + count);
  finish(api, failed);
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

/** The error of the Rules sandbox. */
class UnauthorizedError extends Error {
  override name = 'UnauthorizedError';
}
