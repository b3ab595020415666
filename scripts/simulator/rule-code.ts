import { ts } from '../lib/ts.ts';
import { Problem } from '../lib/problem.ts';
import { parseRules, type ParsedRule } from '../rule/parse.ts';
import type { Rule } from '../rule/rule.ts';
import type { Aims } from './aims.ts';
import { instrument } from './instrument.ts';
import { aimsOf } from './read-aims.ts';
import { refusalsIn, type RefusalPlace } from './refusals.ts';
import type { BoundRule } from './rules-result.ts';
import type { FileBranch } from './verify.ts';

/** A Rule made ready to run, with and without instruments. */
export interface PreparedRule {
  readonly plain: BoundRule;
  readonly instrumented: BoundRule;
  readonly branches: readonly FileBranch[];
  readonly aims: Aims;
  /** Where it refuses logins. */
  readonly refusals: readonly RefusalPlace[];
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
      refusals: refusalsIn(code, file, callbackOf(parsed), instrumented.branches),
    };
  });
}

function callbackOf({ handler }: ParsedRule): string | undefined {
  const name = handler.parameters[2]?.name;
  return name && ts.isIdentifier(name) ? name.text : undefined;
}

/**
 * The rule's function as an expression, on the lines that it has in its file. Assumption: where a file declares
 * something beside it, that is there for each login, as it was when somebody wrote it.
 */
function ruleExpression({ text, handler, outer, source }: ParsedRule): string {
  const blank = (start: number, end: number): string => text.slice(start, end).replaceAll(/[^\n]/g, ' ');
  const start = handler.getStart(source);
  const beside = source.statements.filter((statement) => statement !== outer && isDeclaration(statement));
  if (beside.length === 0) return blank(0, start) + text.slice(start, handler.end);
  const parts = [
    ...beside.map((one) => ({ from: one.getStart(source), to: one.end, head: '', tail: '' })),
    { from: start, to: handler.end, head: 'const __rule = ', tail: ';' },
  ].toSorted((a, b) => a.from - b.from);
  let at = 0;
  let code = '';
  for (const { from, to, head, tail } of parts) {
    code += blank(at, from) + head + text.slice(from, to) + tail;
    at = to;
  }
  return `(() => {${code}\nreturn __rule; })()`;
}

function isDeclaration(node: ts.Statement): boolean {
  return ts.isVariableStatement(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node);
}
