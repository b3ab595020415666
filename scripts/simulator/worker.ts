import { parentPort, workerData } from 'node:worker_threads';
import { judge, type Judgement } from './judge.ts';
import { runPipeline, type PipelineTask } from './pipeline.ts';
import type { ActionsResult } from './result.ts';
import { installCoverage, runPair } from './run-pair.ts';
import type { Pair, Scenario, Sides } from './scenario.ts';
import { installWorld, type WorldOptions } from './world.ts';

/** What the worker is asked to do. */
export type SandboxTask = ActionsTask | PairsTask;

interface ActionsTask {
  readonly kind: 'actions';
  readonly pipeline: PipelineTask;
  readonly world: WorldOptions;
}

interface PairsTask {
  readonly kind: 'pairs';
  readonly sides: Sides;
  readonly scenarios: readonly Scenario[];
  /** Whether the pairs themselves are wanted, beside what they come to. */
  readonly whole: boolean;
  /** Code is known to change what all scenarios share. */
  readonly careful?: boolean;
}

/** What a pair comes to, and the pair itself where it is wanted. */
export interface PairResult {
  readonly judgement: Judgement;
  readonly pair?: Pair;
}

/** What it answers: the results, then the end; a thread that is spoilt must not be used again. */
export type SandboxMessage =
  | { readonly kind: 'actions'; readonly result: ActionsResult }
  | { readonly kind: 'pairs'; readonly results: readonly PairResult[] }
  | { readonly kind: 'done'; readonly spoilt: boolean }
  | { readonly kind: 'bug'; readonly stack: string };

/** What it is started with. */
export interface SandboxData {
  /** Where the worker notes how far it is, for whoever has to end it: scenario, side (0 rules, 1 actions), Action, steps. */
  readonly progress: Int32Array;
}

const { progress } = workerData as SandboxData;
const seen = installCoverage();
const world = installWorld();

function tell(message: SandboxMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(message);
}

async function work(task: SandboxTask): Promise<void> {
  if (task.kind === 'actions') tell({ kind: 'actions', result: await runOne(task) });
  else tell({ kind: 'pairs', results: await runAll(task) });
}

/** The last login was run without care, and has changed nothing that the next one could see. */
let isWhole = false;

/**
 * Runs the Actions of one login without looking what they change for each other. Should it turn out in the end that one
 * did, the login runs again, and everything is put back after each of them.
 */
async function runOne({ pipeline, world: options }: ActionsTask): Promise<ActionsResult> {
  const run = (): Promise<ActionsResult> => {
    world.reset(options);
    return runPipeline(pipeline, world, (index) => progress.set([0, 1, index]));
  };
  if (!isWhole) world.takeCare(false);
  isWhole = false;
  try {
    const result = await run();
    isWhole = !world.isTouched();
    if (isWhole) return result;
  } catch (error) {
    // What code has changed may have been in the way.
    if (!world.isTouched()) throw error;
  }
  world.takeCare(true);
  return run();
}

/**
 * Runs the first scenario with care, to see whether code changes what all of them share: then so do the others. Else
 * they run without, which is much faster; should it turn out in the end that some code did, they run again. A thread
 * that is spoilt stops there: its results are those of the scenarios until then.
 */
async function runAll(task: PairsTask): Promise<PairResult[]> {
  isWhole = false;
  const all = task.scenarios.length;
  world.takeCare(true);
  const first = await runSome(task, 0, task.careful ? all : 1);
  if (task.careful || world.isSpoilt()) return first;
  if (!world.isTouched()) {
    world.takeCare(false);
    try {
      const others = await runSome(task, 1, all);
      if (!world.isTouched()) return [...first, ...others];
    } catch (error) {
      // What code has changed may have been in the way.
      if (!world.isTouched()) throw error;
    }
  }
  world.takeCare(true);
  return world.isSpoilt() ? first : [...first, ...(await runSome(task, 1, all))];
}

async function runSome(
  { sides, scenarios, whole }: PairsTask,
  from: number,
  to: number,
): Promise<PairResult[]> {
  const results: PairResult[] = [];
  let steps = 0;
  for (let at = from; at < to; at++) {
    const scenario = scenarios[at]!;
    const pair = await runPair(sides, scenario, world, seen, (side, action) => {
      progress.set([at, side === 'rules' ? 0 : 1, action, ++steps]);
    });
    const judgement = judge(pair, scenario);
    results.push(whole ? { judgement, pair } : { judgement });
    if (world.isSpoilt()) break;
  }
  return results;
}

parentPort!.on('message', (task: SandboxTask) => {
  work(task).then(
    () => tell({ kind: 'done', spoilt: world.isSpoilt() }),
    (error: unknown) => tell({ kind: 'bug', stack: String(error instanceof Error ? error.stack : error) }),
  );
});
