import { isAbsolute, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { covers, type Acceptance } from './acceptance.ts';
import { mergeAims } from './aims.ts';
import type { Difference } from './compare.ts';
import { buildFrom, coverageBuild, type CoverageBuild } from './coverage-build.ts';
import { proofsFor } from './equivalence.ts';
import { explore, type Exploration } from './explore.ts';
import { mutantsOf, type Mutant } from './mutants.ts';
import { judgeAll } from './pairs.ts';
import type { Sides } from './scenario.ts';
import { scenarioOf, type Setting } from './settings.ts';
import { typeCheckIn } from './type-errors.ts';
import type { Subject, VerifyOptions } from './verify.ts';

/**
 * What became of a mutant. Those that are equivalent, refused, or differ only in what the Rule leaves open are none that a
 * comparison could notice; those aside are no matter of this one, and are not tried.
 */
type MutantFate = 'caught' | 'survived' | 'unreached' | 'open' | 'equivalent' | 'refused' | 'aside';

/** What became of one mutant. */
export interface JudgedMutant extends Omit<Mutant, 'text' | 'needs'> {
  readonly action: string;
  readonly file: string;
  readonly fate: MutantFate;
  /** What proves that it is equivalent, what the type check says, why it is aside, or that only a remark tells it. */
  readonly why?: string;
}

/** How well the verification notices that an Action is broken. */
export interface MutationResult {
  /** The Action differs from its Rule as it is, so that nothing can be said about a broken one. */
  readonly isDifferent: boolean;
  readonly mutants: readonly JudgedMutant[];
}

/** The Action to break: its entry file (relative to the root or absolute) and its own sources. */
export interface MutationTarget {
  readonly action: string;
  readonly entry: string;
  readonly sources: ReadonlyMap<string, string>;
  /** By file, lines that are no matter of this comparison, and why. */
  readonly aside?: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

type Settings = readonly Setting[];

/** Scenarios between two looks at whether a mutant is caught. */
const STEP = 100;

/** Logins aimed at the broken place of a mutant that the others do not catch. */
const AIMED = 200;

/** Logins that reach the broken place with which that search starts. */
const NEAREST = 20;

/** How many mutants were caught, of how many that can be, of all that build, and of those that some login reaches. */
export function shareOf(mutants: readonly Pick<JudgedMutant, 'fate'>[]): {
  readonly caught: number;
  /** Without those that are equivalent, aside, or about what the Rule leaves open. */
  readonly total: number;
  readonly all: number;
  readonly reached: number;
} {
  const count = (...fates: MutantFate[]): number => mutants.filter(({ fate }) => fates.includes(fate)).length;
  const reached = count('caught', 'survived');
  const total = reached + count('unreached');
  return { caught: count('caught'), total, all: total + count('equivalent', 'open'), reached };
}

/**
 * Breaks each Action in every way of the table, one at a time, and tells which of them the comparison notices: on the
 * logins of a verification, and then on some that are aimed at the broken place.
 */
export async function mutationCheck(
  subject: Subject,
  targets: readonly MutationTarget[],
  options: VerifyOptions,
): Promise<MutationResult> {
  const explored = await explore(subject, options);
  const isOpen = openIn(subject.acceptances);
  const remarks = new Set(explored.notes.map(({ message }) => message));
  const isDifferent = explored.found.some(({ settings, differences }) =>
    differences.some((difference) => isOpen(difference, settings)),
  );
  if (isDifferent) return { isDifferent, mutants: [] };
  const { root } = subject.sides;
  const typeCheck = typeCheckIn(root);
  const mutants: JudgedMutant[] = [];
  for (const target of targets) {
    const proofOf = await proofsFor(root, target);
    for (const [file, text] of target.sources) {
      const reach = reachOf(subject, file, explored);
      const fateOf = async (mutant: Mutant): Promise<Pick<JudgedMutant, 'fate' | 'why'>> => {
        const aside = target.aside?.get(file)?.get(mutant.line);
        if (aside !== undefined) return { fate: 'aside', why: aside };
        const broken = await brokenAction(subject, target, file, mutant);
        if (broken === undefined) return { fate: 'refused', why: 'it does not build' };
        const near = reach(mutant);
        const noticed = await noticedIn(broken.plain, isOpen, remarks, near);
        if (noticed !== undefined) return noticed;
        const why = await proofOf(file, mutant.text);
        if (why !== undefined) return { fate: 'equivalent', why };
        const error = typeCheck(file, mutant.text);
        if (error !== undefined) return { fate: 'refused', why: error };
        const saved = near.length === 0 ? explored.corpus : near.slice(0, NEAREST);
        const aimed = await aimedLogins(subject, broken, isOpen, { ...options, saved });
        if ((await noticedIn(broken.plain, isOpen, remarks, aimed)) !== undefined) return { fate: 'caught' };
        if (FREE.has(mutant.operator) && (await isNeverAnswered(subject, broken.plain, near)))
          return { fate: 'open', why: NEVER_ANSWERED };
        return { fate: near.length === 0 ? 'unreached' : 'survived' };
      };
      for (const mutant of mutantsOf(text, file)) {
        const { text: _text, needs: _needs, ...shown } = mutant;
        mutants.push({ ...shown, action: target.action, file, ...(await fateOf(mutant)) });
      }
    }
  }
  return { isDifferent, mutants };
}

interface BrokenAction {
  readonly plain: Sides;
  readonly instrumented: Sides;
  readonly aims: CoverageBuild['aims'];
  /** The branches on the way to the broken part and in it. */
  readonly branches: CoverageBuild['branches'];
}

/** Both sides with one mutant in place of its Action; undefined if it does not build. */
async function brokenAction(
  { sides, instrumented, branches }: Subject,
  { action, entry }: MutationTarget,
  file: string,
  { text, span, needs }: Mutant,
): Promise<BrokenAction | undefined> {
  const path = isAbsolute(entry) ? entry : join(sides.root, entry);
  const change = (other: string, original: string): string => (other === file ? text : original);
  const firstId = 1 + Math.max(0, ...[...branches.rules, ...branches.actions].map(({ id }) => id));
  try {
    const code = await buildFrom(sides.root, path, change);
    const built = await coverageBuild(sides.root, path, firstId, change);
    const bound = (world: Sides, changed: string): Sides => ({
      ...world,
      actions: world.actions.map((one) => (one.name === action ? { ...one, code: changed } : one)),
      // A mutant that only a quirk of Rules shows would be taken for a difference that comes from it.
      quirks: { mergesAppMetadata: false, suspends: true },
    });
    const [start, end] = span;
    const near = built.branches.filter(
      (branch) =>
        branch.file === file &&
        ((branch.span[0] < end && start < branch.span[1]) ||
          needs.some(({ line, column }) => branch.line === line && branch.column === column)),
    );
    return {
      plain: bound(sides, code),
      instrumented: bound(instrumented, built.code),
      aims: built.aims,
      branches: near.length === 0 ? built.branches : near,
    };
  } catch {
    return undefined;
  }
}

type IsOpen = (difference: Difference, settings: Settings) => boolean;

/** Whether a difference is neither inherent nor accepted. */
function openIn(acceptances: readonly Acceptance[]): IsOpen {
  return (difference, settings) =>
    !difference.inherent && !acceptances.some((one) => covers(one, difference, settings));
}

/** What is said of mutants that show no difference. */
const REMARK = 'by a remark alone';

/**
 * Whether one of the logins shows an open difference; or else, whether the report remarks on the Action what it does not
 * say of it as it is, as that it ends before its own requests.
 */
async function noticedIn(
  sides: Sides,
  isOpen: IsOpen,
  remarks: ReadonlySet<string>,
  tried: readonly Settings[],
): Promise<Pick<JudgedMutant, 'fate' | 'why'> | undefined> {
  let isRemarked = false;
  for (let start = 0; start < tried.length; start += STEP) {
    const some = tried.slice(start, start + STEP);
    const judgements = await judgeAll(sides, some.map(scenarioOf));
    const isShown = judgements.some(({ differences }, at) =>
      differences.some((difference) => isOpen(difference, some[at]!)),
    );
    if (isShown) return { fate: 'caught' };
    isRemarked ||= judgements.some(({ notes }) =>
      notes.some(({ code, message }) => code === 'action' && !remarks.has(message)),
    );
  }
  return isRemarked ? { fate: 'caught', why: REMARK } : undefined;
}

/** What may be broken where the Rule never answers: it decides over nothing. */
const FREE: ReadonlySet<Mutant['operator']> = new Set(['change text', 'drop statement', 'drop return']);

const NEVER_ANSWERED = 'it changes how logins are refused that the Rule never answers, and nothing else';

/**
 * Whether the broken Action does as it did in all of these logins but in some that the Rule never answers, and refuses
 * those all the same: how it does so is its own affair. In a login that the Rule answers, the Action as it is would
 * differ from it at such a place.
 */
async function isNeverAnswered(subject: Subject, broken: Sides, near: readonly Settings[]): Promise<boolean> {
  const scenarios = near.map(scenarioOf);
  const whole = { ...subject.sides, quirks: broken.quirks };
  const [before, after] = [await judgeAll(whole, scenarios), await judgeAll(broken, scenarios)];
  const changed = after.filter(
    ({ differences }, at) => !isDeepStrictEqual(differences, before[at]!.differences),
  );
  const isStall = ({ inherent }: Difference): boolean => inherent === 'stall-is-refused';
  return changed.length > 0 && changed.every(({ differences }) => differences.some(isStall));
}

/** Logins that show a difference when the search is about the broken place. */
async function aimedLogins(
  subject: Subject,
  { instrumented, aims, branches }: BrokenAction,
  isOpen: IsOpen,
  options: VerifyOptions,
): Promise<Settings[]> {
  const about = {
    instrumented,
    aims: mergeAims([subject.aims, aims]),
    branches: { rules: subject.branches.rules, actions: branches },
  };
  const isShown = ({ settings, differences }: { settings: Settings; differences: readonly Difference[] }) =>
    differences.some((difference) => isOpen(difference, settings));
  const { found } = await explore(about, {
    ...options,
    seed: options.seed + 1,
    runs: AIMED,
    until: (sofar) => sofar.some(isShown),
  });
  return found.filter(isShown).map(({ settings }) => settings);
}

/**
 * The logins that can have reached a mutant: each took every way that the mutant needs. Those come first that took some
 * way of the last branch before it, as the others may have returned earlier, or gone around it; and among them those
 * that reached something new, which catch most.
 */
function reachOf({ branches }: Subject, file: string, { tried, ways, corpus }: Exploration) {
  const own = branches.actions.filter((branch) => branch.file === file);
  const isNew = new Set(corpus);
  const took = ways.map((one) => new Set(one));
  const before = (a: Place, b: Place): boolean =>
    a.line < b.line || (a.line === b.line && a.column <= b.column);
  return ({ needs, ...place }: Pick<Mutant, 'line' | 'column' | 'needs'>): Settings[] => {
    const last = own.filter((branch) => before(branch, place)).at(-1);
    const needed = needs.flatMap(({ line, column, way }) => {
      const branch = own.find((one) => one.line === line && one.column === column);
      return branch === undefined ? [] : branch.id * 2 + way;
    });
    const rank = (at: number): number => {
      const isClose = last === undefined || last.ways.some((way) => took[at]!.has(last.id * 2 + way));
      return (isClose ? 0 : 2) + (isNew.has(tried[at]!) ? 0 : 1);
    };
    return [...tried.keys()]
      .filter((at) => needed.every((way) => took[at]!.has(way)))
      .toSorted((a, b) => rank(a) - rank(b))
      .map((at) => tried[at]!);
  };
}

type Place = Pick<Mutant, 'line' | 'column'>;
