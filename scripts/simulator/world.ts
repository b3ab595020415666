import crypto from 'node:crypto';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { watchBackground } from './background.ts';
import { createClock, type Clock } from './clock.ts';
import type { HttpPlan } from './exchange.ts';
import { installNetwork, type Network } from './network.ts';
import { watchPools } from './pools.ts';
import { installRandomness } from './random.ts';
import { keepRealm } from './realm.ts';
import { holdStrays } from './strays.ts';

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
  /** Lets what the code of a run has left behind come to its end, before anything else is done. */
  leave(): Promise<void>;
  /** Keeps what code has made for the runs after it, as an instance does that serves several logins; or no longer. */
  hold(held: boolean): void;
  /** Puts back what all logins in this thread share; if careful, after every run from now on, which is slow. */
  takeCare(careful: boolean): void;
  /** Names of the globals that the code of this run has made so far. */
  newGlobals(): string[];
  /** Whether code has changed that since. */
  isTouched(): boolean;
  /** Code has changed it for good: the thread is of no more use. */
  isSpoilt(): boolean;
  /** Loads the module of this name, of which all logins in this thread use one copy. */
  loading(name: string, load: () => unknown): unknown;
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
    grace?: number,
  ): Promise<'settled' | 'idle' | 'timeout'>;
}

/** How long to wait, in real milliseconds, for work outside this thread before calling it idle. */
const BACKGROUND_GRACE = 3000;
/** The same once the code has ended. */
const LEFT_BEHIND_GRACE = 100;
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
  const { Date: _Date, ...virtualTimers } = clock.globals;
  Object.assign(timers, virtualTimers);
  Object.assign(timersPromises, clock.promises);
  // What packages print is nobody's; the code has a console of its own.
  for (const stream of [process.stdout, process.stderr]) stream.write = () => true;
  AbortSignal.timeout = (delay) => timeoutSignal(clock, delay);
  Object.defineProperty(RealDate.prototype, 'constructor', { value: clock.globals['Date'] });
  const { subtle } = crypto.webcrypto;
  Object.defineProperty(crypto.webcrypto, 'subtle', {
    get() {
      background.watch();
      return subtle;
    },
  });
  const pools = watchPools();
  const randomness = installRandomness(() => pools.note());
  const network = installNetwork(clock);
  holdStrays();
  const realm = keepRealm();
  const loaded = new Set<string>();
  let isCareful = false;
  let isSpoilt = false;
  let wasTouched = false;
  let isHeld = false;
  const removeGlobals = (): void => {
    if (!realm.removeGlobals()) isSpoilt = true;
  };
  const restore = (): void => {
    if (!realm.isTouched()) return;
    wasTouched = true;
    removeGlobals();
    if (!realm.restore()) isSpoilt = true;
  };

  const cleanUp = (): void => {
    if (realm.hasNewGlobals()) removeGlobals();
    if (isCareful) restore();
    pools.empty();
  };

  const world: World = {
    clock,
    network,
    reset({ now, seed, http = {} }) {
      background.forget();
      clock.reset(now ?? RealDate.now());
      randomness.seed(seed);
      network.reset(http);
      holdStrays();
      if (!isHeld && realm.hasNewGlobals()) removeGlobals();
    },
    async leave() {
      await world.drain(() => false, clock.now(), 0, LEFT_BEHIND_GRACE);
      if (!isHeld) cleanUp();
    },
    hold(held) {
      isHeld = held;
      if (!held) cleanUp();
    },
    newGlobals: () => (realm.hasNewGlobals() ? realm.newGlobals() : []),
    // With care, all has been put back already.
    isTouched: () => wasTouched || (!isCareful && realm.isTouched()),
    takeCare(careful) {
      if (careful || !isCareful) restore();
      isCareful = careful;
      wasTouched = false;
    },
    isSpoilt: () => isSpoilt,
    loading(name, load) {
      if (loaded.has(name)) return load();
      const module = realm.adopting(load);
      realm.watch(module);
      loaded.add(name);
      return module;
    },
    usesBackground: () => background.watch(),
    async drain(settled, deadline, idleTurns = IDLE_TURNS, grace = BACKGROUND_GRACE) {
      // Most code settles within a few promise callbacks, long before the event loop turns.
      const most = idleTurns > 0 ? MICROTASKS : 0;
      for (let ticks = 0; ticks < most && !settled(); ticks++) await Promise.resolve();
      let idle = 0;
      let waited = RealDate.now();
      for (;;) {
        if (settled()) return 'settled';
        await new Promise((resolve) => nextTurn(resolve));
        if (settled()) return 'settled';
        const next = clock.next();
        if (background.busy() && RealDate.now() - waited < grace) {
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
  return world;
}

function timeoutSignal({ globals }: Clock, delay: number): AbortSignal {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  (globals['setTimeout'] as typeof setTimeout)(() => controller.abort(reason), delay);
  return controller.signal;
}
