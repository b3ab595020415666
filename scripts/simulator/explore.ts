import fc from 'fast-check';
import type { Aims } from './aims.ts';
import { MERGED_APP_METADATA, type Difference } from './compare.ts';
import { kindOf } from './finding.ts';
import type { Branch } from './instrument.ts';
import type { Note } from './judge.ts';
import { judgeAll } from './pairs.ts';
import { seededRandom } from './random.ts';
import type { Sides } from './scenario.ts';
import { scenarioOf, settingOf, type Setting } from './settings.ts';

export interface ExploreOptions {
  readonly seed: number;
  /** Logins to try at least. */
  readonly runs: number;
  /** Logins to try first. */
  readonly saved?: readonly (readonly Setting[])[];
}

/** A scenario in which the sides differ. */
export interface Found {
  readonly settings: readonly Setting[];
  readonly differences: readonly Difference[];
}

export interface Exploration {
  readonly logins: number;
  /** Outcomes of branches that were taken, as `branch * 2 + way`. */
  readonly seen: ReadonlySet<number>;
  readonly found: readonly Found[];
  /** All logins, and those among them that reached something new. */
  readonly tried: readonly (readonly Setting[])[];
  readonly corpus: readonly (readonly Setting[])[];
  /** What is worth knowing besides, with the number of logins. */
  readonly notes: readonly (Note & { readonly logins: number })[];
}

/** Looks at what is new, while `runs` logins are tried. */
const ROUNDS = 4;

/** Rounds without a new branch after which there is nothing more to find. */
const QUIET_ROUNDS = 2;

/** More than this many times `runs` logins are not tried, however much there is to find. */
const MOST = 4;

/** The chance of each setting to stay when a login is varied. */
const KEPT = 0.95;

/** How many settings a fresh login has at most. */
const SETTINGS = 5;

/** Logins that block their thread, each of which costs real time, after which it is enough. */
const HANGS = 20;

/** Scenarios kept because they did something new. */
const CORPUS = 200;

/**
 * Tries logins that are aimed at what the sources look at, keeps those that reach something new and varies them,
 * until at least `runs` are tried and no new branch turns up.
 */
export async function explore(sides: Sides, aims: Aims, options: ExploreOptions): Promise<Exploration> {
  const random = seededRandom(options.seed);
  const setting = settingOf(aims);
  const seen = new Set<number>();
  const found: Found[] = [];
  const notes = new Map<string, Note & { logins: number }>();
  let corpus: (readonly Setting[])[] = [[]];
  const tried: (readonly Setting[])[] = [];
  let hangs = 0;
  let logins = 0;
  let quiet = 0;

  const most = options.runs * MOST;
  const enough = (): boolean =>
    hangs >= HANGS || (logins >= options.runs && (quiet >= QUIET_ROUNDS || logins >= most));
  for (let round = 0; !enough(); round++) {
    const fresh = fc.sample(fc.array(setting, { minLength: 1, maxLength: SETTINGS }), {
      numRuns: Math.ceil(options.runs / ROUNDS),
      seed: options.seed + round,
    });
    const first = round === 0 ? [[], ...(options.saved ?? [])] : [];
    const tries = [
      ...first,
      ...fresh.map((settings, at) => (at % 2 === 0 ? settings : varied(corpus, settings, random))),
    ];
    const scenarios = tries.map(scenarioOf);
    const judgements = await judgeAll(sides, scenarios);
    const before = seen.size;
    for (const [at, judgement] of judgements.entries()) {
      const known = seen.size;
      for (const way of judgement.seen) seen.add(way);
      if (seen.size > known) corpus = [...corpus, tries[at]!].slice(-CORPUS);
      for (const note of judgement.notes) {
        const key = `${note.code} ${note.message}`;
        const known = notes.get(key) ?? { ...note, logins: 0 };
        notes.set(key, { ...known, logins: known.logins + 1 });
        if (note.code === 'hangs') hangs++;
      }
      const { differences } = judgement;
      if (differences.length > 0) found.push({ settings: tries[at]!, differences });
    }
    tried.push(...tries);
    logins += tries.length;
    quiet = seen.size === before ? quiet + 1 : 0;
  }
  return {
    logins,
    seen,
    found: await withoutMerge(sides, found),
    tried,
    corpus,
    notes: [...notes.values()],
  };
}

/** A login that reached something new, with some settings more or fewer. */
function varied(
  corpus: readonly (readonly Setting[])[],
  fresh: readonly Setting[],
  random: () => number,
): Setting[] {
  // Those that came last got furthest.
  const back = Math.floor(random() ** 2 * corpus.length);
  const kept = corpus.at(-1 - back)!.filter(() => random() < KEPT);
  return [...kept, ...fresh.slice(0, 1 + Math.floor(random() * 2))];
}

/** Marks the differences that vanish when the Rules do not see app_metadata at the root of the user. */
async function withoutMerge(sides: Sides, found: readonly Found[]): Promise<Found[]> {
  const suspects = found.filter(({ settings }) => settings.some(({ path }) => path[1] === 'app_metadata'));
  if (suspects.length === 0) return [...found];
  const scenarios = suspects.map(({ settings }) => scenarioOf(settings));
  const judgements = await judgeAll({ ...sides, quirks: { mergesAppMetadata: false } }, scenarios);
  const marked = new Map(
    suspects.map((suspect, at) => {
      const left = new Set(judgements[at]!.differences.map(kindOf));
      const differences = suspect.differences.map((difference) =>
        left.has(kindOf(difference)) ? difference : { ...difference, inherent: MERGED_APP_METADATA.id },
      );
      return [suspect, { ...suspect, differences }];
    }),
  );
  return found.map((one) => marked.get(one) ?? one);
}

/** Ways of branches that no login took. */
export function unreached(
  branches: readonly Branch[],
  seen: ReadonlySet<number>,
): { branch: Branch; way: 0 | 1 }[] {
  return branches.flatMap((branch) =>
    branch.ways.filter((way) => !seen.has(branch.id * 2 + way)).map((way) => ({ branch, way })),
  );
}
