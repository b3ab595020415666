import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function consent(event: Event, api: PostLoginAPI, protocol: string | undefined, callback: Callback): void {
  if (protocol === 'redirect-callback') {
    if (event.request.query.confirmed !== 'yes') return callback(new Error('No consent.'));
    Promise.resolve(saveUserMetadata(event, api, { consent: true }))
      .then(() => callback(null))
      .catch((err) => callback(err));
    return;
  }
  if (!event.user.user_metadata.consent) {
    // RULE-MIGRATION(redirect-resumes): Rules redirected after all rules and ran all of them again on return. Actions stop right after this one and resume with its onContinuePostLogin, on a new request. See https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions
    api.redirect.sendUserTo('https://consent.example.com/?user=' + encodeURIComponent(event.user.user_id));
  }
  callback(null);
}

async function run(event: Event, api: PostLoginAPI, protocol: string | undefined): Promise<void> {
  const failure = await settled((callback) => consent(event, api, protocol, callback));
  if (failure) api.access.deny(messageOf(failure));
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  await run(event, api, event.transaction?.protocol);
}

/** When the user comes back from where the rule sent them, it runs again, as all rules did. */
export async function onContinuePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  await run(event, api, 'redirect-callback');
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
    const fail = (error: unknown): void => callback(error || new Error('The rule failed without a reason.'));
    const timer = setTimeout(() => fail(new Error('The rule did not call back in time.')), 15_000);
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

/** Saves user metadata as a rule did: top-level keys are merged, and an empty object erases everything. */
function saveUserMetadata(event: Event, api: PostLoginAPI, change: unknown): void {
  const stored = JSON.parse(JSON.stringify(change)) as Record<string, unknown>;
  if (Object.keys(stored).length === 0) {
    for (const key of Object.keys(event.user.user_metadata)) api.user.setUserMetadata(key, null);
  }
  for (const [key, value] of Object.entries(stored)) api.user.setUserMetadata(key, value);
}
