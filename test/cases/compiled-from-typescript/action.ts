import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

var __awaiter = (this && (this! as any).__awaiter) || function (thisArg: any, _arguments: any, P: any, generator: any) {
    function adopt(value: any) { return value instanceof P ? value : new P(function (resolve: any) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve: any, reject: any) {
        function fulfilled(value: any) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value: any) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result: any) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
function rule(event: Event, idToken: Record<string, any>, callback: Callback): void {
    // RULE-MIGRATION(this-of-the-rule): What this was when a Rule ran is not documented, and an Action has none of its own. Name what is meant. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
    return __awaiter(this, void 0, void 0, function* (): any {
        try {
            const axios = require('axios');
            const res = yield axios.get(`${event.secrets.ROLES_API}/users/${encodeURIComponent(event.user.email!)}/roles`, {
                headers: { Authorization: `Bearer ${event.secrets.ROLES_TOKEN}` },
                timeout: 4000,
            });
            idToken['https://example.com/roles'] = res.data.roles;
            return callback(null);
        }
        catch (err) {
            return callback(err);
        }
    });
}

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const idToken: Record<string, any> = {};
  const failure = await settled((callback) => rule(event, idToken, callback));
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

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}

/** Sets every claim that the rule left behind. Auth0 refuses one named scope, which Rules never made a claim. */
function setClaims(token: PostLoginAPI['idToken'], claims: Record<string, unknown>): void {
  for (const [claim, value] of Object.entries(claims)) if (claim !== 'scope') setClaim(token, claim, value);
}
