import { failureOf, lostResult } from './chain.ts';
import { judge, type Judgement } from './judge.ts';
import type { ActionsResult } from './result.ts';
import type { RulesResult } from './rules-result.ts';
import { inSandbox, type Casualty } from './sandbox.ts';
import type { Pair, Scenario, Sides } from './scenario.ts';

/** Worker threads that share the scenarios. */
const THREADS = 2;

/** Scenarios handed to a thread at once. */
const BATCH = 50;

/** Real milliseconds after which code that does not let go is taken to hang; sooner once some code has. */
const HANG = 2000;
const HANG_AGAIN = 300;

interface Result {
  readonly judgement: Judgement;
  readonly pair?: Pair;
}

/**
 * Runs both sides on every scenario, on several threads, and returns the pairs in the order of the scenarios. Code
 * that hangs or takes its thread with it costs that scenario a new thread, and shows in its pair.
 */
export async function runPairs(sides: Sides, scenarios: readonly Scenario[]): Promise<Pair[]> {
  const results = await runAll(sides, scenarios, true);
  return results.map(({ pair }) => pair!);
}

/** As runPairs, but only what each pair comes to leaves its thread: much faster. */
export async function judgeAll(sides: Sides, scenarios: readonly Scenario[]): Promise<Judgement[]> {
  const results = await runAll(sides, scenarios, false);
  return results.map(({ judgement }) => judgement);
}

async function runAll(sides: Sides, scenarios: readonly Scenario[], whole: boolean): Promise<Result[]> {
  const results: Result[] = [];
  const queue = Array.from({ length: Math.ceil(scenarios.length / BATCH) }, (_, batch) => batch * BATCH);
  const serve = async (): Promise<void> => {
    for (let start = queue.shift(); start !== undefined; start = queue.shift()) {
      const first = start;
      const batch = { sides, scenarios: scenarios.slice(first, first + BATCH), whole };
      await runBatch(batch, (index, result) => (results[first + index] = result));
    }
  };
  await Promise.all(Array.from({ length: Math.min(THREADS, queue.length) }, serve));
  return results;
}

interface Batch {
  readonly sides: Sides;
  readonly scenarios: readonly Scenario[];
  readonly whole: boolean;
}

async function runBatch(batch: Batch, onResult: (index: number, result: Result) => void): Promise<void> {
  const { sides, scenarios } = batch;
  for (let start = 0, limit = HANG; start < scenarios.length; limit = HANG_AGAIN) {
    let done = 0;
    const from = start;
    const task = { kind: 'pairs', ...batch, scenarios: scenarios.slice(from) } as const;
    const casualty = await inSandbox(task, limit, (message) => {
      if (message.kind !== 'pair') return;
      onResult(from + message.index, message);
      done = message.index + 1;
    });
    if (!casualty) return;
    start = from + done;
    const scenario = scenarios[start]!;
    const pair = await pairWith(casualty, sides, scenario);
    const judgement = judge(pair, scenario);
    const notes = [...judgement.notes, { code: 'hangs', message: casualty.side } as const];
    onResult(start, { pair, judgement: { ...judgement, notes } });
    start++;
  }
}

/** The pair of a scenario in which one side was lost: the other side runs on its own. */
async function pairWith(casualty: Casualty, sides: Sides, scenario: Scenario): Promise<Pair> {
  let pair: Pair | undefined;
  const alone = casualty.side === 'rules' ? { ...sides, rules: [] } : { ...sides, actions: [] };
  const task = { kind: 'pairs', sides: alone, scenarios: [scenario], whole: true } as const;
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
