import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Conversion } from '../../../scripts/codemod/conversion.ts';
import type { Rule } from '../../../scripts/rule/rule.ts';
import { mergeAims } from '../../../scripts/simulator/aims.ts';
import { coverageBuild } from '../../../scripts/simulator/coverage-build.ts';
import { prepareRules } from '../../../scripts/simulator/rule-code.ts';
import { aimsAt, madeUpValues } from '../../../scripts/simulator/values.ts';
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
  { root = repository, dependencies: pinned = [] as Conversion['dependencies'] } = {},
): Promise<Subject> {
  const [prepared] = prepareRules([rule]);
  const { plain, instrumented, branches, aims } = prepared!;
  const built = await coverageBuild(root, action, branches.length);
  const read = mergeAims([aims, built.aims]);
  const configuration = madeUpValues(read);
  const dependencies = [...built.code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => {
    const version = pinned.find((one) => one.name === name)?.version;
    return { name: name!, ...(version ? { version } : {}) };
  });
  const world = { configuration, quirks: { mergesAppMetadata: true }, root };
  const actions = [{ name: 'action', code: built.code, secrets: configuration, dependencies }];
  return {
    sides: { ...world, rules: [plain], actions },
    instrumented: { ...world, rules: [instrumented], actions },
    aims: mergeAims([read, aimsAt(configuration)]),
    branches: { rules: branches, actions: built.branches },
    acceptances: [],
  };
}
