import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readIfExists } from '../lib/files.ts';
import { evaluate, Unknown, within, type Known } from './hcl-values.ts';
import { HclExpression, parseHcl, type HclBlock, type HclValue } from './hcl.ts';

/** A resource of Terraform files, or a data source, which is looked up only. */
export interface TerraformResource {
  /** As expressions name it: `auth0_action.claims`, `data.auth0_client.wiki`. */
  readonly address: string;
  readonly type: string;
  readonly block: HclBlock;
  /** The name of its file. */
  readonly file: string;
}

/** Terraform files, with what they tell of the values in them. */
export interface TerraformFiles {
  readonly resources: readonly TerraformResource[];
  /** A value; a variable without one is the keyword of its name, `@@ENTRA_DOMAIN@@`. */
  readonly valueOf: (value: HclValue) => Known | Unknown;
  /** The same without keywords, for what has to be told by the files: names and code. */
  readonly textOf: (value: HclValue | undefined) => string | Unknown;
  /** The resource of one of the types that a value is the ID of. */
  readonly resourceOf: (value: HclValue | undefined, type: string) => TerraformResource | undefined;
  /** Keywords that stand for variables. */
  readonly keywords: ReadonlySet<string>;
  readonly notes: readonly string[];
}

/**
 * Reads one Terraform file, or all of a folder with the values that terraform.tfvars and *.auto.tfvars give to variables.
 * Throws a Problem for what is not HCL.
 */
export function readTerraform(path: string): TerraformFiles {
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  const entries = readdirSync(folder).toSorted();
  const own = folder === path ? entries.filter((file) => file.endsWith('.tf')) : [basename(path)];
  const blocks = own.flatMap((file) => parseFile(folder, file).blocks.map((block) => ({ block, file })));
  const of = (type: string) => blocks.filter(({ block }) => block.type === type);
  const resources = [...of('resource'), ...of('data')].map(({ block, file }): TerraformResource => {
    const [type = '', label = ''] = block.labels;
    return { address: `${block.type === 'data' ? 'data.' : ''}${type}.${label}`, type, block, file };
  });
  const variables = new Map(of('variable').map(({ block }) => [block.labels[0] ?? '', block.attributes]));
  const locals = Object.assign({}, ...of('locals').map(({ block }) => block.attributes)) as Attributes;
  const given = Object.assign(
    {},
    ...entries
      .filter((file) => file === 'terraform.tfvars' || file.endsWith('.auto.tfvars'))
      .map((file) => parseFile(folder, file).attributes),
  ) as Attributes;
  const keywords = new Set<string>();

  const variable = (name: string, hasKeywords: boolean): Known | Unknown | HclValue => {
    const declared = variables.get(name);
    const value = given[name] ?? declared?.['default'];
    if (value !== undefined && declared?.['sensitive'] !== true) return value;
    if (!hasKeywords) return new Unknown(`var.${name} has no value in these files`);
    const keyword = keywordOf(name);
    keywords.add(keyword);
    return `@@${keyword}@@`;
  };
  const work = (value: HclValue, hasKeywords: boolean, open: readonly string[] = []): Known | Unknown =>
    evaluate(value, {
      readFile: (file) => readIfExists(join(folder, file)),
      lookUp(parts, text) {
        if (open.includes(text)) return new Unknown(`${text} refers to itself`);
        const [first = '', second = '', ...rest] = parts;
        const follow = (found: Known | Unknown | HclValue | undefined, path: readonly string[]) =>
          found === undefined || found instanceof Unknown
            ? (found ?? new Unknown(`${text} is known to Terraform alone`))
            : within(work(found, hasKeywords, [...open, text]), path, text);
        if (first === 'path') return '.';
        if (first === 'var') return follow(variable(second, hasKeywords), rest);
        if (first === 'local') return follow(locals[second], rest);
        const length = first === 'data' ? 3 : 2;
        const resource = find(parts.slice(0, length).join('.'));
        return follow(resource?.block.attributes[parts[length] ?? ''], parts.slice(length + 1));
      },
    });
  const find = (address: string): TerraformResource | undefined =>
    resources.find((one) => one.address === address);

  return {
    resources,
    valueOf: (value) => work(value, true),
    textOf(value) {
      const text = value === undefined ? new Unknown('it is not given') : work(value, false);
      return typeof text === 'string' || text instanceof Unknown ? text : new Unknown('it is not a text');
    },
    resourceOf(value, type) {
      const reference = value instanceof HclExpression ? (value.parts?.[0] ?? value) : undefined;
      if (!(reference instanceof HclExpression)) return undefined;
      const found = find(reference.text.replace(/\.(?:id|client_id)$/, ''));
      return found?.type === type ? found : undefined;
    },
    keywords,
    notes: [
      ...of('module').map(
        ({ block, file }) =>
          `${file}:${block.line}: module "${block.labels[0] ?? ''}" is not followed: pull from its folder as well.`,
      ),
      ...(folder === path ? entries : [])
        .filter((file) => file.endsWith('.tf.json'))
        .map((file) => `${file}: Terraform in JSON is not read.`),
    ],
  };
}

type Attributes = Readonly<Record<string, HclValue>>;

function parseFile(folder: string, file: string): HclBlock {
  const path = join(folder, file);
  return parseHcl(readFileSync(path, 'utf8'), path);
}

/** The keyword of tenant.yaml that stands for a variable, or for a secret that has no other name. */
export function keywordOf(name: string): string {
  return name.replaceAll(/\W+/g, '_').toUpperCase();
}
