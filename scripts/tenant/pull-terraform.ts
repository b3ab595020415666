import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfExists } from '../lib/files.ts';
import { HclExpression, parseHcl, type HclBlock, type HclValue } from './hcl.ts';
import type { Pulled, PulledAction, PulledBinding } from './pulled.ts';

/**
 * Pulls from Terraform files of the provider auth0/auth0: rules, their configuration keys, Actions and their bindings,
 * from one file or all of a folder. What only Terraform can work out is noted. Throws a Problem for what is not HCL.
 */
export function pullTerraform(path: string): Pulled {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((file) => file.endsWith('.tf'))
        .toSorted()
        .map((file) => join(path, file))
    : [path];
  const resources = files.flatMap((file) =>
    parseHcl(readFileSync(file, 'utf8'), file)
      .filter((block) => block.type === 'resource')
      .map((block) => ({ block, folder: dirname(file) })),
  );
  const notes: string[] = [];
  const of = (type: string) => resources.filter(({ block }) => block.labels[0] === type);
  /** Known by its reference: `auth0_action.claims.id`. */
  const actions = new Map(
    of('auth0_action').flatMap(({ block, folder }) => {
      const action = readAction(block, folder, notes);
      return action === undefined ? [] : [[`auth0_action.${block.labels[1] ?? ''}`, action] as const];
    }),
  );
  return {
    rules: of('auth0_rule').flatMap(({ block, folder }, index) => {
      const name = textOf(block.attributes['name']);
      const script = codeOf(block.attributes['script'], folder);
      if (name === undefined || script === undefined) {
        notes.push(`auth0_rule.${block.labels[1] ?? ''}: its name or script is known to Terraform alone.`);
        return [];
      }
      const { order, enabled } = block.attributes;
      return [
        {
          name,
          script,
          order: typeof order === 'number' ? order : index + 1,
          enabled: enabled === undefined ? false : enabled === true,
        },
      ];
    }),
    configuration: of('auth0_rule_config').flatMap(({ block }) => textOf(block.attributes['key']) ?? []),
    actions: [...actions.values()],
    bindings: Object.fromEntries(
      of('auth0_trigger_actions').map(({ block }) => [
        textOf(block.attributes['trigger']) ?? 'post-login',
        block.blocks
          .filter((one) => one.type === 'actions')
          .flatMap((one) => readBinding(one, actions, notes)),
      ]),
    ),
    clients: [],
    connections: [],
    notes,
  };
}

function readAction(block: HclBlock, folder: string, notes: string[]): PulledAction | undefined {
  const name = textOf(block.attributes['name']);
  const code = codeOf(block.attributes['code'], folder);
  if (name === undefined || code === undefined) {
    notes.push(`auth0_action.${block.labels[1] ?? ''}: its name or code is known to Terraform alone.`);
    return undefined;
  }
  const nested = (type: string) =>
    block.blocks.filter((one) => one.type === type).map((one) => one.attributes);
  const [trigger] = nested('supported_triggers');
  return {
    name,
    code,
    runtime: textOf(block.attributes['runtime']) ?? 'node22',
    dependencies: nested('dependencies').flatMap((one) => {
      const [dependency, version] = [textOf(one['name']), textOf(one['version'])];
      return dependency === undefined || version === undefined ? [] : [{ name: dependency, version }];
    }),
    secrets: nested('secrets').flatMap((one) => textOf(one['name']) ?? []),
    trigger: { id: textOf(trigger?.['id']) ?? 'post-login', version: textOf(trigger?.['version']) },
  };
}

function readBinding(
  { attributes }: HclBlock,
  actions: ReadonlyMap<string, PulledAction>,
  notes: string[],
): PulledBinding[] {
  const id = attributes['id'];
  const reference = id instanceof HclExpression ? id.text.replace(/\.id$/, '') : JSON.stringify(id);
  const action = actions.get(reference);
  if (action === undefined) {
    notes.push(`The binding of ${reference}: no such Action in these files.`);
    return [];
  }
  return [{ actionName: action.name, displayName: textOf(attributes['display_name']) ?? action.name }];
}

function textOf(value: HclValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The text itself, or what `file("...")` names, relative to the file it stands in. */
function codeOf(value: HclValue | undefined, folder: string): string | undefined {
  if (typeof value === 'string') return value;
  if (!(value instanceof HclExpression) || value.call?.name !== 'file') return undefined;
  const [path] = value.call.args;
  const text = path instanceof HclExpression ? path.text.slice(1, -1) : path;
  if (typeof text !== 'string') return undefined;
  return readIfExists(join(folder, text.replace(/^\$\{path\.(?:module|root)\}\//, '')));
}
