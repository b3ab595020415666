import { columnLines } from '../lib/columns.ts';
import type { Sheet, SheetSection } from './sheet.ts';

/** The sheet for a terminal: numbered sections, aligned fields. */
export function sheetText(sheet: Sheet): string {
  const sections = sheet.sections.map((section, index) =>
    [
      `${index + 1}. ${section.title}`,
      `   ${section.open}`,
      '',
      ...indent(columnLines(section.fields.map(({ label, value }) => [label, value]))),
      ...rowLines(section),
      ...section.notes.map((note) => `\n   Note: ${note}`),
    ].join('\n'),
  );
  return [sheet.title, ...sections].join('\n\n');
}

/** The sheet as Markdown, for a wiki or a change ticket. */
export function sheetMarkdown(sheet: Sheet): string {
  const sections = sheet.sections.map((section, index) =>
    [
      `## ${index + 1}. ${section.title}`,
      section.open,
      markdownTable(
        ['Field', 'Value'],
        section.fields.map(({ label, value }) => [label, value]),
      ),
      ...(section.rows
        ? [`${section.rows.open}:`, markdownTable(section.rows.head, section.rows.cells)]
        : []),
      ...section.notes.map((note) => `> ${note}`),
    ].join('\n\n'),
  );
  return `${[`# ${sheet.title}`, ...sections].join('\n\n')}\n`;
}

function rowLines({ rows }: SheetSection): string[] {
  if (!rows) return [];
  return ['', `   ${rows.open}:`, '', ...indent(columnLines([rows.head, ...rows.cells]))];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `   ${line}`);
}

function markdownTable(head: readonly string[], cells: readonly (readonly string[])[]): string {
  return [tableLine(head), tableLine(head.map(() => '---')), ...cells.map(tableLine)].join('\n');
}

function tableLine(row: readonly string[]): string {
  return `| ${row.map(escapeCell).join(' | ')} |`;
}

function escapeCell(cell: string): string {
  return cell.replace(/[\\|*_<>`]/gu, (character) => `\\${character}`);
}
