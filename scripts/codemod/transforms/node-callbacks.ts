import { ts } from '../../lib/ts.ts';
import { endsAfter } from '../../rule/ends-after.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { unwrap, walk } from '../../rule/syntax.ts';
import { isAsync, isRequest } from '../calls.ts';
import type { Edit } from '../edits.ts';
import type { Transform } from '../draft.ts';
import {
  declarationFor,
  declaredNames,
  endsFunction,
  endsPlainly,
  freeName,
  indentAt,
  inlineFunction,
  type InlineFunction,
  insideOf,
  mentions,
  shiftLines,
} from '../splice.ts';

/** `request(options, (err, response, body) => {…})` becomes an `await` of the three, and the statements. */
export const nodeCallbacks: Transform = {
  name: 'node-callbacks',
  doc: 'request(options, (err, response, body) => {…}) at the end -> const [err, response, body] = await answerOf((done) => request(options, done)); …',
  rewrite(parsed) {
    if (!parsed.text.includes('request')) return [];
    const calls: AnsweredCall[] = [];
    walk(parsed.handler.body, (node) => {
      if (ts.isFunctionLike(node)) return false;
      const call =
        ts.isExpressionStatement(node) || ts.isReturnStatement(node) ? answeredCall(node, parsed) : undefined;
      if (call !== undefined) calls.push(call);
      return true;
    });
    const start = parsed.handler.getStart(parsed.source);
    const awaits =
      calls.length === 0 || isAsync(parsed.handler) ? [] : [{ start, end: start, text: 'async ' }];
    return [...awaits, ...calls.flatMap((call) => writeCall(call, parsed))];
  },
  apply(draft) {
    for (const name of draft.uses.free.get(ANSWER_OF) ?? []) draft.replace(name, draft.helper('answerOf'));
  },
};

/** Stands for the helper until its own name is known to be free. */
export const ANSWER_OF = '$answerOf';

interface AnsweredCall {
  readonly statement: ts.ExpressionStatement | ts.ReturnStatement;
  readonly call: ts.CallExpression;
  readonly answer: InlineFunction;
}

function answeredCall(
  statement: ts.ExpressionStatement | ts.ReturnStatement,
  parsed: ParsedRule,
): AnsweredCall | undefined {
  const call = statement.expression === undefined ? undefined : unwrap(statement.expression);
  if (call === undefined || !isRequest(call, parsed) || !endsFunction(statement, parsed.handler))
    return undefined;
  const last = call.arguments.at(-1);
  const answer = last === undefined ? undefined : inlineFunction(unwrap(last));
  if (answer === undefined || call.arguments.length < 2 || !endsPlainly(answer, parsed)) return undefined;
  return namesFit(statement, answer, parsed) ? { statement, call, answer } : undefined;
}

/** Whether no name of the function means something else where the statement stands. */
function namesFit(statement: ts.Statement, answer: InlineFunction, { handler }: ParsedRule): boolean {
  const { block, lifted } = declaredNames(answer);
  // A parameter that the function does not look at gets no name.
  for (const [index, { name }] of answer.parameters.entries())
    if (declarationFor(answer, index) === undefined) block.delete(name.getText());
  const here = statement.parent === handler.body ? handler : statement.parent;
  return (
    ![...lifted].some((name) => block.has(name)) &&
    !mentions(handler, lifted, [answer]) &&
    !mentions(here, block, [answer])
  );
}

function writeCall({ statement, call, answer }: AnsweredCall, parsed: ParsedRule): Edit[] {
  const { text, source } = parsed;
  const start = statement.getStart(source);
  const indent = indentAt(text, start);
  const names = namesOf(answer, source);
  const taken = names.length === 0 ? '' : `${names.kind} [${names.list}] = `;
  // A token of the Management API is waited for where it is read.
  const waits = mentions(call, new Set(['auth0']), [answer]);
  const done = mentions(call, new Set(['done']), [answer]) ? freeName('done', parsed) : 'done';
  const opening = `${taken}await ${ANSWER_OF}(${waits ? 'async ' : ''}(${done}) => `;
  const after = text.slice(answer.end, call.end).includes('\n') ? `\n${indent}` : '';
  const listens = `${done}${after}));\n${indent}`;
  const edits: Edit[] = [{ start, end: call.getStart(source), text: opening }];
  const returns = ts.isReturnStatement(statement) && !endsAfter(statement, parsed.handler.body);
  const end = returns ? `\n${indent}return;` : '';
  const from = answer.getStart(source);
  if (!ts.isBlock(answer.body)) {
    const value = unwrap(answer.body);
    edits.push({ start: from, end: value.getStart(source), text: listens });
    edits.push({ start: value.end, end: statement.end, text: `;${end}` });
    return edits;
  }
  const inside = insideOf(answer.body, parsed);
  edits.push({ start: from, end: inside.start, text: listens });
  edits.push(...shiftLines(inside.start, inside.end, indent.length - inside.indent.length, parsed));
  edits.push({ start: inside.end, end: statement.end, text: `${inside.closing}${end}` });
  return edits;
}

/** The parameters that the body uses, as the pattern of an array. */
function namesOf(
  answer: InlineFunction,
  source: ts.SourceFile,
): { length: number; kind: string; list: string } {
  const kinds = answer.parameters.map((_, index) => declarationFor(answer, index));
  const length = kinds.findLastIndex((kind) => kind !== undefined) + 1;
  const list = answer.parameters
    .slice(0, length)
    .map(({ name }, index) => (kinds[index] === undefined ? '' : name.getText(source)))
    .join(', ');
  return { length, kind: kinds.includes('let') ? 'let' : 'const', list };
}
