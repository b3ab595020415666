import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { verify } from '../../scripts/simulator/verify.ts';
import { subjectOfCase } from './support/subject.ts';

afterAll(closeSandboxes);

const cases = join(import.meta.dirname, '../cases/verify');

describe('mistakes that people have made when they moved a Rule by hand, and what is no mistake', () => {
  it.each(readdirSync(cases))('%s', async (name) => {
    const folder = join(cases, name);
    const expected = JSON.parse(readFileSync(join(folder, 'verdict.json'), 'utf8')) as {
      verdict: string;
      findings: string[];
    };
    const found = await verify(await subjectOfCase(folder), { seed: 1, runs: 300 });
    expect(found.verdict, found.reasons.join()).toBe(expected.verdict);
    const names = found.findings.map(({ inherent, difference }) => inherent ?? difference);
    expect(names).toEqual(expect.arrayContaining(expected.findings));
    expect(found.reasons.join()).not.toContain('built for coverage');
    for (const { logins } of found.findings) expect(logins).toBeLessThanOrEqual(found.logins);
    if (found.verdict === 'equal') {
      expect(found.coverage.rules.unreached).toEqual([]);
      expect(found.coverage.actions.unreached).toEqual([]);
    }
  });
});
