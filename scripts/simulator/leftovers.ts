import { isDeepStrictEqual } from 'node:util';
import { isPlainObject } from '../auth0/api-host.ts';
import { standardClaims } from '../auth0/claim-names.ts';
import { isSameData } from './plain.ts';
import type { RuleInput } from './rule-input.ts';

/** Properties of the context with which a Rule changes the login itself. */
const EFFECTS = ['idToken', 'accessToken', 'samlConfiguration', 'multifactor', 'redirect', 'primaryUser'];

/**
 * What Rules wrote that changes nothing by itself, but that a later Rule could have read: `user.score`,
 * `context.plan`, metadata that was never stored.
 */
export function leftovers(
  before: RuleInput,
  after: RuleInput,
  stored: { readonly app: unknown; readonly user: unknown },
): string[] {
  const user = changedKeys(before.user, after.user).filter((key) => {
    if (key === 'app_metadata') return isUnsaved(before.user[key], after.user[key], stored.app);
    if (key === 'user_metadata') return isUnsaved(before.user[key], after.user[key], stored.user);
    return !standardClaims.has(key);
  });
  const context = changedKeys(before.context, after.context).filter((key) => !EFFECTS.includes(key));
  return [...user.map((key) => `user.${key}`), ...context.map((key) => `context.${key}`)];
}

function changedKeys(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys(after).filter((key) => !isSame(before[key], after[key]));
}

/** Whether metadata was changed in memory in a way that the profile does not have. */
function isUnsaved(before: unknown, after: unknown, stored: unknown): boolean {
  const [from, to, kept] = [before, after, stored].map((one) => (isPlainObject(one) ? one : {}));
  return changedKeys(from!, to!).some((key) => to![key] !== null && !isSame(to![key], kept![key]));
}

function isSame(a: unknown, b: unknown): boolean {
  return isSameData(a, b) || isDeepStrictEqual(a, b);
}
