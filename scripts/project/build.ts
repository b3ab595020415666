import { join } from 'node:path';
import * as v from 'valibot';
import { actionNames, buildBundle } from '../bundle/build.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { typeCheckActions } from '../bundle/type-check.ts';
import { releaseEsbuild } from '../lib/esbuild.ts';
import { writeChanged } from '../lib/files.ts';
import { readYaml } from '../lib/yaml.ts';
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
    ...names.map((name) => buildBundle(root, name, rules.get(name))),
  ]);
  // One after the other, in one worker thread: each further one would cost its start and 30 MB.
  for (const bundle of bundles) await checkHandlers(root, bundle);
  await releaseEsbuild();
  writeChanged(new Map(bundles.map((bundle) => [join(root, bundle.path), bundle.code])));
  return bundles;
}

const RulesYaml = v.object({
  rules: v.array(v.object({ file: v.string(), action: v.optional(v.string()) })),
});

/** Which rule an Action replaces, by the Action's name, from rules-legacy/rules.yaml. */
function replacedRules(root: string): Map<string, string> {
  const yaml = readYaml(
    join(root, 'rules-legacy/rules.yaml'),
    'rules-legacy/rules.yaml',
    'It lists the legacy rules in their order; an empty list is: rules: []',
  );
  const { rules } = v.parse(RulesYaml, yaml.content());
  return new Map(
    rules.flatMap(({ file, action }) =>
      action === undefined ? [] : [[action, `rules-legacy/${file}`] as const],
    ),
  );
}
