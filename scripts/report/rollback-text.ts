import type { Danger } from '../tenant/dangers.ts';
import type { Rollback } from '../tenant/rollback-part.ts';
import { changeText, dangerTable } from './plan-text.ts';

/** What a rollback would do, or did, for people. */
export function rollbackText(
  { changes, notes }: Rollback,
  { label, title, dangers }: { label: string; title: string; dangers: readonly Danger[] },
): string {
  const sections = [
    `Target   ${label}`,
    `Back to  ${title}`,
    ...(dangers.length === 0 ? [] : [`Dangerous\n${dangerTable(dangers)}`]),
    changes.length === 0 ? 'No changes' : `Changes\n${changes.map(changeText).join('\n')}`,
    ...(notes.length === 0 ? [] : [`Stays\n${notes.map((note) => `  ${note}`).join('\n')}`]),
  ];
  return sections.join('\n\n');
}
