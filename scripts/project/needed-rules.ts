import { ts } from '../lib/ts.ts';
import { absentLink } from '../codemod/absent.ts';
import { Problem } from '../lib/problem.ts';
import { findLinks, hiddenValues } from '../rule/links.ts';
import { METADATA, metadataFound } from '../rule/made-metadata.ts';
import { type ParsedRule, parseRules } from '../rule/parse.ts';
import { sharedValues } from '../rule/pipeline.ts';
import type { Rule } from '../rule/rule.ts';
import { sharedFunctions } from '../rule/shared-functions.ts';
import { findSharedGlobals } from '../rule/shared-globals.ts';
import { findUses, type Use, type Uses } from '../rule/uses.ts';
import type { Verdict } from '../simulator/verdict.ts';

type Need = NonNullable<Verdict['needs']>[number];

/**
 * The rules without which a rule cannot be compared, by its name: those that put on `global`, or in every login on
 * the user or the context, what it reads, that which makes the metadata that it relies on, and what they need in their turn. Rules come in their order, those that are off
 * are nobody's need.
 */
export function neededRules(rules: readonly Rule[]): ReadonlyMap<string, readonly Need[]> {
  const running = rules.filter(({ enabled }) => enabled);
  if (running.length < 2) return new Map();
  const read = parseRules(running).flatMap((parsed) => {
    if (parsed instanceof Problem) return [];
    const uses = findUses(parsed);
    return [{ name: parsed.rule.name, parsed, uses, shared: sharedValues(parsed, uses) }];
  });
  const certain = new Map(read.map(({ name, shared }) => [name, shared.certain]));
  const links = findLinks(read).filter(
    ({ path, writer }) => path.startsWith('global.') || certain.get(writer)!.includes(path),
  );
  const functions = sharedFunctions(findSharedGlobals(read));
  const found = metadataFound(
    read.map(({ name, parsed, uses, shared }) => ({
      name,
      made: hiddenValues(parsed, uses, shared, functions).made,
    })),
  );
  const needs = new Map<string, readonly Need[]>();
  for (const [index, { name, parsed, uses }] of read.entries()) {
    const own = [
      ...links
        .filter(({ reader }) => reader === name)
        .map(({ writer, path }): Need => ({ rule: writer, path })),
      ...METADATA.flatMap((kind): Need[] => {
        const made = found[index]![kind];
        return made?.isCertain && reliesOn(kind, parsed, uses)
          ? [{ rule: made.by, path: `user.${kind}` }]
          : [];
      }),
    ];
    // Writers come first, so theirs are known.
    const all = [...own.flatMap(({ rule }) => needs.get(rule) ?? []), ...own];
    needs.set(name, [...new Map(all.map((need) => [`${need.rule} ${need.path}`, need])).values()]);
  }
  return needs;
}

/** Whether a rule may do something else when there is no metadata. */
function reliesOn(kind: string, parsed: ParsedRule, uses: Uses): boolean {
  const reading = { parsed, uses, options: {}, text: (node: ts.Node): string => node.getText(parsed.source) };
  return uses.all.some((use) => {
    if (use.root !== 'user') return false;
    if (use.path.length > 0) return use.path[0] === kind && absentLink(use, reading) !== undefined;
    return use.kind === 'destructure' || (use.kind === 'read' && !isHandedOn(use, uses));
  });
}

/** `callback(null, user, context)`. */
function isHandedOn({ identifier: { parent } }: Use, { all }: Uses): boolean {
  return (
    ts.isCallExpression(parent) &&
    all.some(({ root, identifier }) => root === 'callback' && identifier === parent.expression)
  );
}
