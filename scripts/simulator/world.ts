import crypto from 'node:crypto';
import { watchBackground } from './background.ts';
import { createClock, type Clock } from './clock.ts';
import type { HttpPlan } from './exchange.ts';
import { installNetwork, type Network } from './network.ts';
import { installRandomness } from './random.ts';

/** The world around the code of one login. Left out: the real time at the start, and real randomness. */
export interface WorldOptions {
  /** Milliseconds since the epoch at which the clock stands still until something waits. */
  readonly now?: number;
  /** Makes Math.random and node:crypto repeat. */
  readonly seed?: number;
  /** What the network answers; connections are refused by default. */
  readonly http?: HttpPlan;
}

/** The simulated surroundings of a worker thread; they replace the thread's own globals. */
export interface World {
  readonly clock: Clock;
  readonly network: Network;
  /** Prepares for the next run: clock, randomness, network, and no trace of the globals that earlier code has made. */
  reset(options: WorldOptions): void;
  /** Told when code gets hold of something that works outside this thread (crypto, zlib, files). */
  usesBackground(): void;
  /**
   * Runs until `settled`, until the virtual `deadline`, or until nothing is left that could settle it, which shows
   * when several turns of the event loop bring nothing.
   */
  drain(
    settled: () => boolean,
    deadline: number,
    idleTurns?: number,
  ): Promise<'settled' | 'idle' | 'timeout'>;
}

/** How long to wait, in real milliseconds, for work outside this thread before calling it idle. */
const BACKGROUND_GRACE = 3000;
const IDLE_TURNS = 3;
const MICROTASKS = 8;

/** Takes over the globals of this thread; to be called once, in a worker thread made for it. */
export function installWorld(): World {
  const { setImmediate: nextTurn, setTimeout: realTimeout, Date: RealDate } = globalThis;
  const clock = createClock(RealDate.now());
  const background = watchBackground();

  for (const name of ['require', 'module', 'exports', '__filename', '__dirname']) {
    Reflect.deleteProperty(globalThis, name);
  }
  Object.assign(globalThis, clock.globals);
  Object.defineProperty(RealDate.prototype, 'constructor', { value: clock.globals['Date'] });
  const { subtle } = crypto.webcrypto;
  Object.defineProperty(crypto.webcrypto, 'subtle', {
    get() {
      background.watch();
      return subtle;
    },
  });
  const randomness = installRandomness();
  const network = installNetwork(clock);
  const ownGlobals = new Set(Object.keys(globalThis));

  return {
    clock,
    network,
    reset({ now, seed, http = {} }) {
      background.forget();
      clock.reset(now ?? RealDate.now());
      randomness.seed(seed);
      network.reset(http);
      for (const key of Object.keys(globalThis)) {
        if (!ownGlobals.has(key)) Reflect.deleteProperty(globalThis, key);
      }
    },
    usesBackground: () => background.watch(),
    async drain(settled, deadline, idleTurns = IDLE_TURNS) {
      // Most code settles within a few promise callbacks, long before the event loop turns.
      for (let ticks = 0; ticks < MICROTASKS && !settled(); ticks++) await Promise.resolve();
      let idle = 0;
      let waited = RealDate.now();
      for (;;) {
        if (settled()) return 'settled';
        await new Promise((resolve) => nextTurn(resolve));
        if (settled()) return 'settled';
        const next = clock.next();
        if (background.busy() && RealDate.now() - waited < BACKGROUND_GRACE) {
          await new Promise((resolve) => realTimeout(resolve, 1));
          idle = 0;
        } else if (next !== undefined && next > deadline) {
          clock.moveTo(deadline);
          return 'timeout';
        } else if (next !== undefined) {
          clock.advance();
          idle = 0;
          waited = RealDate.now();
        } else if (++idle > idleTurns) {
          return 'idle';
        }
      }
    },
  };
}
