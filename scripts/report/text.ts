import { stripVTControlCharacters } from 'node:util';
import type { Bundle } from '../bundle/bundle.ts';

/** Rows as aligned columns, two blanks apart, without trailing blanks. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, visibleLength(cell));
  }
  return rows
    .map(
      (row) =>
        indent +
        row
          .map((cell, index) => cell + ' '.repeat(widths[index]! - visibleLength(cell)))
          .join('  ')
          .trimEnd(),
    )
    .join('\n');
}

function visibleLength(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** One line a bundle: name, size, hash, npm packages, the rule it replaces. */
export function bundleTable(bundles: readonly Bundle[], indent = ''): string {
  return columns(
    bundles.map(({ name, bytes, hash, dependencies, rule, path }) => [
      name,
      `${(bytes / 1000).toFixed(1)} kB`,
      `sha256 ${hash.slice(0, 12)}`,
      dependencies.length === 0
        ? 'no npm packages'
        : dependencies.map((one) => `${one.name}@${one.version}`).join(', '),
      rule === undefined ? path : `replaces ${rule}`,
    ]),
    indent,
  );
}
