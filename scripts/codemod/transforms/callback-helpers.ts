import { ts } from '../../lib/ts.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { type FunctionNode, isReference, unwrap, walk } from '../../rule/syntax.ts';
import { isPlainValue } from '../calls.ts';
import type { Transform } from '../draft.ts';
import type { Edit } from '../edits.ts';
import { expressionOf, isCallbackCall, isDeclaredName, lineRange, separatorBefore } from '../splice.ts';

/** A function of the rule that does nothing but call back, perhaps after a message, is written where it is called. */
export const callbackHelpers: Transform = {
  name: 'callback-helpers',
  doc: "function refuse(why) { return callback(new Error(why)); } return refuse('no'); -> return callback(new Error('no'));",
  rewrite(parsed) {
    const { statements } = parsed.handler.body;
    for (const statement of statements) {
      const helper = helperOf(statement, parsed);
      const calls = helper === undefined ? undefined : callsOf(helper, parsed);
      if (helper === undefined || calls === undefined) continue;
      // One at a time: a helper may call another.
      return [removal(helper, parsed), ...calls.map((call) => writeCall(call, helper, parsed))];
    }
    return [];
  },
};

interface Helper {
  readonly declaration: ts.Statement;
  readonly name: ts.Identifier;
  readonly fn: FunctionNode;
  readonly parameters: readonly ts.Identifier[];
  /** What it evaluates, one after the other; the last is the call back. */
  readonly steps: readonly ts.Expression[];
}

function helperOf(declaration: ts.Statement, parsed: ParsedRule): Helper | undefined {
  const { name, fn } = namedFunction(declaration) ?? {};
  if (name === undefined || fn?.body === undefined || fn.asteriskToken !== undefined) return undefined;
  if (fn.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true) return undefined;
  const parameters = fn.parameters.flatMap(({ name: own, initializer, dotDotDotToken }) =>
    ts.isIdentifier(own) && (initializer ?? dotDotDotToken) === undefined ? [own] : [],
  );
  const steps = ts.isBlock(fn.body)
    ? fn.body.statements.flatMap((statement) => expressionOf(statement) ?? [])
    : [fn.body];
  const length = ts.isBlock(fn.body) ? fn.body.statements.length : 1;
  const isWhole = steps.length === length && parameters.length === fn.parameters.length;
  if (!isWhole || !isCallbackCall(steps.at(-1), parsed) || !steps.slice(0, -1).every(isMessage))
    return undefined;
  const helper = { declaration, name, fn, parameters, steps };
  return isPlain(helper) ? helper : undefined;
}

/** `function f() {…}`, or `const f = function () {…}` and its like. */
function namedFunction(statement: ts.Statement): { name: ts.Identifier; fn: FunctionNode } | undefined {
  if (ts.isFunctionDeclaration(statement))
    return statement.name === undefined ? undefined : { name: statement.name, fn: statement };
  const [declared, ...others] = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations
    : [];
  const fn = declared?.initializer;
  if (declared === undefined || fn === undefined || others.length > 0 || !ts.isIdentifier(declared.name))
    return undefined;
  return ts.isArrowFunction(fn) || ts.isFunctionExpression(fn) ? { name: declared.name, fn } : undefined;
}

function isMessage(step: ts.Expression): boolean {
  return (
    ts.isCallExpression(step) && /^console\.(?:log|info|warn|error|debug)$/.test(step.expression.getText())
  );
}

/** Whether nothing inside depends on being in a function of its own. */
function isPlain({ fn, name }: Helper): boolean {
  let plain = true;
  walk(fn.body!, (node) => {
    if (ts.isFunctionLike(node) || node.kind === ts.SyntaxKind.ThisKeyword || ts.isAwaitExpression(node))
      plain = false;
    if (ts.isIdentifier(node) && (node.text === 'arguments' || node.text === name.text)) plain = false;
    return plain;
  });
  return plain;
}

interface HelperCall {
  readonly statement: ts.Statement;
  readonly call: ts.CallExpression;
}

/** Every use of a helper's name, when each is a statement that calls it and can be written out. */
function callsOf(helper: Helper, parsed: ParsedRule): HelperCall[] | undefined {
  const { checker, handler } = parsed;
  const symbol = checker.getSymbolAtLocation(helper.name);
  const calls: HelperCall[] = [];
  let all = symbol?.declarations?.length === 1 && isUnhidden(helper, parsed);
  walk(handler.body, (node) => {
    if (!ts.isIdentifier(node) || node === helper.name || node.text !== helper.name.text) return;
    if (checker.getSymbolAtLocation(node) !== symbol) return;
    const call = node.parent;
    const isStatement =
      ts.isCallExpression(call) &&
      call.expression === node &&
      ts.isStatement(call.parent) &&
      expressionOf(call.parent) === call;
    if (isStatement) calls.push({ statement: call.parent, call });
    else all = false;
  });
  return all && calls.length > 0 && calls.every((call) => canWrite(call, helper, parsed)) ? calls : undefined;
}

function canWrite({ statement, call }: HelperCall, helper: Helper, { handler }: ParsedRule): boolean {
  if (helper.steps.length > 1 && !ts.isBlock(statement.parent)) return false;
  if (call.arguments.some((argument) => ts.isSpreadElement(argument))) return false;
  if (!ts.isFunctionDeclaration(helper.declaration)) {
    // It may be called before the helper is there.
    const around = ts.findAncestor(call, (node) => node === handler || ts.isFunctionDeclaration(node));
    if (around !== handler || call.pos < helper.declaration.end) return false;
  }
  const loose = call.arguments.filter((argument) => !isPlainArgument(argument));
  return (
    loose.length <= 1 &&
    call.arguments.every((argument, index) => canStandFor(argument, helper.parameters[index], helper))
  );
}

/** Whether the names that a helper uses mean the same wherever it is called: no other declaration hides them. */
function isUnhidden({ fn, parameters }: Helper, { handler }: ParsedRule): boolean {
  const own = new Set(parameters.map(({ text }) => text));
  const used = new Set<string>();
  walk(fn.body!, (node) => {
    if (ts.isIdentifier(node) && isReference(node) && !own.has(node.text)) used.add(node.text);
  });
  const declared = new Set<string>();
  let once = true;
  walk(handler, (node) => {
    if (!ts.isIdentifier(node) || !used.has(node.text) || !isDeclaredName(node)) return;
    once &&= !declared.has(node.text);
    declared.add(node.text);
  });
  return once;
}

/** Whether an argument means the same in place of the parameter, given that the others are plain values. */
function canStandFor(argument: ts.Expression, parameter: ts.Identifier | undefined, helper: Helper): boolean {
  if (isPlainArgument(argument)) return true;
  const uses = parameter === undefined ? [] : usesOf(parameter, helper);
  // It may throw, which has to happen all the same; reading twice does not show, calling twice does.
  if (isRead(argument)) return uses.some(isAlways);
  return uses.length === 1 && helper.steps.length === 1 && isFirst(uses[0]!);
}

function isPlainArgument(argument: ts.Expression): boolean {
  const inner = unwrap(argument);
  return (
    isPlainValue(inner) &&
    !ts.isArrowFunction(inner) &&
    !ts.isFunctionExpression(inner) &&
    !ts.isObjectLiteralExpression(inner)
  );
}

/** Properties and texts, put together: nothing is called and nothing changes. */
function isRead(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isPropertyAccessExpression(inner)) return isRead(inner.expression);
  if (ts.isElementAccessExpression(inner))
    return isRead(inner.expression) && isRead(inner.argumentExpression);
  if (ts.isBinaryExpression(inner))
    return inner.operatorToken.kind === ts.SyntaxKind.PlusToken && isRead(inner.left) && isRead(inner.right);
  if (ts.isTemplateExpression(inner))
    return inner.templateSpans.every(({ expression }) => isRead(expression));
  return ts.isIdentifier(inner) || ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner);
}

function usesOf(parameter: ts.Identifier, { fn }: Helper): ts.Identifier[] {
  const uses: ts.Identifier[] = [];
  walk(fn.body!, (node) => {
    if (ts.isIdentifier(node) && node.text === parameter.text && isReference(node)) uses.push(node);
  });
  return uses;
}

/** Whether a part of an expression is evaluated whatever the rest is. */
function isAlways(use: ts.Expression): boolean {
  const choice = ts.findAncestor(
    use,
    (node) =>
      ts.isStatement(node) ||
      ts.isConditionalExpression(node) ||
      (ts.isBinaryExpression(node) && /^(?:&&|\|\||\?\?)$/.test(node.operatorToken.getText())),
  );
  return choice === undefined || ts.isStatement(choice);
}

/** Whether nothing is evaluated before a part of a call back that could show. */
function isFirst(use: ts.Expression): boolean {
  let at: ts.Node = use;
  while (ts.isNewExpression(at.parent) || ts.isCallExpression(at.parent)) {
    if (at.parent.arguments?.[0] !== at) return false;
    at = at.parent;
  }
  return ts.isStatement(at.parent) || ts.isArrowFunction(at.parent);
}

function removal({ declaration }: Helper, parsed: ParsedRule): Edit {
  return { ...lineRange(declaration, parsed.handler.body.end, parsed), text: '' };
}

function writeCall({ statement, call }: HelperCall, helper: Helper, parsed: ParsedRule): Edit {
  const { source } = parsed;
  const start = statement.getStart(source);
  const given = new Map(
    helper.parameters.map((parameter, index) => {
      const argument = call.arguments[index];
      return [parameter.text, argument === undefined ? 'undefined' : argument.getText(source)];
    }),
  );
  const lines = helper.steps.map((step) => `${substituted(step, given, parsed)};`);
  const returns = ts.isReturnStatement(statement) ? 'return ' : '';
  lines.push(`${returns}${lines.pop()}`);
  return { start, end: statement.end, text: lines.join(separatorBefore(statement, parsed)) };
}

/** The text of an expression with other text in place of some names. */
function substituted(
  expression: ts.Expression,
  given: ReadonlyMap<string, string>,
  { text, source }: ParsedRule,
): string {
  const parts: string[] = [];
  let at = expression.getStart(source);
  walk(expression, (node) => {
    if (!ts.isIdentifier(node) || !isReference(node) || !given.has(node.text)) return;
    const value = given.get(node.text)!;
    const isArgument = ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent);
    const isSimple = isArgument || /^(?:[\w$.]+|'[^'\n]*'|"[^"\n]*")$/.test(value);
    const shown = isSimple ? value : `(${value})`;
    parts.push(text.slice(at, node.getStart(source)));
    parts.push(ts.isShorthandPropertyAssignment(node.parent) ? `${node.text}: ${shown}` : shown);
    at = node.end;
  });
  return parts.join('') + text.slice(at, expression.end);
}
