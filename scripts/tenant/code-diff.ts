import { structuredPatch } from 'diff';
import { transform } from '../lib/esbuild.ts';

/**
 * What differs between two versions of code, for a reader: hunks with three lines of context. Both are printed anew
 * first, so that formatting and comments are no difference; empty when nothing else differs.
 */
export async function codeDiff(before: string, after: string): Promise<string> {
  const [old, next] = await Promise.all([canonical(before), canonical(after)]);
  const { hunks } = structuredPatch('live', 'planned', old, next, '', '', { context: 3 });
  return hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) =>
      [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines].join('\n'),
    )
    .join('\n');
}

/** Printed by esbuild, without comments; code that does not parse stays as it is. */
async function canonical(code: string): Promise<string> {
  try {
    return (await transform(code, { loader: 'js', legalComments: 'none', logLevel: 'silent' })).code;
  } catch {
    return code.replaceAll('\r\n', '\n');
  }
}
