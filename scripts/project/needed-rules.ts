import { Problem } from '../lib/problem.ts';
import { findLinks } from '../rule/links.ts';
import { parseRules } from '../rule/parse.ts';
import { sharedValues } from '../rule/pipeline.ts';
import type { Rule } from '../rule/rule.ts';
import { findUses } from '../rule/uses.ts';
import type { Verdict } from '../simulator/verdict.ts';

type Need = NonNullable<Verdict['needs']>[number];

/**
 * The rules without which a rule cannot be compared, by its name: those that put on `global` what it uses, and what
 * they use in their turn. Rules come in their order, those that are off are nobody's need.
 */
export function neededRules(rules: readonly Rule[]): ReadonlyMap<string, readonly Need[]> {
  const shown = rules.filter(({ enabled, source }) => enabled && source.includes('global'));
  const read = parseRules(shown).flatMap((parsed) =>
    parsed instanceof Problem
      ? []
      : [{ name: parsed.rule.name, shared: sharedValues(parsed, findUses(parsed)) }],
  );
  const links = findLinks(read).filter(({ path }) => path.startsWith('global.'));
  const needs = new Map<string, readonly Need[]>();
  for (const { name } of read) {
    const own = links.filter(({ reader }) => reader === name);
    // Writers come first, so theirs are known.
    const all = [
      ...own.flatMap(({ writer }) => needs.get(writer) ?? []),
      ...own.map(({ writer, path }) => ({ rule: writer, path })),
    ];
    needs.set(name, [...new Map(all.map((need) => [`${need.rule} ${need.path}`, need])).values()]);
  }
  return needs;
}
