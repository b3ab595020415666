import { isDeepStrictEqual } from 'node:util';
import { isPlainObject } from '../auth0/api-host.ts';
import type { Login } from '../auth0/login.ts';
import type { ContinueRequest } from './pipeline.ts';
import type { RuleInput } from './rule-input.ts';
import type { BoundRule, RulesResult } from './rules-result.ts';

type Data = Readonly<Record<string, unknown>>;

/** Runs Rules on a login of somebody who comes back from a redirect. */
export type RunOnReturn = (
  login: Login,
  rules: readonly BoundRule[],
  shared?: RuleInput,
) => Promise<RulesResult>;

/** The login of a user who comes back with a request. */
export function returned(login: Login, { query = {}, body = {} }: ContinueRequest): Login {
  return { ...login, request: { ...login.request, query, body } };
}

/** Assumption: on return Rules get the user as it is stored by then, with what they saved before they sent it away. */
export function withStored(login: Login, { app, user: own }: RulesResult['stored']): Login {
  const { user } = login;
  const fields = [
    ['app_metadata', app],
    ['user_metadata', own],
  ] as const;
  // Where nothing was and nothing is, the field stays away.
  const changed = fields.filter(([name, stored]) => !isDeepStrictEqual(user[name] ?? {}, stored));
  return { ...login, user: { ...user, ...Object.fromEntries(changed) } };
}

/**
 * The way back of Rules that had stopped at the redirect, the last that `ran`. The earlier ones run on what the user was
 * at first, with the new request: who they refuse now is refused, and what they decide counts; but they save and send
 * nothing a second time, and do not take what they had saved for what was there before. The others go on behind them.
 */
export async function resumedRules(
  run: RunOnReturn,
  rules: readonly BoundRule[],
  login: Login,
  { ran, stored }: Pick<RulesResult, 'ran' | 'stored'>,
): Promise<RulesResult> {
  const rest = rules.slice(ran - 1);
  if (rest.length === rules.length) return run(withStored(login, stored), rest);
  const before = await run(login, rules.slice(0, ran - 1));
  if (before.end.kind !== 'next') return { ...before, stored };
  const { context } = before;
  const user = {
    ...before.user,
    ...withChanges('app_metadata', before.user, login.user, stored.app),
    ...withChanges('user_metadata', before.user, login.user, stored.user),
  };
  return run(withStored(login, stored), rest, { user, context });
}

/** A field as it is shown, with the keys that have been stored since then. */
function withChanges(name: string, shown: Data, before: Data, stored: unknown): Data {
  const [old, now, own] = [before[name], stored, shown[name]].map(dataIn);
  const changed = Object.keys({ ...old, ...now }).filter((key) => !isDeepStrictEqual(old![key], now![key]));
  if (changed.length === 0) return {};
  const kept = Object.entries(own!).filter(([key]) => !changed.includes(key));
  const put = changed.filter((key) => key in now!).map((key) => [key, now![key]] as const);
  return { [name]: Object.fromEntries([...kept, ...put]) };
}

function dataIn(value: unknown): Record<string, unknown> {
  return isPlainObject(value) ? value : {};
}
