import { covers, findingOf, type Acceptance } from './acceptance.ts';
import type { Aims } from './aims.ts';
import { isOfSecondRun, rootNames, suspending } from './causes.ts';
import { compare, MERGED_APP_METADATA, REDIRECT_SUSPENDS, type Difference } from './compare.ts';
import { ABSENT } from './domains.ts';
import { explore, unreached, type Found } from './explore.ts';
import type { Branch } from './instrument.ts';
import { outcomesOf, partOf } from './judge.ts';
import { nobodyIn } from './nobody-in.ts';
import { judgeAll, runPairs } from './pairs.ts';
import { unseenRefusals, type RefusalPlace } from './refusals.ts';
import { remarksOn } from './remarks.ts';
import type { Scenario, Sides } from './scenario.ts';
import { scenarioOf, type Setting } from './settings.ts';
import { findingKeyOf, kindOf, wholeOf } from './finding.ts';
import { shrink, type Counterexample, type Stays } from './shrink.ts';
import type { BranchWay, Coverage, Finding, TakenWay, Verdict, VerdictKind } from './verdict.ts';

/** Both sides of a verification, with and without instruments. */
export interface Subject {
  /** As deployed. */
  readonly sides: Sides;
  /** The same, telling which way its branches go. */
  readonly instrumented: Sides;
  readonly aims: Aims;
  readonly branches: { readonly rules: readonly FileBranch[]; readonly actions: readonly FileBranch[] };
  /** Where the Rules refuse logins. */
  readonly refusals: readonly RefusalPlace[];
  readonly acceptances: readonly Acceptance[];
  /** Those among them that are about a part of it: whether they are needed shows where that is compared alone. */
  readonly ofParts?: readonly Acceptance[];
}

export type FileBranch = Branch & { readonly file: string };

export interface VerifyOptions {
  readonly seed: number;
  /** Logins to try at least. */
  readonly runs: number;
  /** Logins to try first. */
  readonly saved?: readonly (readonly Setting[])[];
}

/** The part of a Verdict that comes from running; hashes are the caller's. */
export type Comparison = Pick<
  Verdict,
  'verdict' | 'reasons' | 'seed' | 'logins' | 'coverage' | 'findings' | 'unusedAcceptances'
>;

/** How many kinds of differences are shrunk to a counterexample. */
const FINDINGS = 20;

/** How many logins are run twice, and through the code as deployed, to see that the comparison can be trusted. */
const SAMPLE = 40;

/** Runs both sides on logins aimed at them, compares, shrinks what differs and judges. */
export async function verify(subject: Subject, options: VerifyOptions): Promise<Comparison> {
  const explored = await explore(subject, options);
  const coverage = {
    rules: {
      ...coverageOf(subject.branches.rules, explored.seen),
      refusals: unseenRefusals(subject.refusals, explored.seen),
    },
    actions: coverageOf(subject.branches.actions, explored.seen),
  };
  const common = { seed: options.seed, logins: explored.logins, coverage };

  const exits = explored.noted.get('exits') ?? 0;
  const doubts = [
    ...explored.notes
      .filter(({ code }) => code === 'syntax')
      .map(
        ({ message }) =>
          `The Rule does not compile: ${message}. Give placeholders a value under substitute in verify.yaml.`,
      ),
    ...explored.notes
      .filter(({ code }) => code === 'missing-module')
      .map(
        ({ message }) =>
          `The code requires ${message}, which is neither installed here nor simulated: npm install --no-save ${message.replace(/ \(.*/, '')}`,
      ),
    ...(exits > 0
      ? [
          `The code ends its process (process.exit) in ${exits} of ${explored.logins} logins: what becomes of such a login is not known.`,
        ]
      : await repeatability(subject, explored.found)),
  ];
  if (doubts.length > 0) {
    return { ...common, verdict: 'not verifiable', reasons: doubts, findings: [], unusedAcceptances: [] };
  }
  const groups = grouped(explored.found, subject.acceptances);
  const looked = await Promise.all(groups.slice(0, FINDINGS).map((group) => findingFor(subject, group)));
  const findings = looked.flatMap(({ finding }) => finding ?? []);
  const used = new Set(groups.map(({ acceptance }) => acceptance));
  const reasons = [...remarksOn(subject, explored), ...looked.flatMap(({ remark }) => remark ?? [])];
  const verdict = verdictOf(findings);
  const unproved = verdict === 'different' ? undefined : nobodyIn(subject, explored);
  return {
    ...common,
    verdict: unproved === undefined ? verdict : 'not verifiable',
    reasons: unproved === undefined ? reasons : [unproved, ...reasons],
    findings,
    unusedAcceptances: subject.acceptances
      .filter((acceptance) => !used.has(acceptance) && !subject.ofParts?.includes(acceptance))
      .map(({ difference, reason }) => `${difference}: ${reason}`),
  };
}

function verdictOf(findings: readonly Finding[]): VerdictKind {
  if (findings.some(({ status }) => status === 'different')) return 'different';
  return findings.some(({ status }) => status === 'accepted') ? 'equal with accepted differences' : 'equal';
}

function coverageOf(branches: readonly FileBranch[], seen: ReadonlySet<number>): Coverage {
  const missed = unreached(branches, seen) as { branch: FileBranch; way: 0 | 1 }[];
  const total = branches.reduce((sum, { ways }) => sum + ways.length, 0);
  return {
    reached: total - missed.length,
    total,
    unreached: missed.map(({ branch, way }) => wayOf(branch, way)),
  };
}

function wayOf({ file, line, column, text, ways }: FileBranch, way: number): BranchWay {
  return { file, line, column, text, way: ways.length === 1 ? 'entered' : String(way === 1) };
}

/** The branches of one side in the order in which they were taken. */
function takenOf(
  branches: readonly FileBranch[],
  seen: readonly number[],
  decisive: ReadonlySet<number>,
): TakenWay[] {
  const byId = new Map(branches.map((branch) => [branch.id, branch]));
  return seen.flatMap((one) => {
    const branch = byId.get(Math.floor(one / 2));
    if (branch === undefined) return [];
    return [{ ...wayOf(branch, one % 2), ...(decisive.has(one) ? { decides: true as const } : {}) }];
  });
}

interface Group {
  /** The login with the fewest settings. */
  readonly example: Found;
  readonly difference: Difference;
  readonly acceptance: Acceptance | undefined;
  readonly all: Found[];
  /** What they are in. */
  readonly paths: Set<string>;
}

/** Differences of one kind together, accepted ones apart from others, those with the fewest settings as examples. */
function grouped(found: readonly Found[], acceptances: readonly Acceptance[]): Group[] {
  const groups = new Map<string, Group>();
  for (const example of found) {
    for (const difference of example.differences) {
      const acceptance = difference.inherent
        ? undefined
        : acceptances.find((one) => covers(one, difference, example.settings));
      const decision = acceptance === undefined ? '' : acceptances.indexOf(acceptance);
      const key =
        difference.inherent ??
        (difference.cause && acceptance
          ? `${decision} ${difference.cause}`
          : `${decision} ${findingKeyOf(difference)}`);
      const known = groups.get(key);
      const { all, paths }: Pick<Group, 'all' | 'paths'> = known ?? { all: [], paths: new Set() };
      // One login can show several differences of a kind.
      if (all.at(-1) !== example) all.push(example);
      paths.add(wholeOf(difference.path));
      if (known && known.example.settings.length <= example.settings.length) continue;
      groups.set(key, { example, difference, acceptance, all, paths });
    }
  }
  // What needs a person first.
  return [...groups.values()].toSorted((a, b) => rank(a) - rank(b));
}

function rank({ difference, acceptance }: Group): number {
  return difference.inherent ? 2 : acceptance ? 1 : 0;
}

/** What a group of differences comes to: a finding, a remark, or both. */
interface Looked {
  readonly finding?: Finding;
  readonly remark?: string;
}

async function findingFor(subject: Subject, group: Group): Promise<Looked> {
  const { sides, acceptances } = subject;
  const { difference, acceptance } = group;
  const isMerge = [difference.cause, difference.inherent].includes(MERGED_APP_METADATA.id);
  const isSecondRun = difference.cause === REDIRECT_SUSPENDS.id;
  // Without the quirks, an example cannot shrink into one that only a quirk explains.
  const quirks = { mergesAppMetadata: false, suspends: !isSecondRun };
  const world = isMerge ? sides : { ...sides, quirks };
  const stays: Stays = async (settings, one, all) => {
    if (isMerge) return isOfMerge(settings, difference.cause ? rootNames(subject.aims) : undefined);
    const meant = isSecondRun ? { ...one, cause: REDIRECT_SUSPENDS.id } : one;
    if (acceptances.find((other) => covers(other, meant, settings)) !== acceptance) return false;
    if (!isSecondRun) return true;
    const [without] = await judgeAll(suspending(world), [scenarioOf(settings)]);
    return isOfSecondRun(one, all, without!);
  };
  const wanted = isMerge || isSecondRun ? unmarked(difference) : difference;
  const smallFrom = async (example: Found): Promise<Counterexample | undefined> =>
    (await shrink(world, example, wanted, stays)) ?? (await shrink(sides, example, wanted, stays));

  const small = await smallFrom(group.example);
  if (small) return { finding: await described(subject, group, small, world) };
  // Found in the code built for coverage; what counts is whether the code as deployed shows it in any of the logins.
  const judgements = await judgeAll(
    sides,
    group.all.map(({ settings }) => scenarioOf(settings)),
  );
  const shown = group.all.find((_, at) =>
    judgements[at]!.differences.some((one) => kindOf(one) === kindOf(wanted)),
  );
  if (!shown) {
    const remark = `At ${difference.path} the code built for coverage differs in ${group.all.length} logins, the code as deployed in none.`;
    return { remark };
  }
  const repeated = await smallFrom(shown);
  if (repeated) return { finding: await described(subject, group, repeated, world) };
  const [pair] = await runPairs(sides, [scenarioOf(shown.settings)]);
  const found = { settings: shown.settings, difference, pair: pair! };
  return {
    finding: await described(subject, group, found, sides),
    remark: `The difference at ${difference.path} does not repeat each time: its login is shown as it was found.`,
  };
}

/** Whether there is something to merge; where names are given, one of those. */
function isOfMerge(settings: readonly Setting[], names: readonly string[] | undefined): boolean {
  const isSet = settings.some(({ path }) => path[1] === 'app_metadata');
  const { app_metadata: held } = scenarioOf(settings).login.user;
  return isSet && (names === undefined || names.some((name) => Object.hasOwn(held ?? {}, name)));
}

/** A counterexample with all that a report says of it. */
async function described(
  { instrumented, branches }: Subject,
  { difference, acceptance, all, paths }: Group,
  small: Counterexample,
  world: Sides,
): Promise<Finding> {
  const scenario = scenarioOf(small.settings);
  const part = partOf(small.pair, small.difference.path, scenario.login);
  const { seen, decisive } = await traced({ ...instrumented, quirks: world.quirks }, small.settings);
  const { reason, by, on } = acceptance ?? { reason: '', by: '', on: '' };
  return {
    ...(difference.cause
      ? { difference: difference.cause, path: difference.path }
      : { difference: findingOf(small.difference) }),
    ...(difference.cause === REDIRECT_SUSPENDS.id ? { paths: [...paths].toSorted() } : {}),
    logins: all.length,
    status: difference.inherent ? 'inherent' : acceptance ? 'accepted' : 'different',
    ...(difference.inherent ? { inherent: difference.inherent } : {}),
    ...(acceptance ? { acceptedBy: { reason, by, on } } : {}),
    rule: small.difference.rule,
    action: small.difference.action,
    settings: small.settings.map(({ path, value }) =>
      value === ABSENT ? { path, absent: true } : { path, value },
    ),
    outcomes: outcomesOf(part, part.login),
    ruleEnd: part.rules.end,
    taken: {
      rules: takenOf(branches.rules, seen, decisive),
      actions: takenOf(branches.actions, seen, decisive),
    },
  };
}

/** The ways that a login takes, and those among them that it would not take without one of its settings. */
async function traced(
  sides: Sides,
  settings: readonly Setting[],
): Promise<{ readonly seen: readonly number[]; readonly decisive: ReadonlySet<number> }> {
  const less = settings.map((_, at) => settings.toSpliced(at, 1));
  const [whole, ...others] = await runPairs(sides, [settings, ...less].map(scenarioOf));
  const { seen } = whole!;
  return { seen, decisive: new Set(seen.filter((way) => others.some((other) => !other.seen.includes(way)))) };
}

function unmarked({ inherent: _inherent, cause: _cause, ...difference }: Difference): Difference {
  return difference;
}

/** Whether the same login ends the same way twice, and the same way in the code as deployed. */
async function repeatability(subject: Subject, found: readonly Found[]): Promise<string[]> {
  const sample: Scenario[] = [
    scenarioOf([]),
    ...found.slice(0, SAMPLE).map(({ settings }) => scenarioOf(settings)),
  ];
  const first = await runPairs(subject.instrumented, sample);
  const again = await runPairs(subject.instrumented, sample);
  const deployed = await runPairs(subject.sides, sample);
  const differs = (pairs: typeof first): boolean =>
    pairs.some((pair, at) => {
      const { login } = sample[at]!;
      const now = outcomesOf(pair, login);
      const before = outcomesOf(first[at]!, login);
      // The text of an engine error quotes the code, which instruments change.
      return [
        ...compare(before.rule, now.rule, () => now.rule),
        ...compare(before.action, now.action, () => now.action),
      ].some(({ inherent }) => inherent !== 'crash-text');
    });
  return [
    ...(differs(again)
      ? ['The same login ends differently when it is repeated: the code depends on something else.']
      : []),
    ...(differs(deployed)
      ? ['The bundle behaves differently from the same sources built for coverage.']
      : []),
  ];
}
