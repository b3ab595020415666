import { Problem } from '../lib/problem.ts';
import { type ParsedRule, parseRules } from '../rule/parse.ts';
import type { Rule } from '../rule/rule.ts';
import { keepComments } from './comments.ts';
import type { Transform } from './draft.ts';
import { applyEdits, lineCounter, placesBefore } from './edits.ts';
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
  const problems: Problem[] = [];
  const read: { original: Rule; form: Form }[] = [];
  for (const [index, parsed] of parseRules(rules).entries()) {
    if (parsed instanceof Problem) problems.push(parsed);
    else read.push({ original: rules[index]!, form: { parsed, lineOf: lineCounter(parsed.text) } });
  }
  const forms = rewriteAll(
    read.map(({ form }) => form),
    (rewrite) => rewrite.always === true,
  );
  const awaiting = rewriteAll(forms, () => true);
  const prepared = read.map(({ original }, index) => {
    const form = forms[index]!;
    return { original, form, awaiting: awaiting[index] === form ? undefined : awaiting[index] };
  });
  return { prepared, problems };
}

/** Applies the rewrites of the table in turn, until none finds anything. */
function rewriteAll(forms: readonly Form[], which: (transform: Transform) => boolean): readonly Form[] {
  const wanted = transforms.filter((transform) => transform.rewrite !== undefined && which(transform));
  let current = forms;
  let open: ReadonlySet<number> = new Set(forms.keys());
  for (let round = 0; round < MAX_ROUNDS && open.size > 0; round += 1) {
    const before = current;
    for (const transform of wanted) current = rewriteOnce(current, open, transform);
    // What no rewrite had anything for is done.
    open = new Set([...open].filter((index) => current[index] !== before[index]));
  }
  return current;
}

/** The forms, each open one with the edits that a rewrite has for it; parsed in one go. */
function rewriteOnce(
  forms: readonly Form[],
  open: ReadonlySet<number>,
  transform: Transform,
): readonly Form[] {
  const edited = [...open].flatMap((index) => {
    const form = forms[index]!;
    const edits = keepComments(form.parsed.text, transform.rewrite!(form.parsed));
    return edits.length === 0 ? [] : [{ index, edits, text: applyEdits(form.parsed.text, edits) }];
  });
  const parsed = parseRules(
    edited.map(({ index, text }) => ({ ...forms[index]!.parsed.rule, source: text })),
  );
  const result = [...forms];
  for (const [at, { index, edits }] of edited.entries()) {
    const again = parsed[at]!;
    // Code of a form nobody thought of stays as it is, and the rule keeps its callback.
    if (again instanceof Problem) continue;
    const before = placesBefore(edits);
    const { lineOf } = forms[index]!;
    result[index] = { parsed: again, lineOf: (offset) => lineOf(before(offset)) };
  }
  return result;
}
