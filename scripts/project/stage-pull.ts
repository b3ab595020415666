import type { Pulled } from '../tenant/pulled.ts';
import { LOGIN_STAGE } from '../rule/rule.ts';
import { stageTenantYaml } from './stage-tenant-yaml.ts';
import { fileNames, stageField, stageFile, stageYaml, type Staging } from './staging.ts';

/** What a pull would write, and what it leaves because it says something else here. */
export interface Staged {
  /** Path from the root of the project to content. */
  readonly files: ReadonlyMap<string, string>;
  /** Local edits that are left alone, each with what differs. */
  readonly left: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Puts what was pulled into the layout of a project: rules into rules-legacy/, Actions without a source here byte for
 * byte into actions-pulled/NAME.js, bindings and declared resources into tenant.yaml, whose comments and placeholders stay.
 * What says something else here is left, or with `overwrite` replaced. Reads files, writes none.
 */
export function stagePull(root: string, pulled: Pulled, { overwrite }: { overwrite: boolean }): Staged {
  const staging: Staging = { root, overwrite, files: new Map(), left: [], notes: [...pulled.notes] };
  stageRules(staging, pulled);
  stageTenantYaml(staging, pulled);
  const { files, left, notes } = staging;
  return { files, left, notes };
}

function stageRules(staging: Staging, { rules, configuration }: Pulled): void {
  if (rules.length === 0 && configuration.length === 0) return;
  const path = 'rules-legacy/rules.yaml';
  const { yaml, content, end } = stageYaml(staging, path, 'rules: []\nconfiguration: []\n');
  const known = content as {
    rules?: { name: string; file: string; order?: number; enabled?: boolean; id?: string }[];
    configuration?: string[];
  };
  const fileOf = fileNames(
    rules.map(({ name }) => name),
    new Map((known.rules ?? []).map(({ name, file }) => [name, file])),
  );
  for (const { name, script, order, enabled, id, stage } of rules.toSorted(
    (one, other) => one.order - other.order,
  )) {
    const index = (known.rules ?? []).findIndex((rule) => rule.name === name);
    const entry = known.rules?.[index];
    const file = fileOf(name);
    stageFile(staging, `rules-legacy/${file}`, script);
    if (entry === undefined) {
      yaml.addIn(
        ['rules'],
        yaml.createNode({
          name,
          file,
          order,
          enabled,
          id,
          ...(stage === LOGIN_STAGE ? {} : { stage }),
        }),
      );
      continue;
    }
    if (id !== undefined && entry.id === undefined) yaml.setIn(['rules', index, 'id'], id);
    for (const [key, value] of Object.entries({ order, enabled })) {
      if (entry[key as 'order' | 'enabled'] === value) continue;
      stageField(staging, yaml, {
        path: ['rules', index, key],
        value,
        what: `${path}: ${key} of ${name}`,
        here: entry[key as 'order'],
      });
    }
  }
  const missing = configuration.filter((key) => !(known.configuration ?? []).includes(key));
  if (missing.length > 0 && known.configuration === undefined) yaml.set('configuration', yaml.createNode([]));
  for (const key of missing) yaml.addIn(['configuration'], key);
  end();
}
