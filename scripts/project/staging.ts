import { join } from 'node:path';
import type { Document } from 'yaml';
import { readIfExists } from '../lib/files.ts';
import { parseYaml } from '../lib/yaml.ts';

/** What a pull would write, and what it leaves because it says something else here; grows as it is staged. */
export interface Staging {
  readonly root: string;
  readonly overwrite: boolean;
  readonly files: Map<string, string>;
  readonly left: string[];
  readonly notes: string[];
}

/** A YAML file of the project while fields of it are staged; its comments stay. */
export interface StagedYaml {
  readonly yaml: Document.Parsed;
  /** What it says before anything is staged. */
  readonly content: unknown;
  /** Stages the file, unless it says the same as before: printing it anew could move its line breaks. */
  readonly end: () => void;
}

/** Opens a YAML file, or what stands for one that is not there. Throws a Problem when it is not YAML. */
export function stageYaml(staging: Staging, path: string, ifMissing: string): StagedYaml {
  const text = readIfExists(join(staging.root, path));
  const file = parseYaml(text ?? ifMissing, path);
  const content = file.content();
  const before = JSON.stringify(content);
  return {
    yaml: file.document,
    content: content ?? {},
    end() {
      if (text !== undefined && JSON.stringify(file.content()) === before) return;
      staging.files.set(path, file.document.toString({ lineWidth: 120 }));
    },
  };
}

interface Field {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly what: string;
  readonly here: unknown;
}

/** Takes a field over, or notes that it is left. */
export function stageField(
  staging: Staging,
  yaml: Document.Parsed,
  { path, value, what, here }: Field,
): void {
  if (staging.overwrite) yaml.setIn(path, yaml.createNode(value));
  else staging.left.push(`${what} is ${JSON.stringify(here)}; there it is ${JSON.stringify(value)}`);
}

/** Takes a file over, or notes that it is left. */
export function stageFile(staging: Staging, path: string, content: string): void {
  const here = readIfExists(join(staging.root, path));
  if (here === content) return;
  if (here === undefined || staging.overwrite) staging.files.set(path, content);
  else staging.left.push(`${path} is another text here`);
}

/** The longest file name before its ending, well below what disks take. */
const LONGEST = 100;

/**
 * A file name for each name, no two the same on a disk that takes `Foo` for `foo`; names of `known` keep the file that
 * they have.
 */
export function fileNames(
  names: readonly string[],
  known: ReadonlyMap<string, string>,
): (name: string) => string {
  const files = new Map(known);
  const taken = new Set([...known.values()].map((file) => file.toLowerCase()));
  for (const name of names) {
    if (files.has(name)) continue;
    const base = fileName(name);
    let file = `${base}.js`;
    for (let count = 2; taken.has(file.toLowerCase()); count++) file = `${base}-${count}.js`;
    taken.add(file.toLowerCase());
    files.set(name, file);
  }
  return (name) => files.get(name)!;
}

/** A name as a file name. */
function fileName(name: string): string {
  const plain = name.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|-+$/g, '');
  return plain.slice(0, LONGEST) || 'unnamed';
}
