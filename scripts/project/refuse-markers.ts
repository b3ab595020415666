import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findMarkers } from '../codemod/marker.ts';
import { Problem } from '../lib/problem.ts';

/**
 * Throws a Problem when a source below actions/ still holds a mark of the conversion that nobody has resolved or
 * accepted with a reason: what it speaks of is not proved.
 */
export function refuseMarkers(root: string): void {
  const open = readdirSync(join(root, 'actions'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .toSorted()
    .flatMap((file) =>
      findMarkers(readFileSync(join(root, 'actions', file), 'utf8'))
        .filter((marker) => !marker.accepted)
        .map((marker) => ({ file: `actions/${file}`, ...marker })),
    );
  const [first] = open;
  if (first === undefined) return;
  throw new Problem(
    'marker-open',
    `The conversion left a question open: ${first.code}. ${first.reason}`.trim(),
    {
      at: { file: first.file, line: first.line },
      hint: `Change the code and delete the line, or accept it: // RULE-MIGRATION-ACCEPTED(${first.code}): your reason`,
      ...(open.length === 1
        ? {}
        : { detail: open.map(({ file, line, code }) => `${file}:${line} ${code}`).join('\n') }),
    },
  );
}
