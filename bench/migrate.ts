import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from 'ts-morph';
import { convertRules, draftActions } from '../scripts/codemod/convert.ts';
import type { Rule } from '../scripts/rule/rule.ts';

const CASES = join(import.meta.dirname, '../test/cases');
const SIZES = [10, 100, 1_000, 5_000];

/**
 * Prints how many rules a second are converted, beside parsing and printing the same files with ts-morph alone, in
 * one run: `convert` is everything but types, `typed` the whole of migrate.
 */
export async function run(): Promise<void> {
  const sources = readdirSync(CASES)
    .map((name) => join(CASES, name, 'rule.js'))
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8'));
  // Everything once, so that no row pays for the start of the compiler.
  convertRules(rulesOf(sources, 20), { separate: true });
  parseAndPrint(rulesOf(sources, 20));
  const header = [
    'rules',
    'parse+print',
    'convert',
    'ratio',
    'typed',
    'ratio',
    'rules/s convert',
    'rules/s typed',
    'peak heap',
  ];
  const rows = SIZES.map((size) => row(rulesOf(sources, size)));
  for (const line of aligned([header, ...rows])) console.log(line);
}

/** The case rules over and over, each with a name and a comment of its own. */
function rulesOf(sources: readonly string[], size: number): Rule[] {
  return Array.from({ length: size }, (_, index) => ({
    name: `rule-${index}`,
    file: `rule-${index}.js`,
    source: `${sources[index % sources.length]!}// ${index}\n`,
    order: index,
    enabled: true,
    stage: 'login_success',
  }));
}

function parseAndPrint(rules: readonly Rule[]): number {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipFileDependencyResolution: true,
    compilerOptions: { allowJs: true },
  });
  return rules.reduce(
    (length, { file, source }) => length + project.createSourceFile(`/${file}`, source).print().length,
    0,
  );
}

function row(rules: readonly Rule[]): string[] {
  const base = milliseconds(() => parseAndPrint(rules));
  const drafted = milliseconds(() => draftActions(rules, { separate: true }));
  const before = process.memoryUsage().heapUsed;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 50);
  const typed = milliseconds(() => convertRules(rules, { separate: true }));
  clearInterval(watch);
  peak = Math.max(peak, process.memoryUsage().heapUsed);
  const perSecond = (time: number): string => Math.round((rules.length / time) * 1_000).toLocaleString('en');
  return [
    rules.length.toLocaleString('en'),
    `${base.toFixed(0)} ms`,
    `${drafted.toFixed(0)} ms`,
    (drafted / base).toFixed(2),
    `${typed.toFixed(0)} ms`,
    (typed / base).toFixed(2),
    perSecond(drafted),
    perSecond(typed),
    `${Math.round(peak / 1_048_576)} MB`,
  ];
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows.map((cells) => cells.map((cell, column) => cell.padStart(widths[column]!)).join('  '));
}
