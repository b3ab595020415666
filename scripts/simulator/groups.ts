import { covers, type Acceptance } from './acceptance.ts';
import type { Difference } from './compare.ts';
import type { Found } from './explore.ts';
import { findingKeyOf, wholeOf } from './finding.ts';

/** Logins that show the same difference, as far as a person is to look at it once. */
export interface Group {
  /** The login with the fewest settings. */
  readonly example: Found;
  readonly difference: Difference;
  readonly acceptance: Acceptance | undefined;
  readonly all: Found[];
  /** What they are in. */
  readonly paths: Set<string>;
}

/** Differences of one kind together, accepted ones apart from others, those with the fewest settings as examples. */
export function grouped(found: readonly Found[], acceptances: readonly Acceptance[]): Group[] {
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
