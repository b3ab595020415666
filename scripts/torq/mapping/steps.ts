import type { MappingRow } from '../profile-schema.ts';

/** A row as it stands in the vendor's mapping, with its identity there. */
export interface LiveRow extends MappingRow {
  readonly id: string;
}

/** One request that changes the mapping. Ranks count from 1, top-down. */
type Step =
  | { readonly kind: 'add'; readonly row: MappingRow }
  | { readonly kind: 'move'; readonly row: LiveRow; readonly to: number }
  | { readonly kind: 'remove'; readonly row: LiveRow };

/** A step with the rows as they are once it is done. */
export interface PlannedStep {
  readonly step: Step;
  readonly after: readonly LiveRow[];
}

/**
 * The way from the current rows to the desired ones in an order in which every state between is safe: missing rows are
 * added (the vendor appends them), then moved to their place from the top down, and rows nobody wants go last, from
 * the bottom up. At every step a login has the role it had before, or already its final one, never a third; an
 * `email -> Owner` row that both sides have is never missing.
 */
export function planSteps(current: readonly LiveRow[], desired: readonly MappingRow[]): PlannedStep[] {
  const planned: PlannedStep[] = [];
  let rows = current;
  const take = (step: Step): void => {
    rows = stateAfter(rows, step);
    planned.push({ step, after: rows });
  };
  for (const row of missing(current, desired)) take({ kind: 'add', row });
  for (const [index, row] of desired.entries()) {
    const found = rows.findIndex((one, at) => at >= index && sameRow(one, row));
    if (found > index) take({ kind: 'move', row: rows[found] as LiveRow, to: index + 1 });
  }
  for (const row of rows.slice(desired.length).toReversed()) take({ kind: 'remove', row });
  return planned;
}

/** The rows after one step. A new row gets an id that no real one has. */
function stateAfter(rows: readonly LiveRow[], step: Step): readonly LiveRow[] {
  if (step.kind === 'add') return [...rows, { ...step.row, id: `new-${rows.length + 1}` }];
  const others = rows.filter(({ id }) => id !== step.row.id);
  return step.kind === 'remove'
    ? others
    : [...others.slice(0, step.to - 1), step.row, ...others.slice(step.to - 1)];
}

/** Same claim, value and role. */
export function sameRow(one: MappingRow, other: MappingRow): boolean {
  return one.claim === other.claim && one.value === other.value && one.role === other.role;
}

/** The desired rows that the current ones lack, in desired order; a row wanted twice must be there twice. */
function missing(current: readonly LiveRow[], desired: readonly MappingRow[]): MappingRow[] {
  const left = [...current];
  return desired.filter((row) => {
    const found = left.findIndex((one) => sameRow(one, row));
    if (found !== -1) left.splice(found, 1);
    return found === -1;
  });
}
