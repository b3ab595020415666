import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../scripts/lib/problem.ts';
import { parseRules } from '../../../scripts/rule/parse.ts';
import type { Acceptance } from '../../../scripts/simulator/acceptance.ts';
import { aimsOf, mergeAims } from '../../../scripts/simulator/aims.ts';
import { coverageBuild } from '../../../scripts/simulator/coverage-build.ts';
import { instrument } from '../../../scripts/simulator/instrument.ts';
import { ruleExpression } from '../../../scripts/simulator/rule-code.ts';
import type { Subject } from '../../../scripts/simulator/verify.ts';

const root = join(import.meta.dirname, '../../..');

/** The comparison of folder/rule.js with folder/action.ts. */
export async function subjectOfCase(
  folder: string,
  acceptances: readonly Acceptance[] = [],
): Promise<Subject> {
  const source = readFileSync(join(folder, 'rule.js'), 'utf8');
  const rule = { name: 'rule', file: 'rule.js', source, order: 1, enabled: true, stage: 'login_success' };
  const [parsed] = parseRules([rule]);
  if (parsed === undefined || parsed instanceof Problem) throw parsed ?? new Error('no rule');
  const code = ruleExpression(parsed);
  const instrumented = instrument(code, 'rule.js', 0);
  const built = await coverageBuild(root, join(folder, 'action.ts'), instrumented.branches.length);
  const world = { configuration: {}, quirks: { mergesAppMetadata: true }, root };
  const actions = [{ name: 'action', code: built.code }];
  return {
    sides: { ...world, rules: [{ name: 'rule', code }], actions },
    instrumented: { ...world, rules: [{ name: 'rule', code: instrumented.code }], actions },
    aims: mergeAims([aimsOf(code, 'rule.js'), built.aims]),
    branches: {
      rules: instrumented.branches.map((branch) => ({ ...branch, file: 'rule.js' })),
      actions: built.branches,
    },
    acceptances,
  };
}
