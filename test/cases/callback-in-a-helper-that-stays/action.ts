import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function gate(event: Event, user: Record<string, any>, callback: Callback): void {
  // reads what may throw only for some
  const deny = (why: any) => callback(new Error(user.email || why));
  // means another callback than the one where it is called
  function next() {
    callback(null);
  }
  // is handed on
  const fail = (error: any) => callback(error);
  // calls twice what its argument calls once
  const twice = (text: any) => callback(new Error(text + text));

  // RULE-MIGRATION(root-read): user.blocked: This attribute is not part of the documented event. It is there when the identity provider of the primary identity sent it, not when a rule, an extension or app_metadata put it on the user. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (user.blocked) return deny(user.nickname.first);
  if (event.client.name === 'Loud') return twice(user.name.concat('!'));
  // RULE-MIGRATION(may-not-call-back): A path can end here without a call back, which failed the login after 20 seconds. The Action denies it when no call has come after 15. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  const each = (list: any, callback: any) => {
    if (list.length === 0) return next();
    callback(list[0]);
  };
  each(user.identities, function (identity: any) {
    fetch('https://example.com/' + identity.provider).then(next).catch(fail);
  });
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  const failure = await settled((callback) => gate(event, user, callback));
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
