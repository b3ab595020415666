import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import { verify } from '../../scripts/simulator/verify.ts';
import { silentDifferences } from './support/silent.ts';
import { subjectOfCase } from './support/subject.ts';

afterAll(closeSandboxes);

const cases = join(import.meta.dirname, '../cases');
const called = (wanted: string): string[] =>
  readdirSync(cases).filter((name) => {
    const record = join(cases, name, 'record.json');
    if (!existsSync(record)) return false;
    return (JSON.parse(readFileSync(record, 'utf8')) as { verdict: string }).verdict === wanted;
  });

describe('conversions that are called exact', () => {
  it.each(called('exact'))('%s does what its rule did', async (name) => {
    const found = await verify(await subjectOfCase(join(cases, name)), { seed: 1, runs: 100 });
    expect(found.findings.filter(({ status }) => status === 'different')).toEqual([]);
    expect(['equal', 'not verifiable']).toContain(found.verdict);
  });
});

/** Some that ask for a look, and the only paths of an outcome that may differ until somebody has taken it. */
const looks: readonly (readonly [name: string, differs: readonly string[]])[] = [
  ['body-of-the-password-grant', []],
  ['client-metadata-missing-denies', []],
  ['metadata-saved-before-a-throw', []],
  // A claim of the profile that the rule takes away, which its marker says.
  ['redirect-forgets-what-was-decided', ['idToken.nickname']],
  ['request-body', []],
  ['saml-mapped-before-a-change', []],
  ['scope-among-claims', []],
  ['scope-assigned-twice', []],
  ['session-clients', []],
  ['session-clients-counted', []],
  ['user-by-computed-name', ['merged-app-metadata']],
  // The Action gives the Management API five seconds.
  ['metadata-of-a-user-by-another-name', ['end', 'end.reason']],
];

describe('conversions that ask for a look', () => {
  it.each(called('review'))('%s says in its markers what may differ', async (name) => {
    const subject = await subjectOfCase(join(cases, name));
    const found = await verify(subject, { seed: 1, runs: 50 });
    const code = readFileSync(join(cases, name, 'action.ts'), 'utf8');
    expect(silentDifferences(subject, found, [code])).toEqual([]);
  });

  it.each(looks)('%s differs in nothing else', async (name, differs) => {
    const found = await verify(await subjectOfCase(join(cases, name)), { seed: 1, runs: 100 });
    const open = found.findings.filter(({ status }) => status === 'different');
    expect(open.filter(({ difference }) => !differs.includes(difference))).toEqual([]);
    expect(found.verdict).not.toBe('not verifiable');
  });
});
