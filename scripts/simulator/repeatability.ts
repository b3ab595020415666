import { compare } from './compare.ts';
import type { Found } from './explore.ts';
import { outcomesOf } from './judge.ts';
import { runPairs } from './pairs.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './settings.ts';
import type { Subject } from './verify.ts';

/** How many logins are run twice, and through the code as deployed, to see that the comparison can be trusted. */
const SAMPLE = 40;

/** Whether the same login ends the same way twice, and the same way in the code as deployed. */
export async function repeatability(subject: Subject, found: readonly Found[]): Promise<string[]> {
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
