import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { Project } from 'ts-morph';
import { convertRules, draftActions } from '../scripts/codemod/convert.ts';
import type { Rule } from '../scripts/rule/rule.ts';

const CASES = join(import.meta.dirname, '../test/cases');
const SIZES = [10, 100, 1_000, 5_000];

/** Measured in turns, small sizes more often; the best of each counts, so that what else the machine does matters less. */
const TURNS = 2;
const LEAST = 300;

/** The package has no types of its own. */
const require = createRequire(import.meta.url);
const jscodeshift = require('jscodeshift') as (source: string) => { toSource(): string };

/**
 * Prints what converting rules costs, in turns beside parsing and printing the same files with ts-morph alone, and beside
 * jscodeshift with a codemod that does nothing: `convert` is everything but types, `typed` the whole of migrate. The
 * times are those of the processor in this process, which others on the machine disturb least, and the ratios are to
 * ts-morph. By the clock comes on top what the type checker takes, a process of its own that this one waits for.
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
    'by the clock',
    'ratio',
    'rules/s',
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
  const heap = watchHeap(rules);
  const works = [
    () => shiftNothing(rules),
    () => parseAndPrint(rules),
    () => draftActions(rules, { separate: true }),
    () => convertRules(heap.rules, { separate: true }),
  ];
  const costs = works.map(() => ({ cpu: Infinity, wall: Infinity }));
  for (let turn = 0; turn < Math.max(TURNS, LEAST / rules.length); turn += 1)
    for (const [index, work] of works.entries()) addTurn(costs[index]!, work);
  const [shifted, base, drafted, typed] = costs as [Cost, Cost, Cost, Cost];
  return [
    rules.length.toLocaleString('en'),
    `${shifted.cpu.toFixed(0)} ms`,
    `${base.cpu.toFixed(0)} ms`,
    `${drafted.cpu.toFixed(0)} ms`,
    (drafted.cpu / base.cpu).toFixed(2),
    `${typed.cpu.toFixed(0)} ms`,
    (typed.cpu / base.cpu).toFixed(2),
    `${typed.wall.toFixed(0)} ms`,
    (typed.wall / base.wall).toFixed(2),
    Math.round((rules.length / typed.wall) * 1_000).toLocaleString('en'),
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

/** Milliseconds, the least of all turns. */
interface Cost {
  cpu: number;
  wall: number;
}

function addTurn(cost: Cost, work: () => unknown): void {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const { user, system } = process.cpuUsage(before);
  cost.wall = Math.min(cost.wall, performance.now() - start);
  cost.cpu = Math.min(cost.cpu, (user + system) / 1_000);
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows.map((cells) => cells.map((cell, column) => cell.padStart(widths[column]!)).join('  '));
}
