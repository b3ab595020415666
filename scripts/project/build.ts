import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { actionNames, buildBundle } from '../bundle/build.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { typeCheckActions } from '../bundle/type-check.ts';
import { releaseEsbuild } from '../lib/esbuild.ts';
import { writeChanged } from '../lib/files.ts';
import { readRules } from '../rule/read.ts';
import { actionOf, type Rule } from '../rule/rule.ts';
import { checkHandlers } from './check-handlers.ts';
import { refuseMarkers } from './refuse-markers.ts';

/**
 * Type-checks and bundles every Action of the project, and writes the bundles that changed to dist/actions. Nothing
 * is written when one of them fails. Throws a Problem for the first that does.
 */
export async function buildActions(root: string): Promise<Bundle[]> {
  const rules = replacedRules(root);
  const names = actionNames(root);
  refuseMarkers(root);
  const [, ...bundles] = await Promise.all([
    typeCheckActions(root),
    ...names.map((name) => buildBundle(root, name, rules.get(name)?.file)),
  ]);
  // One after the other, in one worker thread: each further one would cost its start and 30 MB.
  for (const bundle of bundles) await checkHandlers(root, bundle);
  await releaseEsbuild();
  writeChanged(new Map(bundles.map((bundle) => [join(root, bundle.path), bundle.code])));
  return bundles;
}

/** Which rule an Action replaces, by the Action's name. Throws a Problem for a rule that cannot be read; none is none. */
export function replacedRules(root: string): Map<string, Rule> {
  if (!existsSync(join(root, 'rules-legacy'))) return new Map();
  const { rules, problems } = readRules(['rules-legacy'], root);
  if (problems[0] !== undefined) throw problems[0];
  return new Map(rules.map((rule) => [actionOf(rule), rule]));
}
