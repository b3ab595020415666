import { join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import { limits } from '../auth0/limits.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { Dependency } from '../bundle/dependencies.ts';
import { refuseBrokenWrapper } from '../bundle/wrapper.ts';
import { readIfExists } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import type { YamlFile } from '../lib/yaml.ts';
import { isClientIdOf, isNotGiven, PLACEHOLDER, resolveKeywords, type Keywords } from './keywords.ts';
import { NO_REMOVALS, refuseContradiction, withFlags, type Removals } from './removals.ts';

/** A resource as the Management API and auth0-deploy-cli spell it. */
export type Resource = Readonly<Record<string, unknown>>;

export interface DesiredAction {
  readonly name: string;
  /** Relative to tenant.yaml's folder, as auth0-deploy-cli reads it. */
  readonly path: string;
  readonly code: string;
  readonly runtime: string;
  readonly dependencies: readonly Dependency[];
  /** Undefined: tenant.yaml does not manage the Action's secrets. */
  readonly secrets: readonly { readonly name: string; readonly value: unknown }[] | undefined;
  readonly supportedTriggers: readonly { readonly id: string; readonly version?: string | undefined }[];
}

export interface DesiredBinding {
  readonly actionName: string;
  readonly displayName: string;
}

/** The state that tenant.yaml asks for, with every placeholder replaced. */
export interface Desired {
  readonly clients: readonly (Resource & { readonly name: string })[];
  readonly connections: readonly (Resource & { readonly name: string })[];
  readonly actions: readonly DesiredAction[];
  /** By trigger, in order. */
  readonly bindings: ReadonlyMap<string, readonly DesiredBinding[]>;
  /** What is to go, each named: nothing else is ever taken away. */
  readonly removals: Removals;
}

const named = v.looseObject({ name: v.pipe(v.string(), v.nonEmpty()) });
const namesByName = v.record(v.string(), v.array(v.string()));
const secret = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(limits.secretName.documented)),
  value: v.unknown(),
});

const TenantYaml = v.strictObject({
  clients: v.optional(v.array(named), []),
  connections: v.optional(v.array(named), []),
  actions: v.optional(
    v.array(
      v.strictObject({
        name: v.pipe(v.string(), v.nonEmpty()),
        code: v.string(),
        runtime: v.optional(v.string(), 'node22'),
        dependencies: v.optional(v.array(v.strictObject({ name: v.string(), version: v.string() }))),
        secrets: v.optional(v.pipe(v.array(secret), v.maxLength(limits.secretsPerAction.documented))),
        supported_triggers: v.pipe(
          v.array(v.strictObject({ id: v.string(), version: v.optional(v.string()) })),
          v.length(1),
        ),
        deployed: v.literal(true, 'must be true: an Action that is not deployed cannot be bound'),
      }),
    ),
    [],
  ),
  triggers: v.optional(
    v.record(
      v.string(),
      v.array(v.strictObject({ action_name: v.string(), display_name: v.optional(v.string()) })),
    ),
    {},
  ),
  remove: v.optional(
    v.strictObject({
      bindings: v.optional(namesByName, {}),
      enabled_clients: v.optional(namesByName, {}),
      options: v.optional(namesByName, {}),
      actions: v.optional(v.array(v.string()), []),
      rules: v.optional(v.array(v.string()), []),
    }),
    NO_REMOVALS,
  ),
});

/** Where a keyword of tenant.yaml gets its value, for errors. */
export interface KeywordSource {
  readonly keywords: Keywords;
  readonly whereToSet: string;
}

interface ReadOptions {
  /** True when nothing is to be sent: a secret without a value is then no mistake. */
  readonly secretsMayMiss?: boolean;
  /** What `--remove` names, beside what tenant.yaml lists under `remove`. */
  readonly remove?: readonly string[];
}

/**
 * Reads what tenant.yaml asks for. `bundles` are the Actions just built, by the path of their output. Throws a
 * Problem with the file and place for an unresolved keyword, a wrong shape, or an Action that was not built.
 */
export function readDesired(
  yaml: YamlFile,
  root: string,
  { keywords, whereToSet }: KeywordSource,
  bundles: ReadonlyMap<string, Bundle>,
  { secretsMayMiss = false, remove = [] }: ReadOptions = {},
): Desired {
  const content = resolveKeywords(yaml, keywords, whereToSet, { secretsMayMiss }) ?? {};
  const result = v.safeParse(TenantYaml, content);
  if (!result.success) throw shapeProblem(yaml, result.issues[0]);
  const { clients, connections, actions, triggers } = result.output;
  if (Object.keys(content).length === 0) {
    throw new Problem('tenant-yaml-empty', `${yaml.file} declares nothing.`, {
      at: { file: yaml.file },
      hint: 'It lists the applications, connections, Actions and bindings that a deploy is about.',
    });
  }
  for (const [type, resources] of Object.entries({ clients, connections, actions })) {
    refuseTwins(yaml, type, resources);
  }
  const removals = withFlags(result.output.remove, remove);
  refuseContradiction(removals, { connections, actions, triggers }, () => yaml.locatePath(['remove']));
  return {
    removals,
    clients,
    connections,
    actions: actions.map((action, index) => {
      const { code, dependencies } = readCode(yaml, root, action.code, ['actions', index, 'code'], bundles);
      refusePlaceholders(action.name, code);
      refuseBadSecrets(yaml, action.secrets ?? [], index);
      return {
        name: action.name,
        path: action.code,
        code,
        runtime: action.runtime,
        dependencies: dependencies ?? action.dependencies ?? [],
        secrets: action.secrets?.map(({ name, value }) => ({ name, value })),
        supportedTriggers: action.supported_triggers,
      };
    }),
    bindings: new Map(
      Object.entries(triggers).map(([trigger, bindings]) => [
        trigger,
        bindings.map((binding) => ({
          actionName: binding.action_name,
          displayName: binding.display_name ?? binding.action_name,
        })),
      ]),
    ),
  };
}

function shapeProblem(yaml: YamlFile, issue: v.BaseIssue<unknown>): Problem {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const field = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
  const unknownKey = issue.expected === 'never';
  return new Problem(
    'tenant-yaml',
    unknownKey
      ? `${field} is not known here.`
      : issue.received === 'undefined'
        ? `${field} is missing.`
        : `${field}: ${issue.message}`,
    {
      at: yaml.locatePath(path),
      hint:
        unknownKey && path.length === 1
          ? 'tenant.yaml manages clients, connections, actions and triggers, and lists under remove what is to go; deploy other resources from a file of their own.'
          : 'The fields are those of auth0-deploy-cli: https://auth0.com/docs/deploy-monitor/deploy-cli-tool',
    },
  );
}

function refuseTwins(yaml: YamlFile, type: string, resources: readonly { name: string }[]): void {
  for (const [index, { name }] of resources.entries()) {
    if (resources.findIndex((other) => other.name === name) === index) continue;
    throw new Problem('tenant-yaml-twin', `${type} holds "${name}" twice.`, {
      at: yaml.locatePath([type, index, 'name']),
      hint: 'A name is the identity of a resource: keep one.',
    });
  }
}

function readCode(
  yaml: YamlFile,
  root: string,
  path: string,
  field: readonly (string | number)[],
  bundles: ReadonlyMap<string, Bundle>,
): { code: string; dependencies?: readonly Dependency[] } {
  const inTree = relative(root, resolve(root, path));
  const bundle = bundles.get(inTree);
  if (bundle) return bundle;
  const at = yaml.locatePath(field);
  if (inTree.startsWith('..')) {
    throw new Problem('code-outside', `${path} is outside the folder of tenant.yaml.`, {
      at,
      hint: 'auth0-deploy-cli reads code from below tenant.yaml only.',
    });
  }
  const code = inTree.startsWith('dist/') ? undefined : readIfExists(join(root, inTree));
  if (code === undefined) {
    throw new Problem('code-missing', `There is no Action for ${path}.`, {
      at,
      hint: `dist/actions/NAME.js is built from actions/NAME.ts, which exists for: ${[...bundles.values()].map((one) => one.name).join(', ') || 'none'}.`,
    });
  }
  refuseBrokenWrapper(code, inTree);
  return { code };
}

/** Code that still holds a placeholder compares with a value that no login carries. */
function refusePlaceholders(name: string, code: string): void {
  const lines = code.split('\n');
  const index = lines.findIndex((line) => PLACEHOLDER.test(line));
  if (index === -1) return;
  throw new Problem(
    'code-placeholder',
    `The Action still holds the placeholder ${PLACEHOLDER.exec(lines[index]!)![0]}.`,
    {
      at: { file: `dist/actions/${name}.js`, line: index + 1 },
      hint: 'Read the value from event.secrets and declare the secret in tenant.yaml.',
    },
  );
}

function refuseBadSecrets(
  yaml: YamlFile,
  secrets: readonly { name: string; value: unknown }[],
  action: number,
): void {
  for (const [index, { name, value }] of secrets.entries()) {
    const fault = isClientIdOf(value) || isNotGiven(value) ? undefined : secretFault(value);
    if (fault === undefined) continue;
    throw new Problem('secret-value', `The secret ${name} ${fault}.`, {
      at: yaml.locatePath(['actions', action, 'secrets', index]),
      hint: 'A secret of an Action is a text of 1 to 4096 characters: https://auth0.com/docs/customize/actions/limitations',
    });
  }
}

function secretFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'is not a text';
  if (value === '') return 'is empty';
  if (value.length > limits.secretValue.documented) return `has ${value.length} characters`;
  return PLACEHOLDER.test(value) ? 'still is a placeholder' : undefined;
}
