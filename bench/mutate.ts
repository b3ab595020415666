import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from '../scripts/lib/ts.ts';
import { columns } from '../scripts/lib/columns.ts';
import { mutationText } from '../scripts/report/mutation-text.ts';
import type { Acceptance } from '../scripts/simulator/acceptance.ts';
import { MERGED_APP_METADATA } from '../scripts/simulator/compare.ts';
import { mutationCheck, shareOf, type JudgedMutant } from '../scripts/simulator/mutation.ts';
import { closeSandboxes } from '../scripts/simulator/sandbox.ts';
import { verify } from '../scripts/simulator/verify.ts';
import { subjectOfCase } from '../test/simulator/support/subject.ts';

const CASES = join(import.meta.dirname, '../test/cases');

/** What converted code does not do by itself, and says so. */
const MERGE: Acceptance = {
  difference: MERGED_APP_METADATA.id,
  reason: 'noted',
  by: 'bench',
  on: '2026-01-15',
};

/** Logins that each case is compared with. */
const LOGINS = 400;

/**
 * Breaks the converted Action of every case in many ways and counts how often the comparison notices; of some cases, with
 * their names or the start of them (`npm run bench -- mutate scope- claims-`). Functions that the converter adds are the
 * same in many Actions: their mutants count once, and as caught when one case does.
 */
export async function run(): Promise<void> {
  const [, ...wanted] = process.argv.slice(2);
  const names = readdirSync(CASES).filter(
    (name) =>
      isConverted(join(CASES, name)) &&
      (wanted.length === 0 || wanted.some((start) => name.startsWith(start))),
  );
  const rows: string[][] = [['case', 'caught', 'of', 'equivalent', 'open', 'refused']];
  const once = new Map<string, JudgedMutant>();
  const skipped: string[] = [];
  for (const name of names) {
    const folder = join(CASES, name);
    const subject = { ...(await subjectOfCase(folder)), acceptances: [MERGE] };
    const { verdict, reasons } = await verify(subject, { seed: 1, runs: 1 });
    // So few logins do not find the way into every rule.
    if (verdict === 'not verifiable' && !reasons[0]?.includes('lets nobody in')) {
      skipped.push(`${name} (${verdict})`);
      continue;
    }
    const text = readFileSync(join(folder, 'action.ts'), 'utf8');
    const file = `test/cases/${name}/action.ts`;
    const target = { action: 'action', entry: join(folder, 'action.ts'), sources: new Map([[file, text]]) };
    const { isDifferent, mutants } = await mutationCheck(subject, [target], { seed: 1, runs: LOGINS });
    if (isDifferent) {
      skipped.push(`${name} (different)`);
      continue;
    }
    const { caught, total } = shareOf(mutants);
    const count = (fate: JudgedMutant['fate']): string =>
      String(mutants.filter((one) => one.fate === fate).length);
    rows.push([name, ...[caught, total].map(String), count('equivalent'), count('open'), count('refused')]);
    for (const mutant of mutants) {
      const key = identityOf(mutant, text);
      const known = once.get(key);
      if (known === undefined || RANK.indexOf(mutant.fate) < RANK.indexOf(known.fate)) once.set(key, mutant);
    }
  }
  await closeSandboxes();
  console.log(columns(rows));
  if (skipped.length > 0) console.log(`\nLeft out: ${skipped.join(', ')}`);
  const mutants = [...once.values()];
  console.log(`\n${mutationText([{ name: 'Each mutant once', isDifferent: false, mutants }])}`);
}

/** What counts when the same text is broken in the same way in several cases: what logins show, first. */
const RANK: readonly JudgedMutant['fate'][] = [
  'caught',
  'open',
  'survived',
  'unreached',
  'equivalent',
  'refused',
];

function isConverted(folder: string): boolean {
  const record = join(folder, 'record.json');
  if (!existsSync(record)) return false;
  return (JSON.parse(readFileSync(record, 'utf8')) as { verdict: string }).verdict !== 'manual';
}

/**
 * The function or class at the top of the source that a mutant breaks, and where and how it does. Names that were taken
 * have an underscore more (`changed_`).
 */
function identityOf({ span, operator, after }: JudgedMutant, text: string): string {
  const [start] = span;
  const source = ts.createSourceFile('action.ts', text, ts.ScriptTarget.ESNext, true);
  const part = source.statements.find((one) => one.pos <= start && start < one.end)!;
  const own = (some: string): string => some.replaceAll(/(?<=\w)_+\b/g, '');
  const before = own(text.slice(part.getStart(source), start));
  return [own(part.getText(source)), before.length, operator, after].join('\n');
}
