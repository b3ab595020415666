import { withAnnouncements } from '../../../scripts/project/announced.ts';
import type { Finding } from '../../../scripts/simulator/verdict.ts';
import type { Comparison, Subject } from '../../../scripts/simulator/verify.ts';

/**
 * The differences that no marker in the Actions' code foretells, each with the smallest login that shows it. `codes`
 * are those of the Actions, in run order.
 */
export function silentDifferences(
  { branches, sides }: Subject,
  { findings }: Comparison,
  codes: readonly string[],
): string[] {
  const files = [...new Set(branches.actions.map(({ file }) => file))];
  const verdict = { rules: sides.rules, actions: files.map((file) => ({ file })), findings };
  return withAnnouncements(verdict, new Map(codes.map((code, at) => [files[at] ?? '', code])))
    .findings.filter(({ status, announcedBy }) => status === 'different' && announcedBy === undefined)
    .map(shown);
}

function shown({ difference, rule, action, settings }: Finding): string {
  return JSON.stringify({ difference, rule, action, settings });
}
