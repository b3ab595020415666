import { once } from '../lib/once.ts';
import { Problem } from '../lib/problem.ts';
import { type ParsedRule, parseRule } from '../rule/parse.ts';
import type { Rule } from '../rule/rule.ts';
import { keepComments } from './comments.ts';
import type { Transform } from './draft.ts';
import { applyEdits, lineCounter, placesBefore, writtenOut } from './edits.ts';
import { transforms } from './transforms.ts';

/** More rounds than the code of a person is nested. */
const MAX_ROUNDS = 8;

/** A rule in the shape in which it is converted, which may be simpler than it was written. */
export interface Form {
  readonly parsed: ParsedRule;
  /** The line of the rule as it was written, counting from 1, that an offset of `parsed` comes from. */
  readonly lineOf: (offset: number) => number;
}

/** A rule that could be read. */
export interface Prepared {
  readonly original: Rule;
  readonly form: Form;
  /** The same with `await` in place of promise chains and callbacks, when there are any. */
  readonly awaiting: Form | undefined;
}

/** Parses rules and simplifies their shape; what cannot be read is a problem. */
export function prepareRules(rules: readonly Rule[]): { prepared: Prepared[]; problems: Problem[] } {
  const prepared: Prepared[] = [];
  const problems: Problem[] = [];
  for (const original of rules) {
    const parsed = parseRule(original);
    if (parsed instanceof Problem) problems.push(parsed);
    else prepared.push(prepare(original, parsed));
  }
  return { prepared, problems };
}

const rewriting = transforms.filter((transform) => transform.rewrite !== undefined);
const always = rewriting.filter((transform) => transform.always === true);

function prepare(original: Rule, parsed: ParsedRule): Prepared {
  const form = rewriteAll({ parsed, lineOf: lineCounter(parsed.text) }, always);
  const awaiting = rewriteAll(form, rewriting);
  return { original, form, awaiting: awaiting === form ? undefined : awaiting };
}

/** Applies rewrites of the table in turn, until none finds anything. */
function rewriteAll(form: Form, rewrites: readonly Transform[]): Form {
  let current = form;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = current;
    for (const transform of rewrites) current = rewriteOnce(current, transform);
    if (current === before) break;
  }
  return current;
}

/** The rewrites that have nothing for a form, which is not looked at again for them. */
const idle = once((_: Form) => new Set<Transform>());

function rewriteOnce(form: Form, transform: Transform): Form {
  if (idle(form).has(transform)) return form;
  const { rule, text } = form.parsed;
  const found = transform.rewrite!(form.parsed);
  const edits = found.length === 0 ? found : keepComments(text, found);
  const parsed = edits.length === 0 ? undefined : parseRule({ ...rule, source: applyEdits(text, edits) });
  // Code of a form nobody thought of stays as it is, and the rule keeps its callback.
  if (parsed === undefined || parsed instanceof Problem) {
    idle(form).add(transform);
    return form;
  }
  const before = placesBefore(writtenOut(text, edits));
  return { parsed, lineOf: (offset) => form.lineOf(before(offset)) };
}
