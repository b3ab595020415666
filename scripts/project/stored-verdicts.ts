import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../bundle/bundle.ts';
import { readIfExists } from '../lib/files.ts';
import type { Verdict } from '../simulator/verdict.ts';
import type { Verdicts } from '../tenant/dangers.ts';
import { VERDICTS } from './verdict-store.ts';

/**
 * What the verifier last found for each Action that replaces a Rule: `passed` when it found exactly this bundle equal
 * to exactly this Rule, else what stands against it. Verifies nothing itself.
 */
export function storedVerdicts(root: string, bundles: readonly Bundle[]): Verdicts {
  const stored = readStored(join(root, VERDICTS));
  return new Map(
    bundles.flatMap((bundle) =>
      bundle.rule === undefined ? [] : [[bundle.name, verdictOn(root, bundle, bundle.rule, stored)] as const],
    ),
  );
}

function verdictOn(root: string, bundle: Bundle, rule: string, stored: readonly Verdict[]): string {
  const own = stored.filter(({ actions }) => actions.length === 1 && actions[0]!.name === bundle.name);
  if (own.length === 0) return 'it was not verified; run npm run verify.';
  const source = readIfExists(join(root, rule)) ?? '';
  const ruleHash = createHash('sha256').update(source).digest('hex');
  const fresh = own.find(
    ({ actions, rules }) =>
      actions[0]!.hash === bundle.hash && rules.length === 1 && rules[0]!.hash === ruleHash,
  );
  if (fresh === undefined) return 'it has changed since it was verified; run npm run verify.';
  return fresh.verdict.startsWith('equal') ? 'passed' : `the verifier says ${fresh.verdict}.`;
}

function readStored(folder: string): Verdict[] {
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    try {
      return [JSON.parse(readIfExists(join(folder, file)) ?? '') as Verdict];
    } catch {
      // A damaged file is no verdict.
      return [];
    }
  });
}
