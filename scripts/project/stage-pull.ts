import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from 'yaml';
import { parseDocument } from 'yaml';
import { readIfExists } from '../lib/files.ts';
import { mergeBindings } from '../tenant/changes.ts';
import { diffFields } from '../tenant/diff.ts';
import { isSecretOption } from '../tenant/keywords.ts';
import type { Pulled, PulledAction } from '../tenant/pulled.ts';

/** What a pull would write, and what it leaves because it says something else here. */
export interface Staged {
  /** Path from the root of the project to content. */
  readonly files: ReadonlyMap<string, string>;
  /** Local edits that are left alone, each with what differs. */
  readonly left: readonly string[];
  readonly notes: readonly string[];
}

interface Staging {
  readonly root: string;
  readonly overwrite: boolean;
  readonly files: Map<string, string>;
  readonly left: string[];
  readonly notes: string[];
}

/** Beside actions/, which holds typed sources alone. */
const PULLED = 'actions-pulled';

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
  const yaml = parseDocument(readIfExists(join(staging.root, path)) ?? 'rules: []\nconfiguration: []\n');
  const known = (yaml.toJS() ?? {}) as {
    rules?: { name: string; file: string; order?: number; enabled?: boolean }[];
    configuration?: string[];
  };
  for (const { name, script, order, enabled } of rules.toSorted((one, other) => one.order - other.order)) {
    const index = (known.rules ?? []).findIndex((rule) => rule.name === name);
    const entry = known.rules?.[index];
    const file = entry?.file ?? `${fileName(name)}.js`;
    stageFile(staging, `rules-legacy/${file}`, script);
    if (entry === undefined) {
      yaml.addIn(['rules'], yaml.createNode({ name, file, order, enabled }));
      continue;
    }
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
  stageYaml(staging, path, yaml);
}

function stageTenantYaml(staging: Staging, pulled: Pulled): void {
  const path = 'tenant.yaml';
  const yaml = parseDocument(readIfExists(join(staging.root, path)) ?? '');
  const declared = (yaml.toJS() ?? {}) as {
    actions?: { name: string }[];
    triggers?: Record<string, { action_name: string; display_name?: string }[]>;
    clients?: { name: string }[];
    connections?: { name: string }[];
  };
  const names = new Set((declared.actions ?? []).map((action) => action.name));
  for (const action of pulled.actions) {
    if (existsSync(join(staging.root, `actions/${action.name}.ts`))) {
      staging.notes.push(
        `actions/${action.name}.ts is the source of ${action.name}: plan shows what differs.`,
      );
      continue;
    }
    const file = `${PULLED}/${fileName(action.name)}.js`;
    stageFile(staging, file, action.code);
    if (!names.has(action.name)) addIn(yaml, 'actions', actionNode(yaml, action, file));
  }

  for (const [trigger, live] of Object.entries(pulled.bindings)) {
    const own = (declared.triggers?.[trigger] ?? []).map((one) => ({
      actionName: one.action_name,
      displayName: one.display_name ?? one.action_name,
    }));
    const merged = staging.overwrite ? live : mergeBindings(live, own, names);
    const shared = merged.filter((one) => live.some((other) => other.actionName === one.actionName));
    if (JSON.stringify(shared) !== JSON.stringify(live)) {
      const order = live.map((one) => one.actionName).join(', ');
      staging.left.push(`tenant.yaml: bindings of ${trigger}; there they are ${order || 'none'}`);
    }
    if (JSON.stringify(merged) === JSON.stringify(own)) continue;
    const rows = merged.map((one) => ({ action_name: one.actionName, display_name: one.displayName }));
    yaml.setIn(['triggers', trigger], yaml.createNode(rows));
  }

  for (const type of ['clients', 'connections'] as const) {
    for (const [index, own] of (declared[type] ?? []).entries()) {
      const live = pulled[type].find((one) => one.name === own.name);
      if (live === undefined) continue;
      for (const field of diffFields(live, own)) {
        if (!isComparable(field.path, field.before, field.after)) continue;
        stageField(staging, yaml, {
          path: [type, index, ...field.path.split('.')],
          value: field.before ?? null,
          what: `tenant.yaml: ${field.path} of ${own.name}`,
          here: field.after,
        });
      }
    }
  }
  stageYaml(staging, path, yaml);
}

/** A placeholder stands for another value on each tenant, a secret cannot be compared, further applications are kept. */
function isComparable(path: string, there: unknown, here: unknown): boolean {
  if (isSecretOption(path)) return false;
  if (typeof here === 'string' && /(@@|##)\w+\1/.test(here)) return false;
  if (path !== 'enabled_clients' || !Array.isArray(there) || !Array.isArray(here)) return true;
  return here.some((name) => !there.includes(name));
}

function actionNode(yaml: Document.Parsed, action: PulledAction, file: string) {
  const { name, runtime, dependencies, secrets, trigger } = action;
  const node = yaml.createNode({
    name,
    code: `./${file}`,
    runtime,
    ...(dependencies.length === 0 ? {} : { dependencies }),
    supported_triggers: [trigger],
    deployed: true,
  });
  if (secrets.length > 0) {
    node.commentBefore = ` Its secrets ${secrets.join(', ')} stay as they are on the tenant: their values cannot be pulled.`;
  }
  return node;
}

function addIn(yaml: Document.Parsed, key: string, node: unknown): void {
  if (yaml.get(key) == null) yaml.set(key, yaml.createNode([]));
  yaml.addIn([key], node);
}

interface Field {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly what: string;
  readonly here: unknown;
}

function stageField(staging: Staging, yaml: Document.Parsed, { path, value, what, here }: Field): void {
  if (staging.overwrite) yaml.setIn(path, yaml.createNode(value));
  else staging.left.push(`${what} is ${JSON.stringify(here)}; there it is ${JSON.stringify(value)}`);
}

function stageFile(staging: Staging, path: string, content: string): void {
  const here = readIfExists(join(staging.root, path));
  if (here === content) return;
  if (here === undefined || staging.overwrite) staging.files.set(path, content);
  else staging.left.push(`${path} is another text here`);
}

function stageYaml(staging: Staging, path: string, yaml: Document.Parsed): void {
  const before = readIfExists(join(staging.root, path));
  // A document that says the same is not written: printing it anew could move its line breaks.
  if (before !== undefined && JSON.stringify(parseDocument(before).toJS()) === JSON.stringify(yaml.toJS()))
    return;
  staging.files.set(path, yaml.toString({ lineWidth: 120 }));
}

/** A name as a file name. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|-+$/g, '') || 'unnamed';
}
