import { availableParallelism } from 'node:os';
import { failureOf, lostResult } from './chain.ts';
import { judge, type Judgement } from './judge.ts';
import type { ActionsResult } from './result.ts';
import type { RulesResult } from './rules-result.ts';
import { inSandbox, type Casualty } from './sandbox.ts';
import type { Pair, Scenario, Sides } from './scenario.ts';
import { sharing } from './sharing.ts';
import type { PairResult, SandboxTask } from './worker.ts';

/** Worker threads that share the scenarios. */
export const THREADS = Math.min(availableParallelism(), 4);

/** Scenarios handed to a thread at once: enough to make the hand-over cheap, few enough to keep all threads busy. */
const BATCH = { least: 25, most: 250, aThread: 2 };

/** Real milliseconds after which code that does not let go is taken to hang; sooner once some code has. */
const HANG = 2000;
const HANG_AGAIN = 300;

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

async function runAll(sides: Sides, scenarios: readonly Scenario[], whole: boolean): Promise<PairResult[]> {
  const results: (readonly PairResult[])[] = [];
  const size = Math.ceil(scenarios.length / (THREADS * BATCH.aThread));
  const step = Math.max(BATCH.least, Math.min(BATCH.most, size));
  let next = 0;
  const serve = async (): Promise<void> => {
    for (let start = next; start < scenarios.length; start = next) {
      next = start + step;
      const batch = { sides, scenarios: scenarios.slice(start, next), whole };
      results[start / step] = await runBatch({ ...batch, scenarios: sharing(batch.scenarios) }, HANG);
    }
  };
  await Promise.all(Array.from({ length: Math.min(THREADS, scenarios.length) }, serve));
  return results.flat();
}

type Batch = Omit<Extract<SandboxTask, { kind: 'pairs' }>, 'kind'>;

async function runBatch(batch: Batch, limit: number): Promise<readonly PairResult[]> {
  const { scenarios } = batch;
  if (scenarios.length === 0) return [];
  let results: readonly PairResult[] = [];
  const casualty = await inSandbox({ kind: 'pairs', ...batch }, limit, (message) => {
    if (message.kind === 'pairs') results = message.results;
  });
  if (!casualty) {
    const rest = scenarios.slice(results.length);
    // The thread was spoilt before it came to them.
    return [...results, ...(await runBatch({ ...batch, scenarios: rest, careful: true }, limit))];
  }
  // What the thread had found is lost with it.
  const at = casualty.scenario;
  return [
    ...(await runBatch({ ...batch, scenarios: scenarios.slice(0, at) }, HANG_AGAIN)),
    await lostPair(casualty, batch.sides, scenarios[at]!),
    ...(await runBatch({ ...batch, scenarios: scenarios.slice(at + 1) }, HANG_AGAIN)),
  ];
}

async function lostPair(casualty: Casualty, sides: Sides, scenario: Scenario): Promise<PairResult> {
  const pair = await pairWith(casualty, sides, scenario);
  const judgement = judge(pair, scenario);
  return {
    pair,
    judgement: {
      ...judgement,
      notes: [...judgement.notes, { code: casualty.kind, message: casualty.message }],
    },
  };
}

/** The pair of a scenario in which one side was lost: the other side runs on its own. */
async function pairWith(casualty: Casualty, sides: Sides, scenario: Scenario): Promise<Pair> {
  let pair: Pair | undefined;
  const alone = casualty.side === 'rules' ? { ...sides, rules: [] } : { ...sides, actions: [] };
  const task = { kind: 'pairs', sides: alone, scenarios: [scenario], whole: true } as const;
  const second = await inSandbox(task, HANG, (message) => {
    if (message.kind === 'pairs') pair = message.results[0]!.pair;
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
    ran: 0,
    took: 0,
    unfinished: false,
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
