import crypto from 'node:crypto';

const real = {
  random: Math.random,
  randomBytes: crypto.randomBytes,
  randomFillSync: crypto.randomFillSync,
  randomInt: crypto.randomInt,
  randomUUID: crypto.randomUUID,
  getRandomValues: crypto.webcrypto.getRandomValues.bind(crypto.webcrypto),
  webRandomUUID: crypto.webcrypto.randomUUID.bind(crypto.webcrypto),
};

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

/** Node's own convention: with a callback the value comes later. */
function answer<T>(value: T, callback: unknown): T | undefined {
  if (typeof callback !== 'function') return value;
  queueMicrotask(() => (callback as (error: null, value: T) => void)(null, value));
  return undefined;
}

/** Makes every source of randomness of this thread repeat from `seed`, or real again without one. */
export function seedRandomness(seed: number | undefined): void {
  const next = seed === undefined ? undefined : seededRandom(seed);
  const fill = <T extends NodeJS.ArrayBufferView>(view: T): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(next!() * 256);
    return view;
  };
  const uuid = (): string => {
    const bytes = fill(new Uint8Array(16));
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return Buffer.from(bytes)
      .toString('hex')
      .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  };
  const integer = (low: number, high: number): number => low + Math.floor(next!() * (high - low));

  Math.random = next ?? real.random;
  Object.assign(crypto, {
    randomBytes: next
      ? (size: number, done?: unknown) => answer(fill(Buffer.alloc(size)), done)
      : real.randomBytes,
    randomFillSync: next ? fill : real.randomFillSync,
    randomInt: next
      ? (low: number, high?: unknown, done?: unknown) =>
          typeof high === 'number' ? answer(integer(low, high), done) : answer(integer(0, low), high)
      : real.randomInt,
    randomUUID: next ? uuid : real.randomUUID,
  });
  Object.defineProperties(crypto.webcrypto, {
    getRandomValues: { value: next ? fill : real.getRandomValues, configurable: true },
    randomUUID: { value: next ? uuid : real.webRandomUUID, configurable: true },
  });
}
