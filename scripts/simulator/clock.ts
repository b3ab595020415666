import { promisify } from 'node:util';

interface Timer {
  readonly id: number;
  at: number;
  readonly run: () => void;
  /** Milliseconds between runs of an interval. */
  readonly every?: number;
}

/** Time that moves only when nothing else is left to do, in the order in which the timers are due. */
export interface Clock {
  now(): number;
  /** Starts again at `time` (ms since the epoch), with no timers. */
  reset(time: number): void;
  /** When the next timer is due, or undefined when there is none. */
  next(): number | undefined;
  /** Runs something after so many milliseconds; with 0, once nothing else is left to do now. */
  after(delay: number, run: () => void): void;
  /** Moves to the next timer and runs it. */
  advance(): void;
  /** Moves to `time` without running anything. */
  moveTo(time: number): void;
  /** What replaces the globals of the same names, and the timers in node:timers. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** What replaces the functions in node:timers/promises. */
  readonly promises: Readonly<Record<string, unknown>>;
}

export function createClock(time: number): Clock {
  let now = time;
  let lastId = 0;
  let timers: Timer[] = [];

  const start = (wait: number, run: () => void, repeat: boolean): Timer => {
    const timer: Timer = { id: ++lastId, at: now + wait, run, ...(repeat ? { every: wait } : {}) };
    timers.push(timer);
    return timer;
  };
  const add = (run: () => void, delay: unknown, repeat: boolean): object => {
    const wait = Math.max(1, Number(delay) || 1);
    return handleOf(start(wait, run, repeat), wait);
  };
  const remove = (handle: unknown): void => {
    const id = Number(handle);
    timers = timers.filter((timer) => timer.id !== id);
  };
  /** As Node's Timeout object, as far as code uses it. */
  const handleOf = (timer: Timer, wait: number): object => {
    const handle = {
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      refresh: () => {
        timer.at = now + wait;
        return handle;
      },
      close: () => remove(timer.id),
      [Symbol.toPrimitive]: () => timer.id,
    };
    return handle;
  };
  const earliest = (): Timer | undefined => {
    let first = timers[0];
    for (const timer of timers) if (first && timer.at < first.at) first = timer;
    return first;
  };

  const later = (delay?: unknown, value?: unknown): Promise<unknown> =>
    new Promise((resolve) => void add(() => resolve(value), delay, false));
  const soon = (value?: unknown): Promise<unknown> => later(1, value);
  const promises = {
    setTimeout: later,
    setImmediate: soon,
    scheduler: { wait: (delay?: unknown) => later(delay), yield: () => soon() },
  };

  return {
    now: () => now,
    reset(time) {
      now = time;
      timers = [];
    },
    next: () => earliest()?.at,
    after: (delay, run) => void start(delay, run, false),
    advance() {
      const timer = earliest();
      if (!timer) return;
      now = Math.max(now, timer.at);
      if (timer.every === undefined) remove(timer.id);
      else timer.at = now + timer.every;
      timer.run();
    },
    moveTo(time) {
      now = Math.max(now, time);
    },
    globals: {
      Date: dateOn(() => now),
      setTimeout: promisable(
        (run: Callback, delay?: unknown, ...args: unknown[]) => add(() => run(...args), delay, false),
        later,
      ),
      setInterval: (run: Callback, delay?: unknown, ...args: unknown[]) =>
        add(() => run(...args), delay, true),
      setImmediate: promisable(
        (run: Callback, ...args: unknown[]) => add(() => run(...args), 1, false),
        soon,
      ),
      clearTimeout: remove,
      clearInterval: remove,
      clearImmediate: remove,
    },
    promises,
  };
}

/** What `util.promisify` makes of a function is its own affair here: the callback comes first. */
function promisable<T extends object>(timer: T, promised: unknown): T {
  return Object.assign(timer, { [promisify.custom]: promised });
}

type Callback = (...args: unknown[]) => void;

/** The real Date in everything but the current time. */
function dateOn(now: () => number): DateConstructor {
  return new Proxy(Date, {
    apply: () => new Date(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
}
