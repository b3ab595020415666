import crypto from 'node:crypto';

/** Mulberry32: 32 bits of state, good enough for values that only have to repeat. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many seeds are looked through. */
const SEEDS = 2000;

/** Seeds with which the first number drawn is just below, or not below, one of these; and some others. */
export function seedsAround(numbers: readonly number[]): number[] {
  const draws = Array.from({ length: SEEDS }, (_, seed) => ({ seed, drawn: seededRandom(seed)() }));
  const sorted = draws.toSorted((a, b) => a.drawn - b.drawn);
  const edges = numbers
    .filter((number) => number > 0 && number < 1)
    .map((number) => sorted.findIndex(({ drawn }) => drawn >= number))
    .flatMap((at) => (at < 1 ? [] : [sorted[at - 1]!.seed, sorted[at]!.seed]));
  return [...edges, ...draws.slice(0, 20).map(({ seed }) => seed)];
}

/** Makes every source of randomness of this thread repeat from a seed; without one it is real again. */
export interface Randomness {
  seed(seed: number | undefined): void;
}

/** Takes over Math.random and node:crypto's randomness in this thread; told when a buffer of the caller's is filled. */
export function installRandomness(filled: () => void): Randomness {
  let next: (() => number) | undefined;
  const { random } = Math;
  const { randomBytes, randomFill, randomFillSync, randomInt, randomUUID } = crypto;
  const web = crypto.webcrypto;
  const getRandomValues = web.getRandomValues.bind(web);

  const fill = <T extends NodeJS.ArrayBufferView>(view: T): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(next!() * 256);
    return view;
  };
  const fillGiven = <T extends NodeJS.ArrayBufferView>(view: T): T => {
    filled();
    return fill(view);
  };
  const uuid = (options?: Parameters<typeof randomUUID>[0]): string =>
    next ? uuidOf(fill(Buffer.alloc(16))) : randomUUID(options);
  const integer = (low: number, high: number): number => low + Math.floor(next!() * (high - low));

  Math.random = () => (next ?? random)();
  Object.assign(crypto, {
    randomBytes: (size: number, done?: (error: Error | null, bytes: Buffer) => void) =>
      next ? answer(fill(Buffer.alloc(size)), done) : done ? randomBytes(size, done) : randomBytes(size),
    randomFillSync: (...args: Parameters<typeof randomFillSync>) =>
      next ? fillGiven(args[0]) : randomFillSync(...args),
    randomFill: (...args: Parameters<typeof randomFill>) =>
      next ? answer(fillGiven(args[0]), args.at(-1)) : randomFill(...args),
    randomInt: (...args: [number, number, unknown]) => {
      if (!next) return (randomInt as (...args: unknown[]) => unknown)(...args);
      const [low, high, done] = args;
      return typeof high === 'number' ? answer(integer(low, high), done) : answer(integer(0, low), high);
    },
    randomUUID: uuid,
  });
  Object.defineProperties(web, {
    getRandomValues: {
      value: (view: Parameters<typeof getRandomValues>[0]) =>
        next ? fillGiven(view as NodeJS.ArrayBufferView) : getRandomValues(view),
    },
    randomUUID: { value: uuid },
  });
  return {
    seed(seed) {
      next = seed === undefined ? undefined : seededRandom(seed);
    },
  };
}

/** Node's own convention: with a callback the value comes later. */
function answer<T>(value: T, callback: unknown): T | undefined {
  if (typeof callback !== 'function') return value;
  queueMicrotask(() => (callback as (error: null, value: T) => void)(null, value));
  return undefined;
}

function uuidOf(bytes: Buffer): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
