import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { verify } from '../../scripts/simulator/verify.ts';
import { subjectOfCase } from './support/subject.ts';

afterAll(closeSandboxes);

const cases = join(import.meta.dirname, '../cases');
const exact = readdirSync(cases).filter((name) => {
  const record = join(cases, name, 'record.json');
  if (!existsSync(record)) return false;
  return (JSON.parse(readFileSync(record, 'utf8')) as { verdict: string }).verdict === 'exact';
});

describe('conversions that are called exact', () => {
  it.each(exact)('%s does what its rule did', async (name) => {
    const found = await verify(await subjectOfCase(join(cases, name)), { seed: 1, runs: 100 });
    expect(found.findings.filter(({ status }) => status === 'different')).toEqual([]);
    expect(['equal', 'not verifiable']).toContain(found.verdict);
  });
});
