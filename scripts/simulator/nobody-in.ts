import { unreached, type Exploration } from './explore.ts';
import type { Refusal } from './judge.ts';
import type { Subject } from './verify.ts';

/**
 * Why a comparison in which the Rules let nobody in proves nothing: what they do for those who get in was never seen.
 * Undefined when somebody got in; and when all of the code was seen, so that denying everybody is all that it does.
 */
export function nobodyIn(
  { branches, aims }: Pick<Subject, 'branches' | 'aims'>,
  { logins, refusals, seen }: Pick<Exploration, 'logins' | 'refusals' | 'seen'>,
): string | undefined {
  if (refusals.length < logins) return undefined;
  if (unreached(branches.rules, seen).length === 0 && !refusals.some(({ crashed }) => crashed))
    return undefined;
  const names = new Set(
    aims.paths.flatMap(([section, name]) => (section === 'configuration' && name ? [name] : [])),
  );
  const configuration = `configuration${names.size === 0 ? '' : ` (${[...names].join(', ')})`}`;
  return [
    `The Rule lets nobody in, in any of the logins; mostly ${JSON.stringify(usual(refusals))}.`,
    'What it does for those whom it should let in is not compared.',
    `In verify.yaml, give ${configuration} values such as the real ones, and placeholders theirs under substitute.`,
  ].join(' ');
}

function usual(refusals: readonly Refusal[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of refusals) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
