import { isAbsolute, join } from 'node:path';
import { covers } from './acceptance.ts';
import { buildFrom } from './coverage-build.ts';
import { explore } from './explore.ts';
import { mutantsOf, type Mutant } from './mutants.ts';
import { judgeAll } from './pairs.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf, type Setting } from './settings.ts';
import type { Subject, VerifyOptions } from './verify.ts';

type MutantFate = 'caught' | 'survived' | 'not reached' | 'does not build';

/** What became of one mutant. */
interface JudgedMutant extends Omit<Mutant, 'text' | 'needs'> {
  readonly action: string;
  readonly file: string;
  readonly fate: MutantFate;
}

/** How well the verification notices that an Action is broken. */
export interface MutationResult {
  readonly caught: number;
  /** Mutants that build, in code that a login reaches. */
  readonly total: number;
  readonly mutants: readonly JudgedMutant[];
}

/** The Action to break: its entry file (relative to the root or absolute) and its own sources. */
export interface MutationTarget {
  readonly action: string;
  readonly entry: string;
  readonly sources: ReadonlyMap<string, string>;
}

/** Scenarios between two looks at whether a mutant is caught. */
const STEP = 100;

/** Breaks each Action in every way of the table, one at a time, and counts how often the comparison notices. */
export async function mutationCheck(
  subject: Subject,
  targets: readonly MutationTarget[],
  options: VerifyOptions,
): Promise<MutationResult> {
  const explored = await explore(subject.instrumented, subject.aims, options);
  // Logins that reached something new come first: they catch most.
  const tried = [...explored.corpus, ...explored.tried];
  const scenarios = tried.map(scenarioOf);
  const judged: JudgedMutant[] = [];
  for (const { action, entry, sources } of targets) {
    const { root } = subject.sides;
    for (const [file, text] of sources) {
      const reached = reachedBy(subject, file, explored.seen);
      for (const found of mutantsOf(text, file)) {
        const { text: broken, needs: _needs, ...mutant } = found;
        const code = await attemptBuild(root, isAbsolute(entry) ? entry : join(root, entry), file, broken);
        const fate =
          code === undefined
            ? 'does not build'
            : (await isCaught(subject, action, code, tried, scenarios))
              ? 'caught'
              : reached(found)
                ? 'survived'
                : 'not reached';
        judged.push({ ...mutant, action, file, fate });
      }
    }
  }
  const caught = judged.filter(({ fate }) => fate === 'caught').length;
  return { caught, total: caught + judged.filter(({ fate }) => fate === 'survived').length, mutants: judged };
}

async function attemptBuild(
  root: string,
  entry: string,
  file: string,
  text: string,
): Promise<string | undefined> {
  try {
    return await buildFrom(root, entry, (other, original) => (other === file ? text : original));
  } catch {
    return undefined;
  }
}

/** Whether some login shows a difference that is neither accepted nor inherent. */
async function isCaught(
  { sides, acceptances }: Subject,
  name: string,
  code: string,
  tried: readonly (readonly Setting[])[],
  scenarios: readonly Scenario[],
): Promise<boolean> {
  const actions = sides.actions.map((action) => (action.name === name ? { ...action, code } : action));
  const world = { ...sides, actions, quirks: { mergesAppMetadata: false } };
  for (let start = 0; start < scenarios.length; start += STEP) {
    const some = scenarios.slice(start, start + STEP);
    const judgements = await judgeAll(world, some);
    const noticed = judgements.some(({ differences }, at) =>
      differences.some(
        (difference) =>
          !difference.inherent && !acceptances.some((one) => covers(one, difference, tried[start + at]!)),
      ),
    );
    if (noticed) return true;
  }
  return false;
}

/**
 * Whether a login can have reached a mutant: it took every way that the mutant needs, and some way of the last branch
 * before it, behind which the code may have returned. A place without a branch, as `while (true)`, is no hindrance.
 */
function reachedBy({ branches }: Subject, file: string, seen: ReadonlySet<number>) {
  const own = branches.actions.filter((branch) => branch.file === file);
  const before = (a: Place, b: Place): boolean =>
    a.line < b.line || (a.line === b.line && a.column <= b.column);
  return ({ needs, ...place }: Pick<Mutant, 'line' | 'column' | 'needs'>): boolean => {
    const last = own.filter((branch) => before(branch, place)).at(-1);
    const taken = needs.every(({ line, column, way }) => {
      const branch = own.find((one) => one.line === line && one.column === column);
      return branch === undefined || seen.has(branch.id * 2 + way);
    });
    return taken && (last === undefined || last.ways.some((way) => seen.has(last.id * 2 + way)));
  };
}

type Place = Pick<Mutant, 'line' | 'column'>;
