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
  const { caught, total, all, reached } = shareOf(mutants);
  if (total === 0) return 'nothing to break';
  const share = (of: number): string => `${((100 * caught) / of).toFixed(1)} %`;
  const others = [
    ...(all === total ? [] : [`${share(all)} of all ${all}`]),
    ...(reached === total || reached === 0
      ? []
      : [`${share(reached)} of the ${reached} in code that a login reaches`]),
  ];
  const head = `${caught} of ${total} broken Actions noticed, ${share(total)}`;
  return others.length === 0 ? head : `${head} (${others.join(', ')})`;
}

/** How many are left aside and why, and how many only a remark tells. */
const REASONS: Readonly<Partial<Record<JudgedMutant['fate'], (why: string) => string>>> = {
  caught: (why) => `noticed ${why}`,
  open: (why) => `not counted, left open: ${why}`,
  equivalent: (why) => `not counted, equivalent: ${why}`,
  aside: (why) => `not counted, ${why}`,
  refused: () => 'not counted, refused by the build or its type check',
};

function leftOut(mutants: readonly JudgedMutant[]): string[] {
  const why = new Map<string, number>();
  for (const mutant of mutants) {
    if (mutant.why === undefined) continue;
    const reason = REASONS[mutant.fate]?.(mutant.why);
    if (reason !== undefined) why.set(reason, (why.get(reason) ?? 0) + 1);
  }
  return why.size === 0 ? [] : ['', ...[...why].map(([reason, count]) => `  ${count} ${reason}`)];
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
