import { limits } from '../auth0/limits.ts';
import type { HttpPlan } from './exchange.ts';
import { runPipeline } from './pipeline.ts';
import type { ActionsResult } from './result.ts';
import { runRules } from './run-rules.ts';
import { FROZEN, type Pair, type Scenario, type Sides } from './scenario.ts';
import type { World } from './world.ts';

/** Which side is running, for whoever has to end it. */
export type Side = 'rules' | 'actions';

/** The name of the function that instrumented code calls at each branch. */
export const SEEN = '__seen';

/** Notes the outcomes of branches in this thread; to be called before the world is installed. */
export function installCoverage(): Set<number> {
  const seen = new Set<number>();
  Object.assign(globalThis, {
    [SEEN]: <T>(branch: number, value: T): T => {
      seen.add(branch * 2 + (value ? 1 : 0));
      return value;
    },
  });
  return seen;
}

/** Values as the scenario has them; a name that is not there yet stays so. */
function overlaid(
  values: Readonly<Record<string, string>>,
  other: Scenario['values'],
): Readonly<Record<string, string>> {
  if (other === undefined) return values;
  const all = Object.entries(values).map(
    ([name, value]) => [name, name in other ? other[name] : value] as const,
  );
  return Object.fromEntries(all.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

const CREDENTIALS = ['client_id', 'client_secret'];
const UNAUTHORIZED = { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } };

/** The tenant hands out tokens for its Management API to whoever asks with credentials of an application. */
function withTokens({ login, http = {} }: Scenario): HttpPlan {
  const url = `https://${login.request.hostname ?? `${login.tenant.id}.auth0.com`}/oauth/token`;
  const body = { access_token: 'management-api-token', token_type: 'Bearer', expires_in: 86_400 };
  return {
    ...http,
    exchanges: [
      ...(http.exchanges ?? []),
      { method: 'POST', url, needs: CREDENTIALS, reply: { status: 200, body } },
      { url, reply: UNAUTHORIZED },
    ],
  };
}

/** Runs both sides on the same scenario, one after the other in the same frozen world. */
export async function runPair(
  sides: Sides,
  scenario: Scenario,
  world: World,
  seen: Set<number>,
  onSide: (side: Side, index: number) => void,
): Promise<Pair> {
  seen.clear();
  const { login, back, values } = scenario;
  const http = withTokens(scenario);
  const { rules, quirks, root } = sides;
  const configuration = overlaid(sides.configuration, values);
  const actions =
    values === undefined
      ? sides.actions
      : sides.actions.map((action) => ({ ...action, secrets: overlaid(action.secrets ?? {}, values) }));
  const { now = FROZEN.now } = scenario;
  const { seed } = FROZEN;

  const rulesOf = (redirectCallback: boolean) => {
    world.reset({ now, seed, http });
    onSide('rules', 0);
    const request = { ...login.request, query: back?.query ?? {}, body: back?.body ?? {} };
    const seenLogin = redirectCallback ? { ...login, request } : login;
    const limit = limits.ruleRun.documented;
    return runRules({ rules, quirks, root, configuration, login: seenLogin, redirectCallback, limit }, world);
  };
  const actionsOf = (from: ActionsResult['suspension']) => {
    world.reset({ now, seed, http });
    const resume = from === undefined ? {} : { resume: { from, request: back ?? {} } };
    const limit = limits.triggerRun.documented;
    return runPipeline({ actions, login, limit, root, ...resume }, world, (index) =>
      onSide('actions', index),
    );
  };

  const first = { rules: await rulesOf(false), actions: await actionsOf(undefined) };
  const { suspension } = first.actions;
  if (first.rules.end.kind !== 'redirect' || suspension === undefined) return { ...first, seen: [...seen] };
  return {
    ...first,
    back: { rules: await rulesOf(true), actions: await actionsOf(suspension) },
    seen: [...seen],
  };
}
