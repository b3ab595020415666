import type { Staged } from '../project/stage-pull.ts';

/** What a pull wrote or would write, and what it left, for people. */
export function pullText(
  { files, left, notes }: Staged,
  { from, isDry }: { from: string; isDry: boolean },
): string {
  const block = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`${title}\n${lines.map((line) => `  ${line}`).join('\n')}`];
  const sections = [
    `From     ${from}`,
    ...block(isDry ? 'Would be written' : 'Written', [...files.keys()]),
    ...block('Left as it is here; --overwrite takes it from there', left),
    ...block('Notes', notes),
    ...(files.size === 0 && left.length === 0
      ? [notes.length === 0 ? 'Nothing to write: all of it is here already.' : 'Nothing to write.']
      : []),
  ];
  return sections.join('\n\n');
}
