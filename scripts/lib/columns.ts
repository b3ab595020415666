import { stripVTControlCharacters } from 'node:util';

/** Rows as aligned columns, two blanks apart, without trailing blanks. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string {
  return columnLines(rows)
    .map((line) => indent + line)
    .join('\n');
}

/** The same, a line each. */
export function columnLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, visibleLength(cell));
    }
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat(widths[index]! - visibleLength(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function visibleLength(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}
