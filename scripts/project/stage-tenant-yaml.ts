import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from 'yaml';
import { mergeBindings } from '../tenant/changes.ts';
import type { Resource } from '../tenant/desired.ts';
import { diffFields } from '../tenant/diff.ts';
import { isSecretName } from '../tenant/secret-name.ts';
import type { Pulled, PulledAction } from '../tenant/pulled.ts';
import { fileNames, stageField, stageFile, stageYaml, type Staging } from './staging.ts';

const KEYWORD = /(@@|##)(\w+)\1/g;

/** Beside actions/, which holds typed sources alone. */
const PULLED = 'actions-pulled';

interface TenantYaml {
  readonly actions?: readonly { readonly name: string; readonly code?: string }[];
  readonly triggers?: Readonly<Record<string, readonly { action_name: string; display_name?: string }[]>>;
  readonly clients?: readonly (Resource & { readonly name: string })[];
  readonly connections?: readonly (Resource & { readonly name: string })[];
}

/** Stages Actions, bindings, applications and connections, and notes the keywords that tenant.yaml takes on. */
export function stageTenantYaml(staging: Staging, pulled: Pulled): void {
  const { yaml, content, end } = stageYaml(staging, 'tenant.yaml', '');
  const before = keywordsIn(yaml);
  const own = content as TenantYaml;
  stageActions(staging, yaml, own, pulled);
  stageBindings(staging, yaml, own, pulled);
  for (const type of ['clients', 'connections'] as const) stageResources(staging, yaml, own, pulled, type);
  const added = keywordsIn(yaml).filter((keyword) => !before.includes(keyword));
  if (added.length > 0) {
    staging.notes.push(
      `tenant.yaml takes ${added.join(', ')} from the environment or tenants/NAME.yaml: secrets from the environment alone.`,
    );
  }
  end();
}

function stageActions(staging: Staging, yaml: Document.Parsed, own: TenantYaml, { actions }: Pulled): void {
  const known = (own.actions ?? []).flatMap(({ name, code }) =>
    code?.startsWith(`./${PULLED}/`) === true ? [[name, code.slice(PULLED.length + 3)] as const] : [],
  );
  const fileOf = fileNames(
    actions.map(({ name }) => name),
    new Map(known),
  );
  for (const action of actions) {
    if (action.name.search(KEYWORD) !== -1) {
      staging.notes.push(`The Action ${action.name} is left out: its name would be taken for a keyword.`);
      continue;
    }
    if (existsSync(join(staging.root, `actions/${action.name}.ts`))) {
      staging.notes.push(
        `actions/${action.name}.ts is the source of ${action.name}: plan shows what differs.`,
      );
      continue;
    }
    const file = `${PULLED}/${fileOf(action.name)}`;
    stageFile(staging, file, action.code);
    const isDeclared = own.actions?.some(({ name }) => name === action.name) ?? false;
    if (!isDeclared) addIn(yaml, 'actions', actionNode(yaml, action, file));
  }
}

function stageBindings(
  staging: Staging,
  yaml: Document.Parsed,
  own: TenantYaml,
  { bindings, openTriggers = [] }: Pulled,
): void {
  const names = new Set((own.actions ?? []).map((action) => action.name));
  for (const [trigger, all] of Object.entries(bindings)) {
    const live = all.filter(({ actionName }) => actionName.search(KEYWORD) === -1);
    const here = (own.triggers?.[trigger] ?? []).map((one) => ({
      actionName: one.action_name,
      displayName: one.display_name ?? one.action_name,
    }));
    const isOpen = openTriggers.includes(trigger);
    const further = live.filter((one) => !here.some((other) => other.actionName === one.actionName));
    const merged = isOpen
      ? [...here, ...further]
      : staging.overwrite
        ? live
        : mergeBindings(live, here, names);
    const shared = merged.filter((one) => live.some((other) => other.actionName === one.actionName));
    if (!isOpen && JSON.stringify(shared) !== JSON.stringify(live)) {
      const order = live.map((one) => one.actionName).join(', ');
      staging.left.push(`tenant.yaml: bindings of ${trigger}; there they are ${order || 'none'}`);
    }
    if (JSON.stringify(merged) === JSON.stringify(here)) continue;
    const rows = merged.map((one) => ({ action_name: one.actionName, display_name: one.displayName }));
    yaml.setIn(['triggers', trigger], yaml.createNode(rows));
  }
}

/** Declared ones, field by field; what a source declares itself is added, whole resources and fields. */
function stageResources(
  staging: Staging,
  yaml: Document.Parsed,
  declared: TenantYaml,
  { declares = false, isWhole = false, ...pulled }: Pulled,
  type: 'clients' | 'connections',
): void {
  const own = declared[type] ?? [];
  for (const there of pulled[type]) {
    const index = own.findIndex((one) => one.name === there.name);
    const here = own[index];
    if (here === undefined) {
      if (declares) addIn(yaml, type, yaml.createNode(there));
      continue;
    }
    for (const { path, before, after } of diffFields(there, here)) {
      // What an export or Terraform leaves out is not known; only a tenant itself tells everything.
      if (before === undefined && !isWhole) continue;
      if (!isComparable(path, before, after)) continue;
      stageField(staging, yaml, {
        path: [type, index, ...path.split('.')],
        value: before ?? null,
        what: `tenant.yaml: ${path} of ${here.name}`,
        here: after,
      });
    }
    const missing = declares ? diffFields(here, there).filter(({ before }) => before === undefined) : [];
    for (const { path, after } of missing) {
      yaml.setIn([type, index, ...path.split('.')], yaml.createNode(after));
    }
  }
}

function keywordsIn(yaml: Document.Parsed): string[] {
  return [...new Set([...JSON.stringify(yaml).matchAll(KEYWORD)].map((match) => match[2]!))];
}

/** A placeholder stands for another value on each tenant, a secret cannot be compared, further applications are kept. */
function isComparable(path: string, there: unknown, here: unknown): boolean {
  if (isSecretName(path)) return false;
  if (JSON.stringify(here ?? null).search(KEYWORD) !== -1) return false;
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
