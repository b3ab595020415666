import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { columns } from '../scripts/lib/columns.ts';
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
 * Breaks the converted Action of every case in many ways and counts how often the comparison notices. Functions that
 * the converter adds are the same text in many Actions: their mutants count once, and as caught when one case does.
 */
export async function run(): Promise<void> {
  const [, ...wanted] = process.argv.slice(2);
  const names = readdirSync(CASES).filter(
    (name) => isConverted(join(CASES, name)) && (wanted.length === 0 || wanted.includes(name)),
  );
  const rows: string[][] = [['case', 'caught', 'of', 'equivalent', 'refused']];
  const once = new Map<string, JudgedMutant>();
  const skipped: string[] = [];
  for (const name of names) {
    const folder = join(CASES, name);
    const subject = { ...(await subjectOfCase(folder)), acceptances: [MERGE] };
    const { verdict, reasons } = await verify(subject, { seed: 1, runs: 1 });
    // So few logins do not find the way into every rule.
    const isUnverifiable = verdict === 'not verifiable' && !reasons[0]?.includes('lets nobody in');
    const text = readFileSync(join(folder, 'action.ts'), 'utf8');
    const file = `test/cases/${name}/action.ts`;
    const target = { action: 'action', entry: join(folder, 'action.ts'), sources: new Map([[file, text]]) };
    const { isDifferent, mutants } = await mutationCheck(subject, [target], { seed: 1, runs: LOGINS });
    if (isUnverifiable || isDifferent) {
      skipped.push(`${name} (${isDifferent ? 'different' : verdict})`);
      continue;
    }
    const { caught, total } = shareOf(mutants);
    const count = (fate: JudgedMutant['fate']): string =>
      String(mutants.filter((one) => one.fate === fate).length);
    rows.push([name, String(caught), String(total), count('equivalent'), count('refused')]);
    for (const mutant of mutants) {
      const key = identityOf(mutant, text);
      const known = once.get(key);
      if (known === undefined || RANK.indexOf(mutant.fate) < RANK.indexOf(known.fate)) once.set(key, mutant);
    }
  }
  await closeSandboxes();
  console.log(columns(rows));
  if (skipped.length > 0) console.log(`\nLeft out: ${skipped.join(', ')}`);
  const missed = [...once.values()].filter(({ fate }) => fate === 'survived' || fate === 'unreached');
  console.log(
    `\n${columns(missed.map(({ fate, file, line, column, before, after }) => [fate, `${file}:${line}:${column}`, `${before}  ->  ${after}`]))}`,
  );
  const { caught, total, reached } = shareOf([...once.values()]);
  const share = (of: number): string => `${((100 * caught) / of).toFixed(1)} %`;
  console.log(
    `\n${caught} of ${total} noticed, ${share(total)}; ${share(reached)} of the ${reached} that a login reaches`,
  );
}

/** What counts when the same text is broken in the same way in several cases. */
const RANK: readonly JudgedMutant['fate'][] = ['caught', 'survived', 'unreached', 'equivalent', 'refused'];

function isConverted(folder: string): boolean {
  const record = join(folder, 'record.json');
  if (!existsSync(record)) return false;
  return (JSON.parse(readFileSync(record, 'utf8')) as { verdict: string }).verdict !== 'manual';
}

/** The function or class at the top of the source that a mutant breaks, and where and how it does. */
function identityOf({ span, operator, after }: JudgedMutant, text: string): string {
  const [start] = span;
  const source = ts.createSourceFile('action.ts', text, ts.ScriptTarget.ESNext, true);
  const part = source.statements.find((one) => one.pos <= start && start < one.end)!;
  return [text.slice(part.getStart(source), part.end), start - part.getStart(source), operator, after].join(
    '\n',
  );
}
