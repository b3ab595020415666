import { withAnnouncements } from '../../../scripts/project/announced.ts';
import type { Finding } from '../../../scripts/simulator/verdict.ts';
import type { Comparison, Subject } from '../../../scripts/simulator/verify.ts';

/** The differences that no marker in the Action's code foretells, each with the smallest login that shows it. */
export function silentDifferences({ branches }: Subject, { findings }: Comparison, code: string): string[] {
  const file = branches.actions[0]?.file ?? '';
  const verdict = { rules: [{}], actions: [{ file }], findings };
  return withAnnouncements(verdict, new Map([[file, code]]))
    .findings.filter(({ status, announcedBy }) => status === 'different' && announcedBy === undefined)
    .map(shown);
}

function shown({ difference, rule, action, settings }: Finding): string {
  return JSON.stringify({ difference, rule, action, settings });
}
