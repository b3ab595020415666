import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { CodeSource, RuleSource } from './row.ts';
import { readSource } from './source.ts';
import { isRecord, type TenantView } from './tenant-view.ts';

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
    .map((name) => {
      const file = `actions/${name}`;
      return {
        name: basename(name, '.ts'),
        file,
        facts: readSource(readFileSync(join(root, file), 'utf8'), file),
      };
    });
}

/** A legacy Rule, where nobody has looked yet at how its paths end. */
export function ruleSource(
  rule: Pick<RuleSource, 'name' | 'file' | 'enabled' | 'action'> & { readonly source: string },
): RuleSource {
  const { name, file, source, enabled, action } = rule;
  return { name, file, facts: readSource(source, file), enabled, action, badExits: undefined };
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
