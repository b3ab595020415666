import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readIfExists } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { sha256 } from '../lib/sha256.ts';
import { actionOf, type Rule } from '../rule/rule.ts';
import type { Conversion } from './conversion.ts';

/** Where records are kept, below the folder of the Actions. */
const RECORDS = '.migrated';

/** The rule that an Action was made from, as its record tells. */
export interface Origin {
  readonly action: string;
  readonly rule: Conversion['rule'];
}

/** The record of an Action or of a shared module, below the folder of the Actions. */
export function recordPath(folder: string, name: string): string {
  return join(folder, RECORDS, `${name}.json`);
}

/** What the Actions that are there were made from; one without a record, or with a damaged one, was made by hand. */
export function readOrigins(folder: string): Origin[] {
  if (!existsSync(join(folder, RECORDS))) return [];
  return readdirSync(join(folder, RECORDS))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .filter((action) => existsSync(join(folder, `${action}.ts`)))
    .flatMap((action) => {
      const rule = ruleIn(readIfExists(recordPath(folder, action)));
      return rule === undefined ? [] : [{ action, rule }];
    });
}

function ruleIn(record: string | undefined): Conversion['rule'] | undefined {
  try {
    return (JSON.parse(record ?? '') as Partial<Conversion>).rule;
  } catch {
    return undefined;
  }
}

/** Whether the Action of a rule is there and was made by nobody but a person: no conversion writes it. */
export function isByHand(rule: Rule, folder: string, origins: readonly Origin[]): boolean {
  const name = actionOf(rule);
  return existsSync(join(folder, `${name}.ts`)) && !origins.some(({ action }) => action === name);
}

/** The Actions whose rule is not among these any more, under whatever name. */
export function orphaned(origins: readonly Origin[], rules: readonly Rule[]): Origin[] {
  const actions = new Set(rules.map(actionOf));
  const renamed = new Set(formerOrigins(rules, origins).values());
  return origins.filter((origin) => !actions.has(origin.action) && !renamed.has(origin));
}

/**
 * A Problem for each rule that already became an Action under another name, by the name that it would have now: there
 * would be two Actions of one rule, or the Action of one would hold the code of another.
 */
export function renamedRules(
  rules: readonly Rule[],
  origins: readonly Origin[],
  folder: string,
): Map<string, Problem> {
  return new Map(
    [...formerOrigins(rules, origins)].map(([rule, before]) => [
      actionOf(rule),
      renamed(rule, before, folder),
    ]),
  );
}

/** What rules without an Action of their own became before, unless that is the Action of another one. */
function formerOrigins(rules: readonly Rule[], origins: readonly Origin[]): Map<Rule, Origin> {
  const isOf = (rule: Rule, origin: Origin): boolean =>
    actionOf(rule) === origin.action && isSame(rule, origin.rule);
  const left = origins.filter((origin) => !rules.some((rule) => isOf(rule, origin)));
  return new Map(
    rules.flatMap((rule) => {
      if (origins.some((origin) => isOf(rule, origin))) return [];
      const before = left.find((origin) => isSame(rule, origin.rule));
      return before === undefined ? [] : [[rule, before] as const];
    }),
  );
}

/** Two rules can have one name, and one rule several in the course of time. */
function isSame(rule: Rule, made: Origin['rule']): boolean {
  if (rule.id !== undefined && made.id !== undefined) return rule.id === made.id;
  return rule.file === made.file || sha256(rule.source) === made.hash;
}

function renamed(rule: Rule, before: Origin, folder: string): Problem {
  const [old, now] = [`${folder}/${before.action}.ts`, `${folder}/${actionOf(rule)}.ts`];
  return new Problem(
    'rule-renamed',
    `${rule.name} became ${old} when it was called ${before.rule.name}; it would be ${now} now.`,
    {
      at: { file: rule.file },
      hint: `To keep the Action, put action: ${before.action} to the rule in rules.yaml. To rename it too, rename ${old} and ${folder}/${RECORDS}/${before.action}.json, and what tenant.yaml says of it. To begin anew, remove all of these.`,
    },
  );
}
