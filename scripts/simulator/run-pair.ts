import { limits } from '../auth0/limits.ts';
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

/** Runs both sides on the same scenario, one after the other in the same frozen world. */
export async function runPair(
  sides: Sides,
  scenario: Scenario,
  world: World,
  seen: Set<number>,
  onSide: (side: Side, index: number) => void,
): Promise<Pair> {
  seen.clear();
  const { login, http = {}, back } = scenario;
  const { root, actions } = sides;

  const rulesOf = (redirectCallback: boolean) => {
    world.reset({ ...FROZEN, http });
    onSide('rules', 0);
    const request = redirectCallback
      ? { ...login.request, query: back?.query ?? {}, body: back?.body ?? {} }
      : login.request;
    const limit = limits.ruleRun.documented;
    return runRules({ ...sides, login: { ...login, request }, redirectCallback, limit }, world);
  };
  const actionsOf = (from: ActionsResult['suspension']) => {
    world.reset({ ...FROZEN, http });
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
