import { helperLines } from '../codemod/helpers.ts';
import type { BranchWay, Verdict } from '../simulator/verdict.ts';

/**
 * The same verdict without the branches of functions that the converter adds to many Actions: those that no login
 * reached are counted instead of listed, and the way of a login is shown in the code that is the rule's. `sources` are
 * those of the Actions, by file.
 */
export function withoutHelpers(verdict: Verdict, sources: ReadonlyMap<string, string>): Verdict {
  const helpers = new Map(verdict.actions.map(({ file }) => [file, helperLines(sources.get(file) ?? '')]));
  const own = (ways: readonly BranchWay[]): BranchWay[] =>
    ways.filter(({ file, line }) => !helpers.get(file)?.has(line));
  const { actions } = verdict.coverage;
  const unreached = own(actions.unreached);
  const inHelpers = actions.unreached.length - unreached.length;
  return {
    ...verdict,
    coverage: {
      ...verdict.coverage,
      actions: { ...actions, unreached, ...(inHelpers === 0 ? {} : { inHelpers }) },
    },
    findings: verdict.findings.map((finding) => ({
      ...finding,
      taken: { ...finding.taken, actions: own(finding.taken.actions) },
    })),
  };
}
