import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Acceptance } from '../../../scripts/simulator/acceptance.ts';
import { mergeAims } from '../../../scripts/simulator/aims.ts';
import { coverageBuild } from '../../../scripts/simulator/coverage-build.ts';
import { prepareRules } from '../../../scripts/simulator/rule-code.ts';
import type { Subject } from '../../../scripts/simulator/verify.ts';

const root = join(import.meta.dirname, '../../..');

/** The comparison of folder/rule.js with folder/action.ts. */
export async function subjectOfCase(
  folder: string,
  acceptances: readonly Acceptance[] = [],
): Promise<Subject> {
  const source = readFileSync(join(folder, 'rule.js'), 'utf8');
  const rule = { name: 'rule', file: 'rule.js', source, order: 1, enabled: true, stage: 'login_success' };
  const [prepared] = prepareRules([rule]);
  const { plain, instrumented, branches, aims } = prepared!;
  const built = await coverageBuild(root, join(folder, 'action.ts'), branches.length);
  const world = { configuration: {}, quirks: { mergesAppMetadata: true }, root };
  const actions = [{ name: 'action', code: built.code }];
  return {
    sides: { ...world, rules: [plain], actions },
    instrumented: { ...world, rules: [instrumented], actions },
    aims: mergeAims([aims, built.aims]),
    branches: { rules: branches, actions: built.branches },
    acceptances,
  };
}
