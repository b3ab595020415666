import { MERGED_APP_METADATA, REDIRECT_SUSPENDS, type Difference } from './compare.ts';
import { isRootAttribute } from './domains.ts';
import type { Exploration, Found } from './explore.ts';
import { kindOf } from './finding.ts';
import type { Judgement } from './judge.ts';
import { sendsAway } from './on-return.ts';
import type { Outcome } from './outcome.ts';
import { judgeAll } from './pairs.ts';
import type { Sides } from './scenario.ts';
import { scenarioOf } from './settings.ts';
import type { Subject } from './verify.ts';

/** Marks the differences that vanish when the Rules run without one of their quirks: those come from it. */
export async function withCauses(
  { instrumented: sides, aims }: Pick<Subject, 'instrumented' | 'aims'>,
  found: Exploration['found'],
): Promise<Found[]> {
  return withoutMerge(sides, aims, await withoutSecondRuns(sides, found));
}

/**
 * Marks the differences that vanish when the Rules do not see app_metadata at the root of the user. Where the code reads
 * an attribute of the identity provider by name and decides by it, and it is that one, the Action can read it where it
 * is: that is no fate of the platform. Assumption: nobody keeps documented attributes, such as the name, in app_metadata.
 */
async function withoutMerge(sides: Sides, aims: Subject['aims'], found: readonly Found[]): Promise<Found[]> {
  const suspects = found.filter(({ settings }) => settings.some(({ path }) => path[1] === 'app_metadata'));
  if (suspects.length === 0) return [...found];
  const scenarios = suspects.map(({ settings }) => scenarioOf(settings));
  const without = await judgeAll({ ...sides, quirks: { mergesAppMetadata: false } }, scenarios);
  const unnamed = { ...sides.quirks, unmerged: rootNames(aims) };
  const withOthers = await judgeAll({ ...sides, quirks: unnamed }, scenarios);
  const marked = new Map(
    suspects.map((suspect, at) => {
      const left = new Set(without[at]!.differences.map(kindOf));
      const ofOthers = new Set(withOthers[at]!.differences.map(kindOf));
      const differences = suspect.differences.map((difference) => {
        // What comes with the platform anyway is that, whatever the merge does.
        const kind = kindOf(difference);
        if (isExplained(difference) || left.has(kind)) return difference;
        const isAvoidable = !ofOthers.has(kind) && DECIDING.test(difference.path);
        return {
          ...difference,
          ...(isAvoidable ? { cause: MERGED_APP_METADATA.id } : { inherent: MERGED_APP_METADATA.id }),
        };
      });
      return [suspect, { ...suspect, differences }];
    }),
  );
  return found.map((one) => marked.get(one) ?? one);
}

/** The attributes at the root of the user that the code reads by name, and that nothing is documented of. */
export function rootNames({ paths }: Subject['aims']): string[] {
  const names = paths.filter((path) => isRootAttribute(path.slice(0, 2))).map(([, name]) => name!);
  return [...new Set(names)];
}

function isExplained({ inherent, cause }: Difference): boolean {
  return inherent !== undefined || cause !== undefined;
}

/** Parts of an outcome on which somebody's access depends. */
const DECIDING = /^(?:back\.|again\.)?(?:end$|idToken|accessToken|scopes|multifactor|challenges|saml)/;

/** Marks the differences of a chain that vanish when its Rules stop at a redirect and go on there, as Actions do. */
async function withoutSecondRuns(sides: Sides, found: readonly Found[]): Promise<readonly Found[]> {
  const { rules, quirks } = sides;
  if (quirks.suspends || rules.length < 2 || !rules.some(({ code }) => sendsAway(code))) return found;
  const judgements = await judgeAll(
    suspending(sides),
    found.map(({ settings }) => scenarioOf(settings)),
  );
  return found.map(({ settings, differences }, at) => ({
    settings,
    differences: differences.map((one) =>
      isOfSecondRun(one, differences, judgements[at]!) ? { ...one, cause: REDIRECT_SUSPENDS.id } : one,
    ),
  }));
}

/** The same, with Rules that stop at a redirect and go on there. */
export function suspending(sides: Sides): Sides {
  return { ...sides, quirks: { ...sides.quirks, suspends: true } };
}

/** Whether a difference of a login comes from it that Rules did not stop at a redirect; `without` is how it is if they do. */
export function isOfSecondRun(
  difference: Difference,
  all: readonly Difference[],
  without: Pick<Judgement, 'differences' | 'onReturn'>,
): boolean {
  const known = new Set(all.map(kindOf));
  const left = new Set(without.differences.map(kindOf));
  // Where the Action differs from such Rules in another way, they explain nothing.
  const isNew = without.differences.some(
    ({ inherent, ...one }) => inherent === undefined && !known.has(kindOf(one)),
  );
  if (isNew || isExplained(difference) || left.has(kindOf(difference))) return false;
  const { path } = difference;
  if (path !== 'end') return !WHO_GETS_IN.test(path);
  // Refused before the redirect, and refused after it: nobody gets in for that.
  const [rule, action] = [difference.rule, difference.action] as Outcome['end'][];
  return rule!.kind === 'refused' && action!.kind === 'redirected' && without.onReturn !== undefined;
}

/** What is never explained away: somebody gets in, is sent elsewhere, is asked for less or is somebody else. */
const WHO_GETS_IN = /^(?:back\.)?(?:end$|end\.target$|multifactor|challenges|primaryUser)/;
