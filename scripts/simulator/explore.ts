import fc from 'fast-check';
import { withCauses } from './causes.ts';
import type { Difference } from './compare.ts';
import type { Branch } from './instrument.ts';
import type { Note, Refusal } from './judge.ts';
import { judgeAll } from './pairs.ts';
import { seededRandom } from './random.ts';
import { scenarioOf, settingsOf, type Setting } from './settings.ts';
import { poolOf, variations } from './vary.ts';
import type { Subject } from './verify.ts';

export interface ExploreOptions {
  readonly seed: number;
  /** Logins to try at least. */
  readonly runs: number;
  /** Logins to try first. */
  readonly saved?: readonly (readonly Setting[])[];
  /** Looked at between rounds: whether enough is found. */
  readonly until?: (found: readonly Found[]) => boolean;
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
  /** All logins, the outcomes of branches that each of them took, and those among them that reached something new. */
  readonly tried: readonly (readonly Setting[])[];
  readonly ways: readonly (readonly number[])[];
  readonly corpus: readonly (readonly Setting[])[];
  /** What is worth knowing besides, each once, and how many logins have some of a kind. */
  readonly notes: readonly Note[];
  readonly noted: ReadonlyMap<Note['code'], number>;
  /** One for each login that the Rules turned away. */
  readonly refusals: readonly Refusal[];
}

/** Looks at what is new, while `runs` logins are tried. */
const ROUNDS = 10;

/** Rounds without a new branch after which there is nothing more to find. */
const QUIET_ROUNDS = 5;

/** More than this many times `runs` logins are not tried, however much there is to find. */
const MOST = 4;

/** How many settings a fresh login has at most. */
const SETTINGS = 5;

/** Logins that cost a thread, and so real time, after which it is enough. */
const LOST = 10;
const LOSSES = ['hangs', 'exits', 'crashes'] as const;

/** Scenarios kept because they did something new. */
const CORPUS = 200;

/** What there is to explore. */
type Explored = Pick<Subject, 'instrumented' | 'aims' | 'branches'>;

/**
 * Tries logins that are aimed at what the sources look at. Half of them are fresh, the others take one that got to a
 * branch and change what its condition looks at, first of all where only one way has been taken; until at least
 * `runs` are tried and no new branch turns up.
 */
export async function explore(subject: Explored, options: ExploreOptions): Promise<Exploration> {
  const { instrumented: sides, aims } = subject;
  const random = seededRandom(options.seed);
  const fresh = poolOf(
    fc.array(settingsOf(aims)!, { minLength: 1, maxLength: SETTINGS }).map((all) => all.flat()),
    options.seed,
  );
  const vary = variations(subject, options.seed, random, fresh);
  const seen = new Set<number>();
  const found: Found[] = [];
  const notes = new Map<string, Note>();
  const noted = new Map<Note['code'], number>();
  let corpus: (readonly Setting[])[] = [[]];
  const tried: (readonly Setting[])[] = [];
  const ways: (readonly number[])[] = [];
  const refusals: Refusal[] = [];
  let quiet = 0;

  const most = options.runs * MOST;
  const enough = (): boolean =>
    LOSSES.reduce((sum, code) => sum + (noted.get(code) ?? 0), 0) >= LOST ||
    (tried.length >= options.runs && (quiet >= QUIET_ROUNDS || tried.length >= most)) ||
    (options.until?.(found) ?? false);
  for (let round = 0; !enough(); round++) {
    const tries: (readonly Setting[])[] = round === 0 ? [[], ...(options.saved ?? [])] : [];
    for (let left = Math.ceil(options.runs / ROUNDS); left > 0; left--) {
      tries.push(left % 2 === 0 ? fresh() : vary.next());
    }
    const judgements = await judgeAll(sides, tries.map(scenarioOf));
    const before = seen.size;
    for (const [at, judgement] of judgements.entries()) {
      const known = seen.size;
      for (const way of judgement.seen) seen.add(way);
      if (seen.size > known) corpus = [...corpus, tries[at]!].slice(-CORPUS);
      vary.took(tries[at]!, judgement.seen);
      for (const note of judgement.notes) notes.set(`${note.code} ${note.message}`, note);
      for (const code of new Set(judgement.notes.map((note) => note.code)))
        noted.set(code, (noted.get(code) ?? 0) + 1);
      const { differences, refusal } = judgement;
      if (refusal) refusals.push(refusal);
      if (differences.length > 0) found.push({ settings: tries[at]!, differences });
      ways.push(judgement.seen);
    }
    tried.push(...tries);
    quiet = seen.size === before ? quiet + 1 : 0;
  }
  return {
    logins: tried.length,
    seen,
    found: await withCauses(subject, found),
    tried,
    ways,
    corpus,
    notes: [...notes.values()],
    noted,
    refusals,
  };
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
