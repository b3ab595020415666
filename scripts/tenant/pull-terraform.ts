import { Unknown, type Known } from './hcl-values.ts';
import { HclExpression, type HclBlock, type HclValue } from './hcl.ts';
import type { Pulled, PulledAction, PulledBinding, PulledRule } from './pulled.ts';
import { CLIENT, CONNECTION, OPTIONS, PLAIN_AUTHENTICATION } from './terraform-fields.ts';
import { readTerraform, type TerraformResource } from './terraform-files.ts';
import { fieldsOf, note, textsOf, type Reading } from './terraform-resource.ts';

/**
 * Pulls from Terraform files of the provider auth0/auth0, one file or all of a folder: rules, the keys of their
 * configuration, Actions, bindings, applications, connections and the applications these are enabled for. A variable
 * without a value, and every secret, becomes a keyword. What only Terraform can work out is noted with its place. Throws a
 * Problem for what is not HCL.
 */
export function pullTerraform(path: string): Pulled {
  const files = readTerraform(path);
  const reading: Reading = { files, notes: [...files.notes] };
  const own = files.resources.filter((one) => !one.address.startsWith('data.') && isOnce(reading, one));
  const of = (...types: readonly string[]) => own.filter((one) => types.includes(one.type));
  const pulled = {
    rules: of('auth0_rule').flatMap((one, index) => readRule(reading, one, index) ?? []),
    configuration: of('auth0_rule_config').flatMap((one) => textsOf(reading, one, ['key'])?.key ?? []),
    actions: of('auth0_action').flatMap((one) => readAction(reading, one) ?? []),
    ...readBindings(reading, of),
    clients: of('auth0_client').flatMap(
      (one) => readClient(reading, one, of('auth0_client_credentials')) ?? [],
    ),
    connections: of('auth0_connection').flatMap((one) => readConnection(reading, one, of) ?? []),
  };
  for (const one of of('auth0_connection_clients', 'auth0_connection_client')) {
    const connection = files.resourceOf(one.block.attributes['connection_id'], 'auth0_connection');
    if (connection !== undefined && own.includes(connection)) continue;
    note(reading, one, one.block.line, `${one.address} is left out: its connection is not in these files`);
  }
  const others = own.map((one) => one.type).filter((type) => type.startsWith('auth0_') && !READ.has(type));
  const notRead = others.length === 0 ? [] : [`Not read: ${[...new Set(others)].toSorted().join(', ')}.`];
  const inOrder = reading.notes.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  return { ...pulled, declares: true, notes: [...inOrder, ...notRead] };
}

type Of = (...types: readonly string[]) => readonly TerraformResource[];

const READ = new Set([
  'auth0_rule',
  'auth0_rule_config',
  'auth0_action',
  'auth0_trigger_actions',
  'auth0_trigger_binding',
  'auth0_trigger_action',
  'auth0_client',
  'auth0_client_credentials',
  'auth0_connection',
  'auth0_connection_clients',
  'auth0_connection_client',
]);

/** False, and noted, for a resource that Terraform makes any number of. */
function isOnce(reading: Reading, resource: TerraformResource): boolean {
  const { address, type, block } = resource;
  const many = ['count', 'for_each'].find((name) => name in block.attributes);
  if (many === undefined || !READ.has(type)) return many === undefined;
  note(reading, resource, block.line, `${address} is left out: ${many} is worked out by Terraform alone`);
  return false;
}

function readRule(reading: Reading, resource: TerraformResource, index: number): PulledRule | undefined {
  const texts = textsOf(reading, resource, ['name', 'script']);
  if (texts === undefined) return undefined;
  const { order, enabled } = resource.block.attributes;
  const on = enabled === undefined ? new Unknown('it is not given') : reading.files.valueOf(enabled);
  if (typeof on !== 'boolean') {
    const why = on instanceof Unknown ? on.why : 'it has no value in these files';
    note(reading, resource, resource.block.line, `enabled of ${resource.address}: ${why}; taken as true`);
  }
  return { ...texts, order: typeof order === 'number' ? order : index + 1, enabled: on !== false };
}

function readAction(reading: Reading, resource: TerraformResource): PulledAction | undefined {
  const texts = textsOf(reading, resource, ['name', 'code']);
  if (texts === undefined) return undefined;
  const { block, address } = resource;
  for (const { type, line } of block.blocks.filter(
    (one) => one.type === 'dynamic' || one.type === 'modules',
  )) {
    note(reading, resource, line, `${type} of ${address} is left out: it is worked out by Terraform alone`);
  }
  const text = (value: HclValue | undefined): string | undefined => {
    const known = reading.files.textOf(value);
    return known instanceof Unknown ? undefined : known;
  };
  const nested = (type: string) =>
    block.blocks.filter((one) => one.type === type).map((one) => one.attributes);
  const [trigger] = nested('supported_triggers');
  return {
    ...texts,
    runtime: text(block.attributes['runtime']) ?? 'node22',
    dependencies: nested('dependencies').flatMap((one) => {
      const [dependency, version] = [text(one['name']), text(one['version'])];
      return dependency === undefined || version === undefined ? [] : [{ name: dependency, version }];
    }),
    secrets: nested('secrets').flatMap((one) => text(one['name']) ?? []),
    trigger: { id: text(trigger?.['id']) ?? 'post-login', version: text(trigger?.['version']) },
  };
}

/** A list is taken as a whole or not at all; single bindings are appended, in the order of the files. */
function readBindings(reading: Reading, of: Of): Pick<Pulled, 'bindings' | 'openTriggers'> {
  const bindings: Record<string, PulledBinding[]> = {};
  const open: string[] = [];
  for (const list of of('auth0_trigger_actions', 'auth0_trigger_binding')) {
    const trigger = textsOf(reading, list, ['trigger'])?.trigger;
    if (trigger === undefined) continue;
    const read = list.block.blocks.map((one) => readBinding(reading, list, one, 'id'));
    const known = read.filter((one) => one !== undefined);
    if (known.length === read.length) bindings[trigger] = known;
  }
  for (const single of of('auth0_trigger_action')) {
    const trigger = textsOf(reading, single, ['trigger'])?.trigger;
    const binding = readBinding(reading, single, single.block, 'action_id');
    if (trigger === undefined || binding === undefined) continue;
    if (bindings[trigger] === undefined) open.push(trigger);
    (bindings[trigger] ??= []).push(binding);
  }
  return { bindings, openTriggers: open };
}

function readBinding(
  reading: Reading,
  resource: TerraformResource,
  { type, line, attributes }: HclBlock,
  idName: string,
): PulledBinding | undefined {
  const action = reading.files.resourceOf(attributes[idName], 'auth0_action');
  const name = action === undefined ? undefined : reading.files.textOf(action.block.attributes['name']);
  if (name === undefined || name instanceof Unknown) {
    const what = type === 'dynamic' ? 'a dynamic block' : shown(attributes[idName]);
    const left = `bindings of ${resource.address} are left out: no Action in these files is ${what}`;
    note(reading, resource, line, left);
    return undefined;
  }
  const displayName = reading.files.textOf(attributes['display_name'] ?? name);
  return { actionName: name, displayName: displayName instanceof Unknown ? name : displayName };
}

function readClient(
  reading: Reading,
  resource: TerraformResource,
  credentials: readonly TerraformResource[],
): Pulled['clients'][number] | undefined {
  const texts = textsOf(reading, resource, ['name']);
  if (texts === undefined) return undefined;
  const fields = fieldsOf(reading, resource, resource.block, CLIENT);
  const how = credentials.find(
    (one) => reading.files.resourceOf(one.block.attributes['client_id'], 'auth0_client') === resource,
  );
  const method = how?.block.attributes['authentication_method'];
  if (how === undefined || method === undefined) return { ...fields, ...texts };
  if (typeof method === 'string' && PLAIN_AUTHENTICATION.includes(method)) {
    return { ...fields, token_endpoint_auth_method: method, ...texts };
  }
  note(reading, how, how.block.line, `${how.address} is left out: ${shown(method)} is set up by hand`);
  return { ...fields, ...texts };
}

function readConnection(
  reading: Reading,
  resource: TerraformResource,
  of: Of,
): Pulled['connections'][number] | undefined {
  const texts = textsOf(reading, resource, ['name', 'strategy']);
  if (texts === undefined) return undefined;
  const { block, address } = resource;
  const { enabled_clients: own, ...attributes } = block.attributes;
  const blocks = block.blocks.filter((one) => one.type !== 'options');
  const fields = fieldsOf(reading, resource, { ...block, attributes, blocks }, CONNECTION);
  const table = OPTIONS[texts.strategy];
  const options: Record<string, Known> = {};
  for (const one of block.blocks.filter(({ type }) => type === 'options')) {
    if (table !== undefined) Object.assign(options, fieldsOf(reading, resource, one, table));
    else {
      const why = `those of the strategy ${texts.strategy} have no counterpart known here`;
      note(reading, resource, one.line, `options of ${address} are left out: ${why}`);
    }
  }
  const enabled = enabledClients(reading, resource, own, of);
  return {
    ...texts,
    ...fields,
    ...(enabled === undefined ? {} : { enabled_clients: enabled }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

/** The names of the applications, or undefined, and noted, unless the files tell all of them. */
function enabledClients(
  reading: Reading,
  connection: TerraformResource,
  own: HclValue | undefined,
  of: Of,
): string[] | undefined {
  const { resourceOf, textOf } = reading.files;
  const isOf = ({ block }: TerraformResource): boolean =>
    resourceOf(block.attributes['connection_id'], 'auth0_connection') === connection;
  const lists = of('auth0_connection_clients').filter(isOf);
  const singles = of('auth0_connection_client').filter(isOf);
  const given = [
    ...(own === undefined ? [] : [[connection, own] as const]),
    ...lists.map((one) => [one, one.block.attributes['enabled_clients'] ?? []] as const),
    ...singles.map((one) => [one, [one.block.attributes['client_id'] ?? null]] as const),
  ];
  if (given.length === 0) return undefined;
  const names: string[] = [];
  for (const [resource, value] of given) {
    for (const item of items(value)) {
      const client = resourceOf(item, 'auth0_client');
      const name = client === undefined ? undefined : textOf(client.block.attributes['name']);
      if (name === undefined || name instanceof Unknown) {
        const why = `no application in these files is ${shown(item)}`;
        const left = `enabled_clients of ${connection.address} are left out: ${why}`;
        note(reading, resource, resource.block.line, left);
        return undefined;
      }
      names.push(name);
    }
  }
  return [...new Set(names)];
}

const LISTS = new Set(['toset', 'tolist', 'concat']);

function items(value: HclValue): readonly HclValue[] {
  if (value instanceof HclExpression) {
    return LISTS.has(value.call?.name ?? '') ? value.call!.args.flatMap(items) : [value];
  }
  return Array.isArray(value) ? (value as readonly HclValue[]) : [value];
}

function shown(value: HclValue | undefined): string {
  return value instanceof HclExpression ? value.text : JSON.stringify(value ?? null);
}
