import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { convertRules } from '../../scripts/codemod/convert.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { verify } from '../../scripts/simulator/verify.ts';
import { pipelineSources } from '../codemod/pipeline-grammar.ts';
import { silentDifferences } from './support/silent.ts';
import { slice } from './support/slice.ts';
import { subjectOfChain } from './support/subject.ts';

/** The nightly job tries more: RANDOM_PIPELINES=2000. */
const PIPELINES = Number(process.env['RANDOM_PIPELINES'] ?? 60);

/** Pipelines compared at the same time: one prepares while others run. */
const AT_ONCE = 2;

describe('random pipelines, converted together', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pipelines-'));
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await closeSandboxes();
  });

  it(
    'do what they did, or say in a marker that they may not',
    async () => {
      const all = slice(fc.sample(pipelineSources, { seed: 20261123, numRuns: PIPELINES }));
      const wrong: string[] = [];
      const left = all.entries();
      const work = async (): Promise<void> => {
        for (const [at, sources] of left) wrong.push(...(await silent(`p${at}`, sources, folder)));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(wrong).toEqual([]);
    },
    60_000 + PIPELINES * 1_000,
  );
});

/** What the Actions do differently without a word of the converter about it, each with the rules and a login. */
async function silent(name: string, sources: readonly string[], folder: string): Promise<string[]> {
  const rules = sources.map((source, at) => ({
    name: `${name}-${at + 1}`,
    file: `${name}-${at + 1}.js`,
    source,
    order: at,
    enabled: true,
    stage: 'login_success',
  }));
  const { conversions } = convertRules(rules);
  // What needs work first is not meant to run.
  if (conversions.some(({ verdict }) => verdict === 'manual')) return [];
  const sides = conversions.map(({ code, dependencies }, at) => {
    const action = join(folder, `${name}-${at + 1}.ts`);
    writeFileSync(action, code);
    return { rule: rules[at]!, action, dependencies };
  });
  const subject = await subjectOfChain(sides);
  const found = await verify(subject, { seed: 1, runs: 40 });
  // That values travel foretells that they may not arrive as they were; these all can.
  const codes = conversions.map(({ code }) => code.replaceAll('RULE-MIGRATION(shared-state)', ''));
  return silentDifferences(subject, found, codes)
    .filter((one) => !one.includes('merged-app-metadata'))
    .map((one) => `${one}\n${sources.join('')}`);
}
