import { ts } from '../../lib/ts.ts';
import { isStandardError, kindOfCall } from '../../rule/call-kind.ts';
import { endsAfter } from '../../rule/ends-after.ts';
import { IdleCode } from '../../rule/idle.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { unwrap, walk } from '../../rule/syntax.ts';
import { findUses, type Uses } from '../../rule/uses.ts';
import { cannotThrow, isPlainValue, isPromise, isRequest } from '../calls.ts';
import type { Transform } from '../draft.ts';
import type { Edit } from '../edits.ts';
import { expressionOf, indentAt, isCallbackCall, lineRange, shiftLines } from '../splice.ts';

/** `callback(null, user, context); request.post({…});`: what the rule did last, the Action does before it ends. */
export const workAfterCallback: Transform = {
  name: 'work-after-callback',
  doc: 'callback(null, user, context); console.log(…); -> console.log(…); callback(null, user, context);',
  always: true,
  rewrite(parsed) {
    const early: EarlyCall[] = [];
    const returned: ts.Statement[] = [];
    let uses: Uses | undefined;
    walk(parsed.handler.body, (node) => {
      const ending = ts.isTryStatement(node) ? endingCall(node, parsed) : undefined;
      if (ending !== undefined) returned.push(ending);
      if (ts.isFunctionLike(node) || ts.isTryStatement(node) || ts.isIterationStatement(node, false))
        return false;
      if (!ts.isExpressionStatement(node) || !isCallbackCall(node.expression, parsed)) return true;
      const rest = statementsAfter(node, parsed.handler.body);
      if (rest.length === 0) return false;
      uses ??= findUses(parsed);
      const call = earlyCall(node, rest, parsed, uses);
      if (call !== undefined) early.push(call);
      return false;
    });
    const starts = returned.map((statement) => statement.getStart(parsed.source));
    return [
      ...early.flatMap((call) => writeLast(call, parsed)),
      ...starts.map((start) => ({ start, end: start, text: 'return ' })),
    ];
  },
};

/** `try { … } finally { callback(…); }` at the end: what the `try` throws came too late, as after a `return` there. */
function endingCall(node: ts.TryStatement, parsed: ParsedRule): ts.Statement | undefined {
  const last = node.finallyBlock?.statements.at(-1);
  return last !== undefined &&
    ts.isExpressionStatement(last) &&
    isCallbackCall(last.expression, parsed) &&
    endsAfter(node, parsed.handler.body)
    ? last
    : undefined;
}

interface EarlyCall {
  readonly statement: ts.ExpressionStatement;
  readonly call: ts.CallExpression;
  /** What follows in the same block and ends the rule. */
  readonly work: readonly ts.Statement[];
  /** A bare `return` behind it. */
  readonly end: ts.ReturnStatement | undefined;
}

/** What follows a statement in its block, when the body ends there. */
function statementsAfter(statement: ts.Statement, body: ts.Block): readonly ts.Statement[] {
  const { parent } = statement;
  if (!ts.isBlock(parent)) return [];
  const rest = parent.statements.slice(parent.statements.indexOf(statement) + 1);
  const last = rest.at(-1);
  const isEnd = last !== undefined && (ts.isReturnStatement(last) || endsAfter(last, body));
  return isEnd && !endsAfter(statement, body) ? rest : [];
}

function isBareReturn(node: ts.Statement): node is ts.ReturnStatement {
  return ts.isReturnStatement(node) && node.expression === undefined;
}

function earlyCall(
  statement: ts.ExpressionStatement,
  rest: readonly ts.Statement[],
  parsed: ParsedRule,
  uses: Uses,
): EarlyCall | undefined {
  const call = statement.expression as ts.CallExpression;
  if (kindOfCall(call, uses) === 'either' || !call.arguments.every((one) => isPlain(one, uses)))
    return undefined;
  const last = rest.at(-1)!;
  const end = isBareReturn(last) ? last : undefined;
  const work = end === undefined ? rest : rest.slice(0, -1);
  const idle = new IdleCode('next', statement.end, parsed, uses);
  return work.every((one) => isWork(one, idle, parsed)) ? { statement, call, work, end } : undefined;
}

function isPlain(node: ts.Expression, uses: Uses): boolean {
  const inner = unwrap(node);
  return isPlainValue(inner) || (isStandardError(inner, uses) && (inner.arguments ?? []).every(isPlainValue));
}

/** A message to the log, a request or a save that nobody waits for, or what is made for one. */
function isWork(statement: ts.Statement, idle: IdleCode, parsed: ParsedRule): boolean {
  if (ts.isIfStatement(statement)) {
    const { expression, thenStatement, elseStatement } = statement;
    const branches = elseStatement === undefined ? [thenStatement] : [thenStatement, elseStatement];
    return idle.is(expression) && branches.every((one) => isWork(one, idle, parsed));
  }
  if (ts.isBlock(statement)) return statement.statements.every((one) => isWork(one, idle, parsed));
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.every(
      ({ name, initializer }) =>
        ts.isIdentifier(name) && (initializer === undefined || isLoaded(initializer) || idle.is(initializer)),
    );
  const value = expressionOf(statement);
  if (value === undefined || isCallbackCall(value, parsed)) return false;
  const request = requestIn(value, parsed);
  if (request === undefined) return idle.is(statement) && !holdsCallback(statement, parsed);
  return request.every((one) => idle.is(one));
}

function isLoaded(node: ts.Expression): boolean {
  return /^require\('[^']*'\)$|^require\("[^"]*"\)$/.test(node.getText());
}

function holdsCallback(node: ts.Node, parsed: ParsedRule): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||= isCallbackCall(inner, parsed);
    return !found;
  });
  return found;
}

/** What a request or a save of metadata is given, and what its promise is followed by; undefined when the expression is none. */
function requestIn(node: ts.Expression, parsed: ParsedRule): readonly ts.Node[] | undefined {
  const call = unwrap(node);
  if (!ts.isCallExpression(call)) return undefined;
  const callee = unwrap(call.expression);
  if (ts.isPropertyAccessExpression(callee) && /^(?:then|catch|finally)$/.test(callee.name.text)) {
    const before = requestIn(callee.expression, parsed);
    return before === undefined ? undefined : [...before, ...call.arguments];
  }
  const given: readonly ts.Node[] = call.arguments;
  // A promise of nothing goes nowhere.
  if (/^Promise\b/.test(callee.getText())) return undefined;
  return isPromise(call, parsed) || isRequest(call, parsed) ? given : undefined;
}

/** Whether an error of the work would show: it came too late in the rule. */
function mayThrow(work: readonly ts.Statement[], parsed: ParsedRule): boolean {
  return !work.every((statement) => {
    const value = expressionOf(statement);
    if (value === undefined) return false;
    const call = unwrap(value) as ts.CallExpression;
    const isSafe =
      ts.isCallExpression(call) &&
      /^(?:console\.\w+|auth0\.users\.update\w+)$/.test(call.expression.getText()) &&
      call.arguments.every(isPlainValue);
    return isSafe || cannotThrow(call, parsed);
  });
}

function writeLast({ statement, call, work, end }: EarlyCall, parsed: ParsedRule): Edit[] {
  const { text, source } = parsed;
  const from = work[0]!.getStart(source);
  const to = work.at(-1)!.end;
  const indent = indentAt(text, statement.getStart(source));
  const isTried = mayThrow(work, parsed);
  const opens = isTried ? `try {\n${indent}  ` : '';
  const closes = isTried
    ? `\n${indent}} catch (error) {\n${indent}  // The rule had called back by now: no error counted any more.\n${indent}  console.error(error);\n${indent}}`
    : '';
  const tail = work.at(-1)!;
  const value = ts.isReturnStatement(tail) ? tail.expression : undefined;
  const returns = end !== undefined || value !== undefined;
  const last = `${returns ? 'return ' : ''}${text.slice(call.getStart(source), call.end)};`;
  return [
    { ...lineRange(statement, from, parsed), text: '' },
    { start: from, end: from, text: opens },
    ...(value === undefined ? [] : [{ start: tail.getStart(source), end: value.getStart(source), text: '' }]),
    ...(isTried ? shiftLines(from, to, 2, parsed) : []),
    { start: to, end: end === undefined ? to : end.end, text: `${closes}\n${indent}${last}` },
  ];
}
