import { parentPort, workerData } from 'node:worker_threads';
import { judge, type Judgement } from './judge.ts';
import { runPipeline, type PipelineTask } from './pipeline.ts';
import type { ActionsResult } from './result.ts';
import { installCoverage, runPair } from './run-pair.ts';
import type { Pair, Scenario, Sides } from './scenario.ts';
import { installWorld, type WorldOptions } from './world.ts';

/** What the worker is asked to do. */
export type SandboxTask =
  | { readonly kind: 'actions'; readonly pipeline: PipelineTask; readonly world: WorldOptions }
  | {
      readonly kind: 'pairs';
      readonly sides: Sides;
      readonly scenarios: readonly Scenario[];
      /** Whether the pairs themselves are wanted, beside what they come to. */
      readonly whole: boolean;
    };

/** What it answers: any number of items, then the end. */
export type SandboxMessage =
  | { readonly kind: 'actions'; readonly result: ActionsResult }
  | { readonly kind: 'pair'; readonly index: number; readonly judgement: Judgement; readonly pair?: Pair }
  | { readonly kind: 'done' }
  | { readonly kind: 'bug'; readonly stack: string };

/** What it is started with. */
export interface SandboxData {
  /** Where the worker notes how far it is, for whoever has to end it: scenario, side (0 rules, 1 actions), Action. */
  readonly progress: Int32Array;
}

const { progress } = workerData as SandboxData;
const seen = installCoverage();
const world = installWorld();

// What code leaves behind must not end the thread once its own run is over; while it runs, its runner listens too.
process.on('uncaughtException', () => undefined);
process.on('unhandledRejection', () => undefined);

function tell(message: SandboxMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(message);
}

async function work(task: SandboxTask): Promise<void> {
  if (task.kind === 'actions') {
    world.reset(task.world);
    const result = await runPipeline(task.pipeline, world, (index) => progress.set([0, 1, index]));
    tell({ kind: 'actions', result });
    return;
  }
  for (const [index, scenario] of task.scenarios.entries()) {
    const pair = await runPair(task.sides, scenario, world, seen, (side, action) =>
      progress.set([index, side === 'rules' ? 0 : 1, action]),
    );
    tell({ kind: 'pair', index, judgement: judge(pair, scenario), ...(task.whole ? { pair } : {}) });
  }
}

parentPort!.on('message', (task: SandboxTask) => {
  work(task).then(
    () => tell({ kind: 'done' }),
    (error: unknown) => tell({ kind: 'bug', stack: String(error instanceof Error ? error.stack : error) }),
  );
});
