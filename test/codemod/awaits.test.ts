import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { verify } from '../../scripts/simulator/verify.ts';
import { subjectOfCase } from '../simulator/support/subject.ts';

afterAll(closeSandboxes);

const cases = join(import.meta.dirname, '../cases');
const read = (name: string, file: string): string => readFileSync(join(cases, name, file), 'utf8');

/** Chains and requests that somebody has to look at for another reason; those called exact are compared with all exact cases. */
const waiting = readdirSync(cases).filter(
  (name) =>
    /^(?:promise|request|nested|never-calls-back-unless)/.test(name) &&
    !read(name, 'action.ts').includes('settled(') &&
    (JSON.parse(read(name, 'record.json')) as { verdict: string }).verdict === 'review',
);

describe('conversions to await', () => {
  it('cover rules that never call back on some path', () => {
    expect(waiting).toContain('promise-chain-with-a-silent-path');
    expect(waiting).toContain('nested-two-deep-with-a-silent-path');
  });

  it.each(waiting)('%s does what its rule did, whether requests succeed or fail', async (name) => {
    const found = await verify(await subjectOfCase(join(cases, name)), { seed: 1, runs: 60 });
    expect(found.findings.filter(({ status }) => status === 'different')).toEqual([]);
    expect(found.verdict).toBe('equal');
  });
});
