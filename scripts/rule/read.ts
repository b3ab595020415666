import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { messageOf, Problem } from '../lib/problem.ts';
import { actionOf, type Rule } from './rule.ts';

const CODE: ReadonlySet<string> = new Set(['.js', '.ts', '.cjs', '.mjs']);
const YAML: ReadonlySet<string> = new Set(['.yaml', '.yml']);

/** What was found at the given places. */
export interface RulesRead {
  readonly rules: readonly Rule[];
  /** Files and entries that could not be read; the others were. */
  readonly problems: readonly Problem[];
}

/**
 * Reads rules in any form people have them: code files, a folder of them, our rules.yaml, exports of auth0-deploy-cli
 * (YAML or directory) and answers of the Management API. Throws a Problem when a path does not exist.
 */
export function readRules(paths: readonly string[], cwd: string): RulesRead {
  const reader = new Reader(cwd);
  for (const path of paths) reader.path(resolve(cwd, path));
  return { rules: unique(reader.rules), problems: reader.problems };
}

/**
 * A name given twice gets a number, and so does the Action of a name that becomes the same file as another's, so that
 * no Action replaces another. Rules that name one Action in the list are meant to share it.
 */
function unique(rules: readonly Rule[]): Rule[] {
  const names = new Set<string>();
  const actions = new Set(rules.flatMap(({ action }) => action ?? []));
  return rules.map((rule) => {
    const name = numbered(rule.name, ' ', names);
    if (rule.action !== undefined) return { ...rule, name };
    const own = actionOf({ name });
    const action = numbered(own, '-', actions);
    return action === own ? { ...rule, name } : { ...rule, name, action };
  });
}

/** The text, with the first number from 2 on that makes it new; it is taken from now on. */
function numbered(text: string, separator: string, taken: Set<string>): string {
  let own = text;
  for (let count = 2; taken.has(own); count++) own = `${text}${separator}${count}`;
  taken.add(own);
  return own;
}

type Entry = Readonly<Record<string, unknown>>;

class Reader {
  readonly rules: Rule[] = [];
  readonly problems: Problem[] = [];
  readonly #cwd: string;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  path(path: string): void {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) {
      throw new Problem('rules-missing', 'There is no such file or folder.', {
        at: { file: this.#shown(path) },
        hint: 'Name a rule, a folder of rules, or an export of auth0-deploy-cli.',
      });
    }
    if (stat.isDirectory()) this.#folder(path);
    else this.#file(path);
  }

  #folder(folder: string): void {
    const list = ['rules.yaml', 'rules.yml'].map((name) => join(folder, name)).find(existsSync);
    if (list !== undefined) return this.#file(list);
    const inside = join(folder, 'rules');
    if (existsSync(inside) && statSync(inside).isDirectory()) return this.#folder(inside);
    const tenant = ['tenant.yaml', 'tenant.yml'].map((name) => join(folder, name)).find(existsSync);
    if (tenant !== undefined) return this.#file(tenant);
    const names = readdirSync(folder).toSorted();
    const described = names.filter((name) => extname(name) === '.json');
    if (described.length > 0) for (const name of described) this.#file(join(folder, name));
    else
      for (const name of names)
        if (CODE.has(extname(name)) && !name.endsWith('.d.ts')) this.#file(join(folder, name));
    if (this.rules.length + this.problems.length === 0) {
      throw new Problem('rules-none', 'The folder holds no rules.', {
        at: { file: this.#shown(folder) },
        hint: 'Looked for rules.yaml, a folder rules/, tenant.yaml, .json and .js files.',
      });
    }
  }

  #file(path: string): void {
    const extension = extname(path);
    if (CODE.has(extension))
      return this.#add({ name: basename(path, extension) }, path, readFileSync(path, 'utf8'));
    const data = this.#data(path, extension);
    if (data === undefined) return;
    const list = Array.isArray(data) ? data : isEntry(data) ? (data['rules'] ?? [data]) : [];
    for (const entry of Array.isArray(list) ? list : [list]) this.#entry(entry, path);
  }

  #data(path: string, extension: string): unknown {
    try {
      const text = readFileSync(path, 'utf8');
      if (YAML.has(extension)) return parseYaml(text, { logLevel: 'silent' });
      return JSON.parse(text);
    } catch (error) {
      this.problems.push(
        new Problem(
          'rules-unreadable',
          `The file cannot be read as ${YAML.has(extension) ? 'YAML' : 'JSON'}: ${messageOf(error).split('\n')[0]}`,
          {
            at: { file: this.#shown(path) },
            hint: "Quote placeholders: '@@KEY@@'. Without quotes they are neither YAML nor JSON.",
            cause: error,
          },
        ),
      );
      return undefined;
    }
  }

  /** One rule as rules.yaml (`file`), an export (`script`, a path or code) or the Management API (`script`, code) lists it. */
  #entry(entry: unknown, path: string): void {
    if (!isEntry(entry)) {
      this.problems.push(
        new Problem('rules-unreadable', 'An entry of the list of rules is not an object.', {
          at: { file: this.#shown(path) },
        }),
      );
      return;
    }
    const script = entry['file'] ?? entry['script'];
    if (typeof script !== 'string') {
      this.problems.push(
        new Problem(
          'rule-without-code',
          `The rule ${JSON.stringify(entry['name'] ?? '?')} has neither file nor script.`,
          { at: { file: this.#shown(path) } },
        ),
      );
      return;
    }
    const looksLikePath = !script.includes('\n') && CODE.has(extname(script.trim())) && !script.includes('(');
    if (!looksLikePath) return this.#add(entry, path, script);
    const folder = dirname(path);
    const file = [folder, dirname(folder)].map((base) => resolve(base, script)).find(existsSync);
    if (file !== undefined) return this.#add(entry, file, readFileSync(file, 'utf8'));
    this.problems.push(
      new Problem(
        'rule-missing',
        `The code of the rule ${JSON.stringify(entry['name'] ?? script)} is missing: ${script}`,
        {
          at: { file: this.#shown(path) },
          hint: 'The path counts from the folder of this file, or from the one above.',
        },
      ),
    );
  }

  #add(entry: Entry, path: string, source: string): void {
    const { name, id, order, enabled, stage, action } = entry;
    this.rules.push({
      name: typeof name === 'string' && name !== '' ? name : basename(path, extname(path)),
      file: this.#shown(path),
      source,
      ...(typeof id === 'string' ? { id } : {}),
      order: typeof order === 'number' ? order : this.rules.length + 1,
      enabled: enabled !== false,
      stage: typeof stage === 'string' ? stage : 'login_success',
      ...(typeof action === 'string' ? { action } : {}),
    });
  }

  #shown(path: string): string {
    const shown = relative(this.#cwd, path);
    return shown.startsWith('..') ? path : shown;
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
