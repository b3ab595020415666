import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { messageOf } from '../lib/problem.ts';
import type { ActionsResult } from './result.ts';
import type { SandboxData, SandboxTask } from './worker.ts';

/** How a task ended that has no result. */
export type Casualty =
  | { readonly kind: 'hang'; readonly at: number }
  | { readonly kind: 'crash'; readonly at: number; readonly message: string };

const HEAP_MEGABYTES = 256;

/** Grace in real milliseconds beyond the limit: the worker notices its own virtual time first. */
const WATCHDOG_GRACE = 250;

type Answer = ActionsResult | Casualty | { readonly kind: 'bug'; readonly stack: string };

interface Sandbox {
  readonly worker: Worker;
  readonly progress: Int32Array;
  /** Whoever waits for the task that runs now. */
  answer: (answer: Answer) => void;
}

let source: string | undefined;
let idle: Sandbox[] = [];

/**
 * Runs the task in a worker thread that is terminated when it takes longer than `limit` real milliseconds or runs out
 * of memory. Workers are reused while they behave. This keeps accidents away from the caller, it is no security
 * boundary: the code has the rights of this process.
 */
export async function inSandbox(task: SandboxTask, limit: number): Promise<ActionsResult | Casualty> {
  const sandbox = idle.pop() ?? startSandbox();
  const { worker, progress } = sandbox;
  worker.ref();
  const answer = await new Promise<Answer>((resolve) => {
    const watchdog = setTimeout(() => resolve({ kind: 'hang', at: progress[0]! }), limit + WATCHDOG_GRACE);
    sandbox.answer = (answer) => {
      clearTimeout(watchdog);
      resolve(answer);
    };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(task);
  });
  if ('kind' in answer) {
    await worker.terminate();
    if (answer.kind === 'bug') throw new Error(`The simulator failed: ${answer.stack}`);
    return answer;
  }
  worker.unref();
  idle.push(sandbox);
  return answer;
}

/** Ends the workers that wait for work. */
export async function closeSandboxes(): Promise<void> {
  const closing = idle;
  idle = [];
  await Promise.all(closing.map(({ worker }) => worker.terminate()));
}

function startSandbox(): Sandbox {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(workerSource(), {
    eval: true,
    env: {},
    execArgv: [],
    workerData: { progress } satisfies SandboxData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  worker.unref();
  const sandbox: Sandbox = { worker, progress, answer: () => undefined };
  const lost = (message: string): void => {
    idle = idle.filter((other) => other !== sandbox);
    sandbox.answer({ kind: 'crash', at: progress[0]!, message });
  };
  worker.on('message', (answer: Answer) => sandbox.answer(answer));
  worker.on('error', (error) => lost(messageOf(error)));
  worker.on('exit', () => lost('the code ended its process'));
  return sandbox;
}

/** The worker as one plain script, so that it starts the same way under tsx, vitest and node. */
function workerSource(): string {
  source ??= buildSync({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  }).outputFiles[0]!.text;
  return source;
}
