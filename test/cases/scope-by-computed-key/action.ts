import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

function claimsOfTheProfile(event: Event, idToken: Record<string, any>, accessToken: Record<string, any>, callback: Callback): void {
  var extra = (event.request.query || {});
  // Whatever it holds: scope is no claim.
  Object.keys(extra).forEach(function (name) {
    // RULE-MIGRATION(scope-assignment): A rule replaced the granted scopes. Here the difference to the requested scopes, or to what an earlier rule made of them, is added and removed; what else was granted cannot be read. What is over 280 characters, which addScope refuses, is left out. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
    accessToken[name] = extra[name];
    idToken[name] = extra[name];
  });
  callback(null);
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const idToken: Record<string, any> = {};
  const accessToken: Record<string, any> = {};
  const failure = await settled((callback) => claimsOfTheProfile(event, idToken, accessToken, callback));
  if (failure) {
    api.access.deny(messageOf(failure));
    return;
  }
  setClaims(api.idToken, idToken);
  setScope(event, api, accessToken.scope);
  setClaims(api.accessToken, accessToken);
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
 * Makes the granted scopes those that the rule assigned, as a list or as text, from those that an earlier rule left or
 * else were requested. No scope has more than 280 characters: Auth0 refuses those, and with them the login.
 */
function setScope(event: Event, api: PostLoginAPI, assigned: unknown, before?: unknown): void {
  if (assigned === undefined || assigned === null) return;
  const list = (scopes: unknown): string[] =>
    (Array.isArray(scopes) ? scopes.map(String).join(' ') : String(scopes ?? ''))
      .split(/\s+/)
      .filter((scope) => scope !== '' && scope.length <= 280);
  const wanted = list(assigned);
  const granted = list(before ?? event.transaction?.requested_scopes ?? event.request.body['scope']);
  for (const scope of granted) if (!wanted.includes(scope)) api.accessToken.removeScope(scope);
  for (const scope of wanted) if (!granted.includes(scope)) api.accessToken.addScope(scope);
}
