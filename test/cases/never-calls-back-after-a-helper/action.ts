import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function helpers(event: Event, callback: Callback): void {
  function done() {
    const nothing = null;
    callback(nothing);
  }
  // RULE-MIGRATION(never-calls-back): On this path the rule never called back, which failed the login after 20 seconds, so this denies it. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  if (!event.user.email) {
    callback(new Error('The rule did not call back for this login.'));
    return;
  }
  if (event.user.email_verified) { return callback(null); }
  else if (event.stats.logins_count > 1) { done(); return; }
  console.log('no way out');
  // RULE-MIGRATION(never-calls-back): On this path the rule never called back, which failed the login after 20 seconds, so this denies it. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  callback(new Error('The rule did not call back for this login.'));
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const failure = await settled((callback) => helpers(event, callback));
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
