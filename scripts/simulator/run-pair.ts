import { limits } from '../auth0/limits.ts';
import type { Login } from '../auth0/login.ts';
import type { HttpPlan } from './exchange.ts';
import { TENANT_DOMAIN } from './login.ts';
import { runPipeline, type Instance, type PipelineTask } from './pipeline.ts';
import type { RulesResult } from './rules-result.ts';
import { runRules, type RulesTask } from './run-rules.ts';
import { FROZEN, type Again, type Pair, type Scenario, type Sides } from './scenario.ts';
import { resumedRules, returned, withStored, type RunOnReturn } from './way-back.ts';
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
const UNAUTHORIZED = {
  status: 401,
  body: { error: 'access_denied', error_description: 'Unauthorized' },
  after: 0,
} as const;

/**
 * The tenant hands out tokens for its Management API to whoever asks with credentials of an application. A Rule never
 * asks, so no answer to a part of a URL or to a method stands in the way, and the time does not go on.
 */
function withTokens({ http = {} }: Scenario): HttpPlan {
  const url = `https://${TENANT_DOMAIN}/oauth/token`;
  const body = { access_token: 'management-api-token', token_type: 'Bearer', expires_in: 86_400 };
  const { exchanges = [] } = http;
  const isPart = (exchange: { readonly url: string }): boolean =>
    exchange.url === '' || exchange.url.startsWith('/');
  return {
    ...http,
    exchanges: [
      ...exchanges.filter((one) => !isPart(one)),
      { method: 'POST', url, needs: CREDENTIALS, reply: { status: 200, body, after: 0 } },
      { url, reply: UNAUTHORIZED },
      ...exchanges.filter(isPart),
    ],
  };
}

/** Runs both sides on the same scenario, one after the other in the same frozen world. Two logins know no way back. */
export async function runPair(
  sides: Sides,
  scenario: Scenario,
  world: World,
  seen: Set<number>,
  onSide: (side: Side, index: number) => void,
): Promise<Pair> {
  seen.clear();
  const { login, back, values, again } = scenario;
  const http = withTokens(scenario);
  const { rules, quirks, root } = sides;
  const configuration = overlaid(sides.configuration, values);
  const actions =
    values === undefined
      ? sides.actions
      : sides.actions.map((action) => ({ ...action, secrets: overlaid(action.secrets ?? {}, values) }));
  const usual = { login, now: scenario.now ?? FROZEN.now };
  const { seed = FROZEN.seed } = scenario;

  const rulesOf = (
    { login, now }: Turn,
    more: Partial<Pick<RulesTask, 'rules' | 'shared' | 'redirectCallback'>> = {},
  ): Promise<RulesResult> => {
    world.reset({ now, seed, http });
    onSide('rules', 0);
    const limit = limits.ruleRun.documented;
    return runRules({ rules, quirks, root, configuration, login, limit, ...more }, world);
  };
  const rulesOnReturn = (before: RulesResult): Promise<RulesResult> => {
    const run: RunOnReturn = (login, rules, shared) =>
      rulesOf({ ...usual, login }, { rules, redirectCallback: true, ...(shared ? { shared } : {}) });
    const who = returned(login, back ?? {});
    return quirks.suspends
      ? resumedRules(run, rules, who, before)
      : run(withStored(who, before.stored), rules);
  };
  const actionsOf = ({ login, now }: Turn, more: Pick<PipelineTask, 'resume' | 'instance'>) => {
    world.reset({ now, seed, http });
    const limit = limits.triggerRun.documented;
    return runPipeline({ actions, login, limit, root, ...more }, world, (index) => onSide('actions', index));
  };
  if (again !== undefined) {
    const next = nextTurn(usual, again);
    const instance: Instance = { modules: new Map(), cache: {} };
    const [rules, nextRules] = await inTurn(world, usual, next, (turn) => rulesOf(turn));
    const [actions, nextActions] = await inTurn(world, usual, next, (turn) => actionsOf(turn, { instance }));
    const second = { rules: nextRules, actions: nextActions, login: next.login };
    return { rules, actions, again: second, seen: [...seen] };
  }

  const first = { rules: await rulesOf(usual), actions: await actionsOf(usual, {}) };
  const { suspension } = first.actions;
  const { kind } = first.rules.end;
  if (kind === 'redirect' && suspension !== undefined) {
    const resume = { from: suspension, request: back ?? {} };
    const second = { rules: await rulesOnReturn(first.rules), actions: await actionsOf(usual, { resume }) };
    return { ...first, back: second, seen: [...seen] };
  }
  if (kind === 'next' && sides.redirectsElsewhere === true && back !== undefined) {
    // What the Rules send again is no matter of the Action, which has run before the user left.
    const second = {
      rules: { ...(await rulesOnReturn(first.rules)), requests: [] },
      actions: { ...first.actions, requests: [] },
    };
    return { ...first, back: second, seen: [...seen] };
  }
  return { ...first, seen: [...seen] };
}

/** One login and when it takes place. */
interface Turn {
  readonly login: Login;
  readonly now: number;
}

/** The second login of a scenario. */
function nextTurn({ login, now }: Turn, { after, other }: Again): Turn {
  const user = other ? { ...login.user, user_id: 'auth0|another', email: 'another@example.org' } : login.user;
  return { login: { ...login, user }, now: now + after };
}

/** Two logins of one side, one after the other; what the first leaves behind is there for the second. */
async function inTurn<Result>(
  world: World,
  first: Turn,
  second: Turn,
  run: (turn: Turn) => Promise<Result>,
): Promise<[Result, Result]> {
  world.hold(true);
  try {
    return [await run(first), await run(second)];
  } finally {
    world.hold(false);
  }
}
