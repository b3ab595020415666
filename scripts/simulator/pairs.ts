import { failureOf, lostResult } from './chain.ts';
import type { ActionsResult } from './result.ts';
import type { RulesResult } from './rules-result.ts';
import { inSandbox, type Casualty } from './sandbox.ts';
import type { Pair, Scenario, Sides } from './scenario.ts';

/** Worker threads that share the scenarios. */
const THREADS = 2;

/** Scenarios handed to a thread at once. */
const BATCH = 50;

/** Real milliseconds after which code that does not let go is taken to hang. */
const HANG = 2000;

/**
 * Runs both sides on every scenario, on several threads, and returns the pairs in the order of the scenarios. Code
 * that hangs or takes its thread with it costs that scenario a new thread, and shows in its pair.
 */
export async function runPairs(sides: Sides, scenarios: readonly Scenario[]): Promise<Pair[]> {
  const pairs: Pair[] = [];
  const queue = Array.from({ length: Math.ceil(scenarios.length / BATCH) }, (_, batch) => batch * BATCH);
  const serve = async (): Promise<void> => {
    for (let start = queue.shift(); start !== undefined; start = queue.shift()) {
      const first = start;
      await runBatch(
        sides,
        scenarios.slice(start, start + BATCH),
        (index, pair) => (pairs[first + index] = pair),
      );
    }
  };
  await Promise.all(Array.from({ length: THREADS }, serve));
  return pairs;
}

async function runBatch(
  sides: Sides,
  scenarios: readonly Scenario[],
  onPair: (index: number, pair: Pair) => void,
): Promise<void> {
  for (let start = 0; start < scenarios.length;) {
    let done = 0;
    const from = start;
    const task = { kind: 'pairs', sides, scenarios: scenarios.slice(from) } as const;
    const casualty = await inSandbox(task, HANG, (message) => {
      if (message.kind !== 'pair') return;
      onPair(from + message.index, message.pair);
      done = message.index + 1;
    });
    if (!casualty) return;
    start = from + done;
    onPair(start, await pairWith(casualty, sides, scenarios[start]!));
    start++;
  }
}

/** The pair of a scenario in which one side was lost: the other side runs on its own. */
async function pairWith(casualty: Casualty, sides: Sides, scenario: Scenario): Promise<Pair> {
  let pair: Pair | undefined;
  const alone = casualty.side === 'rules' ? { ...sides, rules: [] } : { ...sides, actions: [] };
  const task = { kind: 'pairs', sides: alone, scenarios: [scenario] } as const;
  const second = await inSandbox(task, HANG, (message) => {
    if (message.kind === 'pair') pair = message.pair;
  });
  const rules = casualty.side === 'rules' || second !== undefined ? lostRules(sides) : pair!.rules;
  const actions =
    casualty.side === 'actions' || second !== undefined ? lostActions(casualty, sides) : pair!.actions;
  return { rules, actions, seen: pair?.seen ?? [] };
}

/** A Rule that blocks its thread is one that never calls back. */
function lostRules(sides: Sides): RulesResult {
  return {
    end: { kind: 'stalled', rule: sides.rules[0]?.name ?? '' },
    user: {},
    context: {},
    stored: { app: {}, user: {} },
    requests: [],
    notes: [],
    console: [],
  };
}

function lostActions(casualty: Casualty, sides: Sides): ActionsResult {
  return lostResult(failureOf(casualty, sides.actions[casualty.action]?.name ?? '', HANG));
}
