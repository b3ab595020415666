import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { messageOf, Problem } from '../lib/problem.ts';
import { actionOf, LOGIN_STAGE, type Rule } from './rule.ts';

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
    const stat = this.#attempt(path, () => statSync(path, { throwIfNoEntry: false }) ?? null);
    if (stat === undefined) return;
    if (stat === null) {
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
    const tenant = ['tenant.yaml', 'tenant.yml'].map((name) => join(folder, name)).find(existsSync);
    // A YAML export has the order and the state of its rules there, and only their code in rules/.
    if (tenant !== undefined && /^rules:/m.test(readFileSync(tenant, 'utf8'))) return this.#file(tenant);
    const inside = join(folder, 'rules');
    if (existsSync(inside) && statSync(inside).isDirectory()) return this.#folder(inside);
    if (tenant !== undefined) return this.#file(tenant);
    const names = readdirSync(folder).toSorted();
    const described = names.filter((name) => extname(name) === '.json');
    const code = names.filter((name) => CODE.has(extname(name)) && !name.endsWith('.d.ts'));
    for (const name of described) this.#file(join(folder, name));
    for (const name of code) {
      if (described.length === 0) this.#file(join(folder, name));
      else if (!described.includes(`${basename(name, extname(name))}.json`)) this.#undescribed(folder, name);
    }
    if (this.rules.length + this.problems.length === 0) {
      throw new Problem('rules-none', 'The folder holds no rules.', {
        at: { file: this.#shown(folder) },
        hint: 'Looked for rules.yaml, a folder rules/, tenant.yaml, .json and .js files.',
      });
    }
  }

  /** A rule without its description in an export: nobody knows whether it was on, and when it ran. */
  #undescribed(folder: string, name: string): void {
    this.problems.push(
      new Problem('rule-undescribed', 'The rule has no .json beside it that tells its order and state.', {
        at: { file: this.#shown(join(folder, name)) },
        hint: 'Add the file, or give the path of the rule itself.',
      }),
    );
  }

  #file(path: string): void {
    const extension = extname(path);
    if (CODE.has(extension)) {
      const source = this.#text(path);
      if (source !== undefined) this.#add({ name: basename(path, extension) }, path, source);
      return;
    }
    const data = this.#data(path, extension);
    if (data === undefined) return;
    const list = Array.isArray(data) ? data : isEntry(data) ? (data['rules'] ?? [data]) : [];
    for (const entry of Array.isArray(list) ? list : [list]) this.#entry(entry, path);
  }

  #data(path: string, extension: string): unknown {
    const text = this.#text(path);
    if (text === undefined) return undefined;
    try {
      return YAML.has(extension) ? parseYaml(text, { logLevel: 'error' }) : JSON.parse(text);
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

  /** The text of a file; undefined, with a Problem, for one that is no UTF-8: its letters would become others. */
  #text(path: string): string | undefined {
    const bytes = this.#attempt(path, () => readFileSync(path));
    if (bytes === undefined) return undefined;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      this.problems.push(
        new Problem('rule-encoding', 'The file is not text in UTF-8.', {
          at: { file: this.#shown(path) },
          hint: 'Save it as UTF-8 with the editor that shows its letters rightly.',
          cause,
        }),
      );
      return undefined;
    }
  }

  /** What the file system answers; undefined, with a Problem, where it refuses: rights, a link to itself. */
  #attempt<T>(path: string, ask: () => T): T | undefined {
    try {
      return ask();
    } catch (cause) {
      this.problems.push(
        new Problem('rules-unreadable', `The file cannot be read: ${messageOf(cause).split(',')[0]}.`, {
          at: { file: this.#shown(path) },
          hint: 'Look at the rights of the file, and at what it links to.',
          cause,
        }),
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
    if (!looksLikePath) return this.#add(entry, path, script, true);
    const folder = dirname(path);
    const file = [folder, dirname(folder)].map((base) => resolve(base, script)).find(existsSync);
    const source = file === undefined ? undefined : this.#text(file);
    if (file !== undefined) return source === undefined ? undefined : this.#add(entry, file, source);
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

  /** `isInside`: the file holds more than the code of this rule. */
  #add(entry: Entry, path: string, source: string, isInside = false): void {
    const { name, id, order, enabled, stage = LOGIN_STAGE, action } = entry;
    const own = typeof name === 'string' && name !== '' ? name : basename(path, extname(path));
    const file = isInside ? `${this.#shown(path)}#${own}` : this.#shown(path);
    if (stage !== LOGIN_STAGE) {
      this.problems.push(
        new Problem('rule-stage', `The rule ran at the stage ${String(stage)}, not at logins.`, {
          at: { file },
          hint: 'Take it out: an Action of the login would run at other times than the rule did.',
        }),
      );
      return;
    }
    this.rules.push({
      name: own,
      file,
      source,
      ...(typeof id === 'string' ? { id } : {}),
      order: typeof order === 'number' ? order : Math.max(0, ...this.rules.map((one) => one.order)) + 1,
      enabled: enabled !== false,
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
