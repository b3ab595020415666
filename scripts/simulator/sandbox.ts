import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { messageOf } from '../lib/problem.ts';
import type { SandboxData, SandboxMessage, SandboxTask } from './worker.ts';

/** Blocks its thread, ends its process, or takes its thread with it, as by using up its memory. */
export type LossKind = 'hangs' | 'exits' | 'crashes';

/** How a task ended that its worker did not survive. */
export interface Casualty {
  readonly kind: LossKind;
  readonly message: string;
  /** How far it was: the scenario, the side and the Action that ran. */
  readonly scenario: number;
  readonly side: 'rules' | 'actions';
  readonly action: number;
}

const HEAP_MEGABYTES = 256;

/** Tasks at the same time; further ones wait their turn. */
const MOST_WORKERS = 8;

/** Grace in real milliseconds beyond the limit: the worker notices its own virtual time first. */
const WATCHDOG_GRACE = 250;

interface Sandbox {
  readonly worker: Worker;
  readonly progress: Int32Array;
  /** Whoever waits for the task that runs now. */
  tell: (message: Ending) => void;
}

/** What a task can end with; stopped: somebody wants all of them to end at once. */
type Ending = SandboxMessage | Casualty | { readonly kind: 'stopped' };

let source: string | undefined;
let idle: Sandbox[] = [];
let busy = 0;
let isStopped = false;
const running = new Set<Sandbox>();
const waiting: (() => void)[] = [];

/**
 * Runs the task in a worker thread that is terminated when it is silent for more than `limit` real milliseconds or
 * runs out of memory; `onMessage` gets what it finds. Workers are reused while they behave. This keeps accidents away
 * from the caller, it is no security boundary: the code has the rights of this process.
 */
export async function inSandbox(
  task: SandboxTask,
  limit: number,
  onMessage: (message: SandboxMessage) => void,
): Promise<Casualty | undefined> {
  if (busy >= MOST_WORKERS) await new Promise<void>((resolve) => waiting.push(resolve));
  busy++;
  try {
    return await runInWorker(task, limit, onMessage);
  } finally {
    busy--;
    waiting.shift()?.();
  }
}

async function runInWorker(
  task: SandboxTask,
  limit: number,
  onMessage: (message: SandboxMessage) => void,
): Promise<Casualty | undefined> {
  if (isStopped) throw new Error(STOPPED);
  const sandbox = idle.pop() ?? startSandbox();
  const { worker, progress } = sandbox;
  worker.ref();
  running.add(sandbox);
  const last = await new Promise<Ending>((resolve) => {
    const stop = watch(progress, limit + WATCHDOG_GRACE, () =>
      resolve(casualtyOf('hangs', progress, 'it did not end')),
    );
    sandbox.tell = (message): void => {
      if (message.kind === 'actions' || message.kind === 'pairs') return onMessage(message);
      stop();
      return resolve(message);
    };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(task);
  });
  sandbox.tell = () => undefined;
  running.delete(sandbox);
  if (last.kind === 'done' && !last.spoilt) {
    worker.unref();
    idle.push(sandbox);
    return undefined;
  }
  await worker.terminate();
  if (last.kind === 'stopped') throw new Error(STOPPED);
  if (last.kind === 'bug') throw new Error(`The simulator failed: ${last.stack}`);
  return last.kind === 'done' ? undefined : (last as Casualty);
}

/** Calls `giveUp` once no step has been made for `patience` real milliseconds. */
function watch(progress: Int32Array, patience: number, giveUp: () => void): () => void {
  let last = progress[STEPS];
  let quiet = 0;
  const timer = setInterval(() => {
    const now = progress[STEPS];
    quiet = now === last ? quiet + 1 : 0;
    last = now;
    if (quiet < LOOKS) return;
    clearInterval(timer);
    giveUp();
  }, patience / LOOKS);
  return () => clearInterval(timer);
}

/** Where in `progress` the steps are counted. */
const STEPS = 3;

/** How often to look at the progress while patience lasts. */
const LOOKS = 4;

function casualtyOf(kind: Casualty['kind'], progress: Int32Array, message: string): Casualty {
  const [scenario = 0, side = 0, action = 0] = progress;
  return { kind, message, scenario, side: side === 0 ? 'rules' : 'actions', action };
}

const STOPPED = 'The work was stopped before its end.';

/** Ends what runs, at once, until `closeSandboxes`: whoever waits for it gets an error. */
export function stopSandboxes(): void {
  isStopped = true;
  for (const sandbox of running) sandbox.tell({ kind: 'stopped' });
}

/** Ends the workers that wait for work. */
export async function closeSandboxes(): Promise<void> {
  isStopped = false;
  const closing = idle;
  idle = [];
  await Promise.all(closing.map(({ worker }) => worker.terminate()));
}

function startSandbox(): Sandbox {
  const progress = new Int32Array(new SharedArrayBuffer(16));
  const worker = new Worker(workerSource(), {
    eval: true,
    env: {},
    execArgv: [],
    workerData: { progress } satisfies SandboxData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES, maxYoungGenerationSizeMb: 96 },
  });
  worker.unref();
  const sandbox: Sandbox = { worker, progress, tell: () => undefined };
  const lost = (kind: LossKind, message: string): void => {
    idle = idle.filter((other) => other !== sandbox);
    sandbox.tell(casualtyOf(kind, progress, message));
  };
  worker.on('message', (message: SandboxMessage) => sandbox.tell(message));
  worker.on('error', (error) => lost('crashes', messageOf(error)));
  worker.on('exit', () => lost('exits', 'the code ended its process'));
  return sandbox;
}

/** The worker as one plain script, so that it starts the same way under tsx, vitest and node. */
function workerSource(): string {
  source ??= buildSync({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    // Its names are no globals: code cannot see them.
    format: 'iife',
    target: 'node20',
  }).outputFiles[0]!.text;
  return source;
}
