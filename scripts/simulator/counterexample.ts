import { covers, findingOf } from './acceptance.ts';
import { isOfSecondRun, rootNames, suspending } from './causes.ts';
import { MERGED_APP_METADATA, REDIRECT_SUSPENDS, type Difference } from './compare.ts';
import { takenOf } from './coverage.ts';
import { ABSENT } from './domains.ts';
import type { Found } from './explore.ts';
import { kindOf } from './finding.ts';
import type { Group } from './groups.ts';
import { outcomesOf, partOf } from './judge.ts';
import { judgeAll, runPairs } from './pairs.ts';
import type { Sides } from './scenario.ts';
import { scenarioOf, type Setting } from './settings.ts';
import { shrink, type Counterexample, type Stays } from './shrink.ts';
import type { Finding } from './verdict.ts';
import type { Subject } from './verify.ts';

/** What a group of differences comes to: a finding, a remark, or both. */
interface Looked {
  readonly finding?: Finding;
  readonly remark?: string;
}

/** Looks for the smallest login that shows the difference of a group. */
export async function counterexampleOf(subject: Subject, group: Group): Promise<Looked> {
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
