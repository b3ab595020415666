import type { Link } from '../rule/links.ts';

/**
 * The steps in which to switch from Rules to Actions, from rules in the order in which they run: the last rule first,
 * since Actions run after all Rules, and rules that share values at once, since an Action gets nothing from a Rule.
 */
export function cutoverSteps(names: readonly string[], links: readonly Link[]): string[][] {
  const together = new Map<string, Set<string>>(names.map((name) => [name, new Set([name])]));
  for (const { writer, reader } of links) {
    const own = together.get(writer);
    const other = together.get(reader);
    if (own === undefined || other === undefined || own === other) continue;
    const [small, large] = own.size < other.size ? [own, other] : [other, own];
    for (const name of small) together.set(name, large.add(name));
  }
  const steps = new Set(names.toReversed().map((name) => together.get(name)!));
  return [...steps].map((step) => names.filter((name) => step.has(name)));
}
