import type { AuditInput, AuditRow, Effect, Remark } from './row.ts';
import { AUDIT_ROWS } from './table.ts';

/** What the audit says of one row. */
export interface RowResult {
  readonly id: string;
  readonly effects: readonly Effect[];
  readonly title: string;
  readonly remarks: readonly Remark[];
}

/** Looks at everything and logs people in; findings are what an exit code of 1 counts. */
export async function audit(input: AuditInput): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const row of AUDIT_ROWS) {
    const remarks = [...(row.look?.(input) ?? []), ...(await loginRemarks(row, input)), ...beyond(row)];
    results.push({ id: row.id, effects: row.effects, title: row.title, remarks: unique(remarks) });
  }
  return results;
}

/** The findings alone, in the order of the rows. */
export function findingsOf(results: readonly RowResult[]): Remark[] {
  return results.flatMap(({ remarks }) => remarks.filter(({ level }) => level === 'finding'));
}

async function loginRemarks(row: AuditRow, input: AuditInput): Promise<Remark[]> {
  if (!row.login) return [];
  if (!input.probe) {
    return [
      {
        level: 'unseen',
        message: 'No login was simulated: the Actions could not be built.',
        todo: 'Run `npm run build` and correct what it says.',
      },
    ];
  }
  const remarks: Remark[] = [];
  for await (const remark of row.login(input, input.probe)) remarks.push(remark);
  return remarks;
}

function beyond(row: AuditRow): Remark[] {
  return row.beyond === undefined ? [] : [{ level: 'unseen', message: row.beyond }];
}

function unique(remarks: readonly Remark[]): Remark[] {
  const seen = new Set<string>();
  return remarks.filter((remark) => {
    const key = JSON.stringify(remark);
    return seen.has(key) ? false : seen.add(key);
  });
}
