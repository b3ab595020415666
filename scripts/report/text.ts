import type { Bundle } from '../bundle/bundle.ts';
import { columns } from '../lib/columns.ts';

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
