import { readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import { readIfExists } from '../lib/files.ts';
import { messageOf, Problem } from '../lib/problem.ts';
import { readYaml } from '../lib/yaml.ts';
import { idAndStage, type Pulled } from './pulled.ts';

const named = v.looseObject({ name: v.string() });
const list = <T extends v.GenericSchema>(item: T) => v.optional(v.nullable(v.array(item)), []);

/** What both forms of an auth0-deploy-cli export hold, as far as it is pulled. */
const Export = v.looseObject({
  rules: list(
    v.looseObject({
      name: v.string(),
      script: v.string(),
      order: v.optional(v.number(), 0),
      enabled: v.optional(v.boolean(), true),
      id: v.optional(v.string()),
      stage: v.optional(v.string()),
    }),
  ),
  rulesConfigs: list(v.looseObject({ key: v.string() })),
  actions: list(
    v.looseObject({
      name: v.string(),
      code: v.string(),
      runtime: v.optional(v.string(), 'node22'),
      dependencies: list(v.looseObject({ name: v.string(), version: v.string() })),
      secrets: list(named),
      supported_triggers: list(v.looseObject({ id: v.string(), version: v.optional(v.string()) })),
    }),
  ),
  triggers: v.optional(
    v.nullable(
      v.record(
        v.string(),
        v.array(v.looseObject({ action_name: v.string(), display_name: v.optional(v.string()) })),
      ),
    ),
    {},
  ),
  clients: list(named),
  connections: list(named),
});

/**
 * Pulls from an auth0-deploy-cli export: its YAML file, or its folder of JSON files. Throws a Problem for one that
 * cannot be read, or that names a file which is not there.
 */
export function pullExport(path: string): Pulled {
  const isFolder = statSync(path).isDirectory();
  const base = isFolder ? path : dirname(path);
  const content: unknown = isFolder
    ? readFolder(path)
    : readYaml(path, path, 'Name the file that auth0-deploy-cli exported.').content();
  const result = v.safeParse(Export, content ?? {});
  if (!result.success) {
    const issue = result.issues[0];
    const field = v.getDotPath(issue) ?? '';
    throw new Problem('export-shape', `${field}: ${issue.message}`, {
      at: { file: path },
      hint: 'Name a tenant.yaml or a folder that auth0-deploy-cli exported.',
    });
  }
  const { rules, rulesConfigs, actions, triggers, clients, connections } = result.output;
  return {
    rules: (rules ?? []).map(({ name, script, order, enabled, ...more }) => ({
      name,
      script: readCode(base, script, 'rules'),
      order,
      enabled,
      ...idAndStage(more),
    })),
    configuration: (rulesConfigs ?? []).map((one) => one.key),
    actions: (actions ?? []).map((action) => ({
      name: action.name,
      code: readCode(base, action.code, 'actions'),
      runtime: action.runtime,
      dependencies: (action.dependencies ?? []).map(({ name, version }) => ({ name, version })),
      secrets: (action.secrets ?? []).map((secret) => secret.name),
      trigger: action.supported_triggers?.[0] ?? { id: 'post-login' },
    })),
    bindings: Object.fromEntries(
      Object.entries(triggers ?? {}).map(([trigger, bindings]) => [
        trigger,
        bindings.map((one) => ({
          actionName: one.action_name,
          displayName: one.display_name ?? one.action_name,
        })),
      ]),
    ),
    clients: clients ?? [],
    connections: connections ?? [],
    notes: [],
  };
}

/** Code is named relative to the export, in a folder export also relative to the file that names it. */
function readCode(base: string, path: string, folder: string): string {
  for (const from of [base, join(base, folder)]) {
    const inside = relative(base, resolve(from, path));
    if (inside.startsWith('..') || isAbsolute(inside)) continue;
    const text = readIfExists(join(base, inside));
    if (text !== undefined) return text;
  }
  throw new Problem('export-file', `The export names ${path}, which is not there.`, {
    at: { file: join(base, path) },
    hint: 'Export again, and bring the whole folder.',
  });
}

function readFolder(root: string): Record<string, unknown> {
  const triggers = readJson(join(root, 'triggers/triggers.json'));
  return {
    rules: readAll(join(root, 'rules')),
    rulesConfigs: readAll(join(root, 'rules-configs')),
    actions: readAll(join(root, 'actions')),
    clients: readAll(join(root, 'clients')),
    connections: readAll(join(root, 'connections')),
    ...(triggers === undefined ? {} : { triggers }),
  };
}

function readAll(folder: string): unknown[] {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch {
    return [];
  }
  return files
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => readJson(join(folder, file)));
}

function readJson(path: string): unknown {
  const text = readIfExists(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('export-json', `Not JSON: ${messageOf(error)}`, {
      at: { file: path },
      hint: 'Export again.',
      cause: error,
    });
  }
}
