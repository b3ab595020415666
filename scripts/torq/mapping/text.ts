import { violationText, type Violation } from '../guard.ts';
import { stepText, type MappingPlan } from './reconcile.ts';
import type { PlannedStep } from './steps.ts';

/** What a change of the mapping would do, and to whom it would do harm. */
export function planText(
  label: string,
  { current, desired, ...plan }: MappingPlan,
  steps: readonly PlannedStep[],
  violations: readonly Violation[],
): string {
  return [
    `${label}: ${current.length} rows there, ${desired.length} wanted.`,
    ...(steps.length === 0 ? [] : ['', ...steps.map((step) => `  ${stepText(step)}`)]),
    ...leftText(plan, steps),
    '',
    ...(violations.length === 0
      ? ['Stopped after any step, every persona has its old role or the declared one.']
      : violations.map(violationText)),
  ].join('\n');
}

/** What was done, and what stays to be done later. */
export function appliedText(
  label: string,
  plan: MappingPlan,
  steps: readonly PlannedStep[],
  rows: number,
): string {
  const done =
    steps.length === 0 ? 'nothing to do' : `${steps.length} ${steps.length === 1 ? 'step' : 'steps'} done`;
  return [
    `${label}: ${done}, ${rows} rows.`,
    ...steps.map((step) => `  ${stepText(step)}`),
    ...leftText(plan, steps),
  ].join('\n');
}

function leftText(
  plan: Pick<MappingPlan, 'steps' | 'removals'>,
  steps: readonly PlannedStep[],
): readonly string[] {
  const left = plan.steps.length + plan.removals.length - steps.length;
  if (left === 0) return [];
  const rows = left === 1 ? 'row stays' : 'rows stay';
  return [
    '',
    `${left} old ${rows} until Auth0 emits the new claims: torq apply --remove, after deploy:tenant.`,
  ];
}
