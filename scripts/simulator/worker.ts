import { parentPort, workerData } from 'node:worker_threads';
import { runPipeline, type PipelineTask } from './pipeline.ts';
import { installWorld, type WorldOptions } from './world.ts';

/** What the worker is asked to do. */
export interface SandboxTask {
  readonly pipeline: PipelineTask;
  readonly world: WorldOptions;
}

/** What it is started with. */
export interface SandboxData {
  /** Where the worker notes how far it is, for whoever has to end it: [index of the Action]. */
  readonly progress: Int32Array;
}

const { progress } = workerData as SandboxData;
const port = parentPort!;
const world = installWorld();

// What code leaves behind must not end the thread once its own run is over; while it runs, run-action listens too.
process.on('uncaughtException', () => undefined);
process.on('unhandledRejection', () => undefined);

port.on('message', ({ pipeline, world: options }: SandboxTask) => {
  world.reset(options);
  runPipeline(pipeline, world, (index) => void Atomics.store(progress, 0, index)).then(
    (result) => port.postMessage(result),
    (error: unknown) =>
      port.postMessage({ kind: 'bug', stack: String(error instanceof Error ? error.stack : error) }),
  );
});
