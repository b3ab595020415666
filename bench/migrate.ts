import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { Project } from 'ts-morph';
import { convertRules, draftActions } from '../scripts/codemod/convert.ts';
import type { Rule } from '../scripts/rule/rule.ts';

const CASES = join(import.meta.dirname, '../test/cases');
const SIZES = [10, 100, 1_000, 5_000];

/** The package has no types of its own. */
const require = createRequire(import.meta.url);
const jscodeshift = require('jscodeshift') as (source: string) => { toSource(): string };

/**
 * Prints how many rules a second are converted, in one run beside parsing and printing the same files with ts-morph
 * alone, and beside jscodeshift with a codemod that does nothing: `convert` is everything but types, `typed` the whole
 * of migrate, and the ratios are to ts-morph.
 */
export async function run(): Promise<void> {
  const sources = readdirSync(CASES)
    .map((name) => join(CASES, name, 'rule.js'))
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8'))
    .filter(isStandard);
  // Everything once, so that no row pays for the start of the compiler.
  convertRules(rulesOf(sources, 20), { separate: true });
  parseAndPrint(rulesOf(sources, 20));
  shiftNothing(rulesOf(sources, 20));
  const header = [
    'rules',
    'jscodeshift',
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

/** Whether a rule is JavaScript without a wrapper: jscodeshift reads no anonymous functions and no placeholders. */
function isStandard(source: string): boolean {
  try {
    jscodeshift(source);
    return true;
  } catch {
    return false;
  }
}

/** The case rules over and over, each with a name and a comment of its own. */
function rulesOf(sources: readonly string[], size: number): Rule[] {
  return Array.from({ length: size }, (_, index) => ({
    name: `rule-${index}`,
    file: `rule-${index}.js`,
    source: `${sources[index % sources.length]!}// ${index}\n`,
    order: index,
    enabled: true,
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

function shiftNothing(rules: readonly Rule[]): number {
  return rules.reduce((length, { source }) => length + jscodeshift(source).toSource().length, 0);
}

function row(rules: readonly Rule[]): string[] {
  const shifted = milliseconds(() => shiftNothing(rules));
  const base = milliseconds(() => parseAndPrint(rules));
  const drafted = milliseconds(() => draftActions(rules, { separate: true }));
  const heap = watchHeap(rules);
  const typed = milliseconds(() => convertRules(heap.rules, { separate: true }));
  const perSecond = (time: number): string => Math.round((rules.length / time) * 1_000).toLocaleString('en');
  return [
    rules.length.toLocaleString('en'),
    `${shifted.toFixed(0)} ms`,
    `${base.toFixed(0)} ms`,
    `${drafted.toFixed(0)} ms`,
    (drafted / base).toFixed(2),
    `${typed.toFixed(0)} ms`,
    (typed / base).toFixed(2),
    perSecond(drafted),
    perSecond(typed),
    `${Math.round(heap.peak() / 1_048_576)} MB`,
  ];
}

/** The same rules, some of which look at the heap whenever they are read: nothing else gets a turn meanwhile. */
function watchHeap(rules: readonly Rule[]): { rules: readonly Rule[]; peak: () => number } {
  let peak = 0;
  const look = (): number => (peak = Math.max(peak, getHeapStatistics().used_heap_size));
  const watched = rules.map((rule, index) =>
    index % 20 > 0
      ? rule
      : {
          ...rule,
          get source() {
            look();
            return rule.source;
          },
        },
  );
  return { rules: watched, peak: look };
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
