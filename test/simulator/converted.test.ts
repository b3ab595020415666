import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Conversion } from '../../scripts/codemod/conversion.ts';
import { convertRules } from '../../scripts/codemod/convert.ts';
import type { Rule } from '../../scripts/rule/rule.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { verify } from '../../scripts/simulator/verify.ts';
import { ruleSource } from '../codemod/grammar.ts';
import { silentDifferences } from './support/silent.ts';
import { slice } from './support/slice.ts';
import { subjectOfFiles } from './support/subject.ts';

/** The nightly job tries more: RANDOM_RULES=5000. */
const RULES = Number(process.env['RANDOM_RULES'] ?? 200);

/** Logins for each: few where somebody looks at the Action anyway, unless there is the time of a night. */
const LOGINS = { exact: 60, review: RULES > 200 ? 60 : 30 };

/** Rules compared at the same time: one prepares while others run. */
const AT_ONCE = 2;

describe('random rules, converted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'converted-'));
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await closeSandboxes();
  });

  it(
    'do what they did, or say in a marker that they may not',
    async () => {
      const sources = slice(fc.sample(ruleSource, { seed: 20261123, numRuns: RULES }));
      const rules = sources.map((source, at) => ({
        name: `rule-${at}`,
        file: `rule-${at}.js`,
        source,
        order: at,
        enabled: true,
      }));
      const { conversions } = convertRules(rules, { separate: true });
      const wrong: string[] = [];
      const left = conversions.entries();
      const work = async (): Promise<void> => {
        for (const [at, conversion] of left) wrong.push(...(await silent(rules[at]!, conversion, folder)));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(wrong).toEqual([]);
    },
    60_000 + RULES * 1_000,
  );
});

/** What the Action does differently without a word of the converter about it, each with the rule and a login. */
async function silent(rule: Rule, conversion: Conversion, folder: string): Promise<string[]> {
  const { code, verdict, dependencies } = conversion;
  // What needs work first is not meant to run.
  if (verdict === 'manual') return [];
  const action = join(folder, `${rule.name}.ts`);
  writeFileSync(action, code);
  const subject = await subjectOfFiles(rule, action, { dependencies });
  const found = await verify(subject, { seed: 1, runs: LOGINS[verdict] });
  // So few logins do not find the way into every rule.
  const isUnclear = found.verdict === 'not verifiable' && !found.reasons[0]?.includes('lets nobody in');
  const all = [...silentDifferences(subject, found, [code]), ...(isUnclear ? found.reasons : [])];
  return all.map((one) => `${one}\n${rule.source}`);
}
