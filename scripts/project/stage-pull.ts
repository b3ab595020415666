import type { Pulled, PulledRule } from '../tenant/pulled.ts';
import { LOGIN_STAGE } from '../rule/rule.ts';
import { stageTenantYaml } from './stage-tenant-yaml.ts';
import { fileNames, stageField, stageFile, stageYaml, type StagedYaml, type Staging } from './staging.ts';

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

const RULES_YAML = 'rules-legacy/rules.yaml';

interface KnownRule {
  readonly name: string;
  readonly file: string;
  readonly order?: number;
  readonly enabled?: boolean;
  readonly id?: string;
}

function stageRules(staging: Staging, { rules, configuration }: Pulled): void {
  if (rules.length === 0 && configuration.length === 0) return;
  const { yaml, content, end } = stageYaml(staging, RULES_YAML, 'rules: []\nconfiguration: []\n');
  const known = content as {
    readonly rules?: readonly KnownRule[];
    readonly configuration?: readonly string[];
  };
  const entries = known.rules ?? [];
  const fileOf = fileNames(
    rules.filter((rule) => entryOf(rule, entries) === undefined).map(({ name }) => name),
    new Map(entries.map(({ name, file }) => [name, file])),
  );
  const there = new Set<KnownRule>();
  for (const rule of rules.toSorted((one, other) => one.order - other.order)) {
    const entry = entryOf(rule, entries);
    stageFile(staging, `rules-legacy/${entry?.file ?? fileOf(rule.name)}`, rule.script);
    if (entry === undefined) yaml.addIn(['rules'], yaml.createNode(listed(rule, fileOf(rule.name))));
    else {
      there.add(entry);
      stageKnown(staging, yaml, rule, entry, entries.indexOf(entry));
    }
  }
  for (const entry of entries) {
    if (rules.length === 0 || there.has(entry)) continue;
    staging.notes.push(
      `${RULES_YAML} names ${entry.name}, which is not there: take it out if it does not run any more.`,
    );
  }
  const missing = configuration.filter((key) => !(known.configuration ?? []).includes(key));
  if (missing.length > 0 && known.configuration === undefined) yaml.set('configuration', yaml.createNode([]));
  for (const key of missing) yaml.addIn(['configuration'], key);
  end();
}

/** A rule keeps its id when it gets another name. */
function entryOf({ name, id }: PulledRule, entries: readonly KnownRule[]): KnownRule | undefined {
  return (
    entries.find((entry) => id !== undefined && entry.id === id) ??
    entries.find((entry) => entry.name === name)
  );
}

function listed({ name, order, enabled, id, stage }: PulledRule, file: string): object {
  return { name, file, order, enabled, id, ...(stage === LOGIN_STAGE ? {} : { stage }) };
}

function stageKnown(
  staging: Staging,
  yaml: StagedYaml['yaml'],
  { id, name, order, enabled }: PulledRule,
  entry: KnownRule,
  index: number,
): void {
  if (id !== undefined && entry.id === undefined) yaml.setIn(['rules', index, 'id'], id);
  const ids = id === undefined || entry.id === undefined ? {} : { id };
  for (const [key, value] of Object.entries({ name, order, enabled, ...ids })) {
    const here = entry[key as 'name' | 'order' | 'enabled' | 'id'];
    if (here === value) continue;
    stageField(staging, yaml, {
      path: ['rules', index, key],
      value,
      what: `${RULES_YAML}: ${key} of ${entry.name}`,
      here,
    });
  }
}
