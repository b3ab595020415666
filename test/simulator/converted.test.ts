import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { convertRules } from '../../scripts/codemod/convert.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { verify } from '../../scripts/simulator/verify.ts';
import { ruleSource } from '../codemod/grammar.ts';
import { subjectOfFiles } from './support/subject.ts';

/** The nightly job tries more: RANDOM_RULES=5000; RANDOM_SLICE=2/10 tries the second tenth of them. */
const RULES = Number(process.env['RANDOM_RULES'] ?? 200);
const [SLICE = 1, SLICES = 1] = (process.env['RANDOM_SLICE'] ?? '1/1').split('/').map(Number);

describe('random rules, converted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'converted-'));
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await closeSandboxes();
  });

  it(
    'do exactly what they did, where the converter says so',
    async () => {
      const all = fc.sample(ruleSource, { seed: 20261123, numRuns: RULES });
      const sources = all.filter((_, at) => at % SLICES === SLICE - 1);
      const rules = sources.map((source, at) => ({
        name: `rule-${at}`,
        file: `rule-${at}.js`,
        source,
        order: at,
        enabled: true,
        stage: 'login_success',
      }));
      const { conversions } = convertRules(rules, { separate: true });
      const wrong: string[] = [];
      for (const [at, { code, verdict }] of conversions.entries()) {
        // What is up for review says itself that it may differ.
        if (verdict !== 'exact') continue;
        const action = join(folder, `rule-${at}.ts`);
        writeFileSync(action, code);
        const found = await verify(await subjectOfFiles(rules[at]!, action), { seed: 1, runs: 60 });
        // So few logins do not find the way into every rule.
        if (found.verdict === 'equal' || found.reasons[0]?.includes('lets nobody in')) continue;
        const shown = found.findings.find(({ status }) => status === 'different');
        wrong.push(
          `${sources[at]}\n${found.verdict} ${shown?.difference} ${JSON.stringify(shown?.settings)}`,
        );
      }
      expect(wrong).toEqual([]);
    },
    60_000 + RULES * 1_000,
  );
});
