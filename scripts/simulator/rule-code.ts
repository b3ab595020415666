import { Problem } from '../lib/problem.ts';
import { parseRules, type ParsedRule } from '../rule/parse.ts';
import type { Rule } from '../rule/rule.ts';
import type { Aims } from './aims.ts';
import { instrument } from './instrument.ts';
import { aimsOf } from './read-aims.ts';
import type { BoundRule } from './rules-result.ts';
import type { FileBranch } from './verify.ts';

/** A Rule made ready to run, with and without instruments. */
export interface PreparedRule {
  readonly plain: BoundRule;
  readonly instrumented: BoundRule;
  readonly branches: readonly FileBranch[];
  readonly aims: Aims;
}

/** Makes Rules ready, in their order; the ids of their branches count from 0. Throws a Problem for one that does not parse. */
export function prepareRules(rules: readonly Rule[]): PreparedRule[] {
  let nextId = 0;
  return parseRules(rules).map((parsed) => {
    if (parsed instanceof Problem) throw parsed;
    const { name, file } = parsed.rule;
    const code = ruleExpression(parsed);
    const instrumented = instrument(code, file, nextId);
    nextId += instrumented.branches.length;
    return {
      plain: { name, code },
      instrumented: { name, code: instrumented.code },
      branches: instrumented.branches.map((branch) => ({ ...branch, file })),
      aims: aimsOf(code, file),
    };
  });
}

/** The rule's function as an expression, on the lines that it has in its file. */
function ruleExpression({ text, handler, source }: ParsedRule): string {
  const start = handler.getStart(source);
  return text.slice(0, start).replaceAll(/[^\n]/g, ' ') + text.slice(start, handler.end);
}
