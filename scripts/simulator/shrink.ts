import type { Found } from './explore.ts';
import { kindOf } from './finding.ts';
import { judge } from './judge.ts';
import type { Difference } from './compare.ts';
import { ABSENT, isRootAttribute } from './domains.ts';
import { runPairs } from './pairs.ts';
import type { Pair, Sides } from './scenario.ts';
import { scenarioOf, type Setting } from './settings.ts';

/** The smallest login found that still shows a difference. */
export interface Counterexample {
  readonly settings: readonly Setting[];
  readonly difference: Difference;
  readonly pair: Pair;
}

/** Simpler values to try in place of another, simplest first. */
const SIMPLER: readonly unknown[] = [ABSENT, null, false, 0, 1, '', 'x', [], {}];

/** Attempts at most; every one costs a run. */
const ATTEMPTS = 400;

/** Whether a difference that a smaller login shows, among all that it shows, is still the one that is meant. */
export type Stays = (
  settings: readonly Setting[],
  difference: Difference,
  all: readonly Difference[],
) => boolean | Promise<boolean>;

/** Takes settings away, and values apart, as long as the difference stays; undefined if it does not repeat at all. */
export async function shrink(
  sides: Sides,
  { settings }: Found,
  wanted: Difference,
  stays: Stays,
): Promise<Counterexample | undefined> {
  let current = [...settings];
  let best = await attempt(sides, current, wanted, stays);
  let left = ATTEMPTS;
  const tryOne = async (candidate: Setting[]): Promise<boolean> => {
    if (left <= 0) return false;
    left--;
    const result = await attempt(sides, candidate, wanted, stays);
    if (!result) return false;
    current = candidate;
    best = result;
    return true;
  };
  const pass = async (): Promise<boolean> => {
    let changed = false;
    for (let at = current.length - 1; at >= 0; at--) {
      if (await tryOne(current.toSpliced(at, 1))) changed = true;
    }
    for (let at = 0; at < current.length; at++) {
      for (const value of simpler(current[at]!)) {
        if (!(await tryOne(current.with(at, { ...current[at]!, value })))) continue;
        changed = true;
        break;
      }
    }
    return changed;
  };
  if (!best) return undefined;
  while (await pass()) continue;
  return { settings: current, ...best };
}

function simpler({ path, value }: Setting): unknown[] {
  const parts = Array.isArray(value)
    ? value.map((_, at) => value.toSpliced(at, 1) as unknown)
    : typeof value === 'object' && value !== null
      ? Object.keys(value).map((key) =>
          Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
        )
      : [];
  const rank = SIMPLER.findIndex(
    (one) => JSON.stringify(one) === JSON.stringify(value) && typeof one === typeof value,
  );
  // Only where the platform allows anything: a required text stays one of the texts it was.
  const free = isRootAttribute(path) || (path[0] === 'user' && path.length > 2);
  return [...(free ? SIMPLER.slice(0, rank === -1 ? undefined : rank) : []), ...parts];
}

async function attempt(
  sides: Sides,
  settings: readonly Setting[],
  wanted: Difference,
  stays: Stays,
): Promise<Omit<Counterexample, 'settings'> | undefined> {
  const scenario = scenarioOf(settings);
  const [pair] = await runPairs(sides, [scenario]);
  const { differences } = judge(pair!, scenario);
  for (const difference of differences) {
    const isMeant = kindOf(difference) === kindOf(wanted) && (await stays(settings, difference, differences));
    if (isMeant) return { difference, pair: pair! };
  }
  return undefined;
}
