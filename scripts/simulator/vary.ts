import fc from 'fast-check';
import { aimsWithin } from './aims.ts';
import { seededRandom } from './random.ts';
import { settingsOf, type Setting } from './settings.ts';
import type { Subject } from './verify.ts';

type Settings = readonly Setting[];

/** Logins made from those that got somewhere. */
interface Variations {
  /** Tells which outcomes of branches a login took. */
  took(settings: Settings, ways: readonly number[]): void;
  next(): Settings;
}

/** The chance of each setting to stay when a login is varied. */
const KEPT = 0.95;

/** Logins remembered for each way of a branch: those that took the most ways, the latest first. */
const TAKERS = 8;

/** The share of variations that go for a way that nobody has taken. */
const FRONTIER = 0.7;

/** How many more settings about the condition at most: it may ask for several values at once. */
const FOCUSED_MORE = 3;

/** The share of settings that are about what the condition looks at. */
const FOCUSED = 0.75;

/**
 * Varies logins at the branches that they reach, by what the condition there looks at: first of all where one way has
 * never been taken.
 */
export function variations(
  { aims, branches }: Pick<Subject, 'aims' | 'branches'>,
  seed: number,
  random: () => number,
  fresh: () => Settings,
): Variations {
  const all = [...branches.rules, ...branches.actions];
  const takers = new Map<number, { readonly settings: Settings; readonly depth: number }[]>();
  const pools = new Map<number, () => Settings>();
  const any = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  /** Logins for each way of a branch and of those in its condition: a way that few take counts as much as the other. */
  const takersOf = (branch: (typeof all)[number]): Settings[][] =>
    within(branch).flatMap(({ id, ways }) =>
      ways.flatMap((way) => {
        const known = takers.get(id * 2 + way);
        return known === undefined ? [] : [known.map(({ settings }) => settings)];
      }),
    );
  const parts = new Map<number, typeof all>();
  const within = (branch: (typeof all)[number]): typeof all => {
    const { id, file, span } = branch;
    const known = parts.get(id);
    if (known) return known;
    const isPart = (one: typeof branch): boolean =>
      one.ways.length === 2 && one.file === file && one.span[0] >= span[0] && one.span[1] <= span[1];
    const found = [branch, ...all.filter((one) => one.id !== id && isPart(one))];
    parts.set(id, found);
    return found;
  };
  const focus = (branch: (typeof all)[number]): (() => Settings) => {
    const known = pools.get(branch.id);
    if (known) return known;
    const about = settingsOf(aimsWithin(aims, branch.file, branch.span), []);
    const pool = about === undefined ? fresh : poolOf(about, seed + branch.id);
    pools.set(branch.id, pool);
    return pool;
  };
  return {
    took(settings, ways) {
      for (const way of ways) {
        const known = takers.get(way) ?? [];
        const taker = { settings, depth: ways.length };
        const place = known.findIndex(({ depth }) => depth <= taker.depth);
        if (place !== -1) takers.set(way, known.toSpliced(place, 0, taker).slice(0, TAKERS));
        else if (known.length < TAKERS) takers.set(way, [...known, taker]);
      }
    },
    next() {
      const reached = all.filter((branch) => takersOf(branch).length > 0);
      const open = reached.filter(
        ({ id, ways }) => ways.length === 2 && ways.some((way) => !takers.has(id * 2 + way)),
      );
      const branch = any(open.length > 0 && random() < FRONTIER ? open : reached);
      if (branch === undefined) return fresh();
      const kept = any(any(takersOf(branch))!)!.filter(() => random() < KEPT);
      const settings = [...kept, ...(random() < FOCUSED ? focus(branch) : fresh)()];
      for (let more = 0; more < FOCUSED_MORE && random() < 0.5; more++) settings.push(...focus(branch)());
      return settings;
    },
  };
}

/** As many values of an arbitrary as are asked for, the same ones for the same seed. */
export function poolOf<T>(arbitrary: fc.Arbitrary<T>, seed: number): () => T {
  // Drawn, not counted: neighbouring seeds would share most of their values.
  const draw = seededRandom(seed);
  let left: T[] = [];
  return () => {
    if (left.length === 0) left = fc.sample(arbitrary, { numRuns: 50, seed: Math.floor(draw() * 2 ** 31) });
    return left.shift()!;
  };
}
