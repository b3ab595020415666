import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function root(event: Event, callback: Callback): void {
  // RULE-MIGRATION(goes-on-after-callback): The rule goes on after it called back. Nobody says whether what it changed then still counted: here it does, and an error refuses the login, which came too late in Rules. Return at the call if the rest was not meant for these logins, or else call back last. See https://auth0.com/docs/rules-best-practices/rules-execution-best-practices
  if (event.user.email === 'root@example.com') callback(null);
  if (event.stats.logins_count > 5) throw new Error('Too many logins.');
  callback(null);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const failure = await settled((callback) => root(event, callback));
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
