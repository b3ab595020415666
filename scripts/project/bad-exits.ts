import { Problem } from '../lib/problem.ts';
import { findExits } from '../rule/exits.ts';
import { parseRules } from '../rule/parse.ts';
import type { Rule } from '../rule/rule.ts';
import { positionOf } from '../rule/syntax.ts';
import { findUses } from '../rule/uses.ts';
import type { RuleSource } from '../torq/audit/row.ts';

type BadExits = NonNullable<RuleSource['badExits']>;
type Parsed = Exclude<ReturnType<typeof parseRules>[number], Problem>;

/** Where the legacy Rules do not answer, or may answer twice, by file. One that is no rule is left out. */
export function badExits(rules: readonly Rule[]): Map<string, BadExits> {
  const parsed = parseRules(rules);
  return new Map(
    parsed.flatMap((one): [string, BadExits][] =>
      one instanceof Problem ? [] : [[one.rule.file, exitsOf(one)]],
    ),
  );
}

function exitsOf(parsed: Parsed): BadExits {
  const { rule, source, handler } = parsed;
  const { stalls, silent, repeated } = findExits(parsed, findUses(parsed));
  const end = handler.body.getEnd() - 1;
  const exit = (kind: 'never' | 'twice', offset: number): BadExits[number] => ({
    kind,
    at: { file: rule.file, ...positionOf(source, offset) },
  });
  return [
    ...stalls.map((stall) => exit('never', stall?.getStart(source) ?? end)),
    ...silent.map((node) => exit('never', node.getStart(source))),
    ...repeated.map((call) => exit('twice', call.getStart(source))),
  ];
}
