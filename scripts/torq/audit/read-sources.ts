import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';

import { readIfExists } from '../../lib/files.ts';
import { readYaml } from '../../lib/yaml.ts';
import type { CodeSource, RuleSource } from './row.ts';
import { readSource } from './source.ts';
import { isRecord, type TenantView } from './tenant-view.ts';

const rulesYaml = v.object({
  rules: v.array(
    v.object({
      name: v.string(),
      file: v.string(),
      enabled: v.optional(v.boolean(), true),
      action: v.optional(v.string()),
    }),
  ),
});

/** The sources in actions/, by name; none when there is no such folder. */
export function readActionSources(root: string): CodeSource[] {
  let files: string[];
  try {
    files = readdirSync(join(root, 'actions'));
  } catch {
    return [];
  }
  return files
    .filter((file) => /(?<!\.d)\.ts$/u.test(file))
    .toSorted()
    .map((file) => codeSource(root, basename(file, '.ts'), `actions/${file}`));
}

/**
 * The legacy Rules that rules-legacy/rules.yaml lists and that are there; none without that file. Where paths of a
 * Rule end is not looked at here: `badExits` is undefined.
 */
export function readRuleSources(root: string): RuleSource[] {
  const path = join(root, 'rules-legacy/rules.yaml');
  if (readIfExists(path) === undefined) return [];
  const result = v.safeParse(rulesYaml, readYaml(path, 'rules-legacy/rules.yaml', '').content());
  if (!result.success) return [];
  return result.output.rules
    .filter(({ file }) => readIfExists(join(root, 'rules-legacy', file)) !== undefined)
    .map(({ name, file, enabled, action }) => ({
      ...codeSource(root, name, `rules-legacy/${file}`),
      enabled,
      action,
      badExits: undefined,
    }));
}

/** What the live tenant runs and the project does not have: Actions bound by hand, and Rules that are switched on. */
export function liveSources(
  live: TenantView | undefined,
  known: { readonly bindings: readonly string[]; readonly rules: readonly { readonly name: string }[] },
): { readonly actions: CodeSource[]; readonly rules: RuleSource[] } {
  if (live === undefined) return { actions: [], rules: [] };
  const { file: domain } = live.locate([]);
  const read = (name: string, code: unknown): CodeSource => {
    const file = `${name} on ${domain}`;
    return { name, file, facts: readSource(typeof code === 'string' ? code : '', file), onTenant: true };
  };
  const actions = live.actions
    .filter(({ name }) => live.bindings?.includes(name) && !known.bindings.includes(name))
    .map(({ name, value }) => {
      const version = value['deployed_version'];
      return read(name, isRecord(version) ? version['code'] : undefined);
    });
  const rules = (live.enabledRules ?? [])
    .filter(({ name }) => !known.rules.some((rule) => rule.name === name))
    .map(({ name, value }) => ({
      ...read(name, value['script']),
      enabled: true,
      action: undefined,
      badExits: undefined,
    }));
  return { actions, rules };
}

function codeSource(root: string, name: string, file: string): CodeSource {
  return { name, file, facts: readSource(readFileSync(join(root, file), 'utf8'), file) };
}
