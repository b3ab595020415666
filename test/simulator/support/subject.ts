import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Conversion } from '../../../scripts/codemod/conversion.ts';
import type { Rule } from '../../../scripts/rule/rule.ts';
import { mergeAims } from '../../../scripts/simulator/aims.ts';
import { coverageBuild, type CoverageBuild } from '../../../scripts/simulator/coverage-build.ts';
import { prepareRules } from '../../../scripts/simulator/rule-code.ts';
import { aimsAt, madeUpValues, openTables } from '../../../scripts/simulator/values.ts';
import type { Subject } from '../../../scripts/simulator/verify.ts';

const repository = join(import.meta.dirname, '../../..');

/** The comparison of folder/rule.js with folder/action.ts. */
export async function subjectOfCase(folder: string): Promise<Subject> {
  const source = readFileSync(join(folder, 'rule.js'), 'utf8');
  const rule = { name: 'rule', file: 'rule.js', source, order: 1, enabled: true };
  const record = join(folder, 'record.json');
  const { dependencies }: Pick<Conversion, 'dependencies'> = existsSync(record)
    ? (JSON.parse(readFileSync(record, 'utf8')) as Conversion)
    : { dependencies: [] };
  return subjectOfFiles(rule, join(folder, 'action.ts'), { dependencies });
}

/**
 * The comparison of a rule with an Action's file, which has the versions of the packages from its conversion; what one
 * calls its configuration the other has as secrets.
 */
export async function subjectOfFiles(
  rule: Rule,
  action: string,
  { root = repository, dependencies = [] as Conversion['dependencies'] } = {},
): Promise<Subject> {
  return subjectOfChain([{ rule, action, dependencies }], root);
}

/** A rule of a chain and the file of its Action. */
interface Side {
  readonly rule: Rule;
  readonly action: string;
  readonly dependencies: Conversion['dependencies'];
}

/** The comparison of rules, in run order, with the files of their Actions. */
export async function subjectOfChain(sides: readonly Side[], root = repository): Promise<Subject> {
  const prepared = prepareRules(sides.map(({ rule }) => rule));
  const rules = prepared.flatMap(({ branches }) => branches);
  const builds: CoverageBuild[] = [];
  for (const { action } of sides) {
    const firstId = rules.length + builds.reduce((count, { branches }) => count + branches.length, 0);
    builds.push(await coverageBuild(root, action, firstId));
  }
  const read = mergeAims([...prepared, ...builds].map(({ aims }) => aims));
  const configuration = madeUpValues(read);
  const world = { configuration, quirks: { mergesAppMetadata: true }, root };
  const actions = sides.map(({ dependencies: pinned }, at) => {
    const { code } = builds[at]!;
    const dependencies = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => {
      const version = pinned.find((one) => one.name === name)?.version;
      return { name: name!, ...(version ? { version } : {}) };
    });
    const name = sides.length === 1 ? 'action' : `action-${at + 1}`;
    return { name, code, secrets: configuration, dependencies };
  });
  return {
    sides: { ...world, rules: prepared.map(({ plain }) => plain), actions },
    instrumented: { ...world, rules: prepared.map(({ instrumented }) => instrumented), actions },
    aims: mergeAims([read, aimsAt(configuration), openTables(read, [])]),
    branches: { rules, actions: builds.flatMap(({ branches }) => branches) },
    refusals: prepared.flatMap(({ refusals }) => refusals),
    acceptances: [],
  };
}
