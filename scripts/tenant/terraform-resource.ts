import { Unknown, type Known } from './hcl-values.ts';
import { HclExpression, type HclBlock, type HclValue } from './hcl.ts';
import { isSecretName } from './secret-name.ts';
import type { Field, Fields } from './terraform-fields.ts';
import { keywordOf, type TerraformFiles, type TerraformResource } from './terraform-files.ts';

/** The files that are read, and a list that grows: what they do not tell, each with its place. */
export interface Reading {
  readonly files: TerraformFiles;
  readonly notes: string[];
}

/** Notes something with its place. */
export function note({ notes }: Reading, { file }: TerraformResource, line: number, what: string): void {
  notes.push(`${file}:${line}: ${what}.`);
}

/** The texts of these attributes; undefined, and noted, when the files do not tell one. */
export function textsOf<Name extends string>(
  reading: Reading,
  resource: TerraformResource,
  names: readonly Name[],
): Readonly<Record<Name, string>> | undefined {
  const { address, block } = resource;
  const texts: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = reading.files.textOf(block.attributes[name]);
    if (text instanceof Unknown) {
      note(reading, resource, lineOf(block, name), `${address} is left out for its ${name}: ${text.why}`);
      return undefined;
    }
    texts[name] = text;
  }
  return texts as Record<Name, string>;
}

function lineOf(block: HclBlock, name: string): number {
  return block.lines[name] ?? block.line;
}

/** What every resource may hold and the provider never sees. */
const META = new Set(['depends_on', 'provider', 'lifecycle', 'timeouts', 'provisioner']);

/**
 * The fields of a block as the Management API spells them. A secret becomes a keyword, whatever is written there. What the
 * table does not hold, and what the files do not tell, is noted and left out.
 */
export function fieldsOf(
  reading: Reading,
  resource: TerraformResource,
  block: HclBlock,
  table: Fields | undefined,
): Record<string, Known> {
  const fields: Record<string, Known> = {};
  const fieldOf = (name: string): Field | undefined => (table === undefined ? { to: name } : table[name]);
  const leave = (line: number, name: string, why: string): void =>
    note(reading, resource, line, `${name} of ${resource.address} is left out: ${why}`);
  const strange = (name: string): string =>
    isSecretName(name) || name === 'configuration'
      ? 'it holds a secret'
      : 'its counterpart is not known here';

  for (const [name, value] of Object.entries(block.attributes)) {
    if (META.has(name)) continue;
    const field = fieldOf(name);
    const known =
      field === undefined ? new Unknown(strange(name)) : fieldValue(reading, resource, field, value);
    if (known instanceof Unknown) leave(lineOf(block, name), name, known.why);
    else if (field?.as === 'flags') for (const flag of known as string[]) fields[flag] = true;
    else if (known !== null) fields[field!.to] = known;
  }
  for (const type of new Set(block.blocks.map((one) => one.type))) {
    if (META.has(type)) continue;
    const own = block.blocks.filter((one) => one.type === type);
    const field = type === 'dynamic' ? undefined : fieldOf(type);
    const { line } = own[0]!;
    if (field === undefined) {
      leave(line, type, type === 'dynamic' ? 'it is worked out by Terraform alone' : strange(type));
    } else if (own.length > 1 && field.as !== 'list') {
      leave(line, type, 'there is more than one');
    } else {
      const nested = own.map((one) => fieldsOf(reading, resource, one, field.fields));
      fields[field.to] = field.as === 'list' ? nested : nested[0]!;
    }
  }
  return fields;
}

const LOOKS_LIKE_A_KEYWORD = /(@@|##)(\w+)\1/g;

function fieldValue(
  { files }: Reading,
  resource: TerraformResource,
  { to, as }: Field,
  value: HclValue,
): Known | Unknown {
  if (isSecretName(to)) return `@@${secretKeyword(resource, to, value)}@@`;
  const known = files.valueOf(value);
  if (known instanceof Unknown || known === null) return known;
  const foreign = [...JSON.stringify(known).matchAll(LOOKS_LIKE_A_KEYWORD)].find(
    ([, , keyword]) => !files.keywords.has(keyword!),
  );
  if (foreign !== undefined) return new Unknown(`tenant.yaml would take ${foreign[0]} in it for a keyword`);
  if (typeof known === 'string' && known.startsWith('@@')) return known;
  if (as === 'text') return typeof known === 'number' ? String(known) : known;
  if (as === 'json') return typeof known === 'string' ? parsed(known) : new Unknown('it is not a text');
  if (as !== 'words' && as !== 'flags') return known;
  if (!isTexts(known)) return new Unknown('it is not a list of texts');
  return as === 'words' ? known.toSorted().join(' ') : known;
}

/** The keyword of the variable that a secret comes from, or one made of the names of resource and option. */
function secretKeyword({ block, address }: TerraformResource, option: string, value: HclValue): string {
  const variable = value instanceof HclExpression ? /^var\.(\w+)$/.exec(value.text)?.[1] : undefined;
  return keywordOf(variable ?? `${block.labels[1] ?? address}_${option}`);
}

function isTexts(value: Known): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function parsed(text: string): Known | Unknown {
  try {
    return JSON.parse(text) as Known;
  } catch {
    return new Unknown('it is not JSON');
  }
}
