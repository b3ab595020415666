import { formatLocation } from '../../lib/problem.ts';
import type { RowResult } from './audit.ts';
import type { Remark } from './row.ts';

/** The audit for a terminal: findings first and in full, then notes, then what nobody could look at from here. */
export function auditText(results: readonly RowResult[]): string {
  const at = (level: Remark['level']): { row: RowResult; remark: Remark }[] =>
    results.flatMap((row) =>
      row.remarks.filter((remark) => remark.level === level).map((remark) => ({ row, remark })),
    );
  const [findings, notes, unseen] = [at('finding'), at('note'), at('unseen')];
  return [
    ...findings.map(({ row, remark }) => findingBlock(row, remark)),
    section('Notes', notes),
    section('Not visible from here', unseen),
    `${count(findings.length, 'finding')}, ${count(notes.length, 'note')}; ${results.length} rows looked at.`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function findingBlock({ id, effects, title }: RowResult, { message, todo, at }: Remark): string {
  return [
    `${id}  ${title} (${effects.join(', ')})`,
    ...(at ? [`     ${formatLocation(at)}`] : []),
    `     ${message}`,
    ...(todo === undefined ? [] : [`     ${todo}`]),
  ].join('\n');
}

function section(title: string, remarks: readonly { row: RowResult; remark: Remark }[]): string {
  if (remarks.length === 0) return '';
  const lines = remarks.map(({ row, remark: { message, todo, at } }) =>
    [`  ${row.id}`, [at ? `${formatLocation(at)}:` : '', message, todo ?? ''].filter(Boolean).join(' ')].join(
      '  ',
    ),
  );
  return [title, ...lines].join('\n');
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;
}
