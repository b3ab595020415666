import type { MutationResult } from '../simulator/mutation.ts';
import { columns } from '../lib/columns.ts';

/** How many broken Actions the comparison noticed, and each one that it did not. */
export function mutationText(results: readonly (MutationResult & { readonly name: string })[]): string {
  return results
    .map(({ name, caught, total, mutants }) => {
      const share = total === 0 ? 'none to catch' : `${((100 * caught) / total).toFixed(1)} %`;
      const rest = mutants.filter(({ fate }) => fate !== 'caught' && fate !== 'does not build');
      const rows = rest.map(({ file, line, column, fate, operator, before, after }) => [
        fate,
        `${file}:${line}:${column}`,
        operator,
        `${before}  ->  ${after}`,
      ]);
      const head = `${name}: ${caught} of ${total} broken Actions noticed, ${share}`;
      return rows.length === 0 ? head : `${head}\n\n${columns(rows, '  ')}`;
    })
    .join('\n\n');
}
