import { shareOf, type JudgedMutant, type MutationResult } from '../simulator/mutation.ts';
import { columns } from '../lib/columns.ts';

/** How many broken Actions the comparison noticed, each one that it did not, and what was left out and why. */
export function mutationText(results: readonly (MutationResult & { readonly name: string })[]): string {
  return results
    .map(({ name, isDifferent, mutants }) =>
      isDifferent
        ? `${name}: the Action differs from its Rule as it is, so nothing can be said about a broken one.`
        : [`${name}: ${headOf(mutants)}`, ...leftOut(mutants), ...missed(mutants)].join('\n'),
    )
    .join('\n\n');
}

function headOf(mutants: readonly JudgedMutant[]): string {
  const { caught, total, reached } = shareOf(mutants);
  if (total === 0) return 'nothing to break';
  const share = (of: number): string => `${((100 * caught) / of).toFixed(1)} %`;
  const head = `${caught} of ${total} broken Actions noticed, ${share(total)}`;
  return reached === total || reached === 0
    ? head
    : `${head} (${share(reached)} of the ${reached} in code that a login reaches)`;
}

/** What does not count, by what proves it. */
function leftOut(mutants: readonly JudgedMutant[]): string[] {
  const why = new Map<string, number>();
  for (const mutant of mutants) {
    if (mutant.fate !== 'equivalent' && mutant.fate !== 'refused') continue;
    const reason =
      mutant.fate === 'refused' ? 'refused by the build or its type check' : `equivalent: ${mutant.why}`;
    why.set(reason, (why.get(reason) ?? 0) + 1);
  }
  return why.size === 0
    ? []
    : ['', ...[...why].map(([reason, count]) => `  not counted  ${count} ${reason}`)];
}

function missed(mutants: readonly JudgedMutant[]): string[] {
  const rows = mutants
    .filter(({ fate }) => fate === 'survived' || fate === 'unreached')
    .map(({ file, line, column, fate, operator, before, after }) => [
      fate,
      `${file}:${line}:${column}`,
      operator,
      `${before}  ->  ${after}`,
    ]);
  return rows.length === 0 ? [] : ['', columns(rows, '  ')];
}
