import { ts } from 'ts-morph';
import { endsAfter } from '../../rule/ends-after.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { type FunctionNode, unwrap, walk } from '../../rule/syntax.ts';
import { cannotThrow, isAsync, isPromise } from '../calls.ts';
import type { Edit } from '../edits.ts';
import type { Transform } from '../draft.ts';
import {
  declarationFor,
  declaredNames,
  endsFunction,
  freeName,
  indentAt,
  inlineFunction,
  insideOf,
  isCallback,
  isCallbackCall,
  mentions,
  returnsOf,
  shiftLines,
} from '../splice.ts';

/** `p.then((x) => {…}).catch(callback)` becomes `try { const x = await p; … } catch (error) { callback(error); }`. */
export const promiseChains: Transform = {
  name: 'promise-chains',
  doc: 'p.then((x) => {…}).catch(callback) at the end -> try { const x = await p; … } catch (error) { callback(error); }',
  rewrite(parsed) {
    if (!/\.\s*then\s*\(/.test(parsed.text)) return [];
    const chains: Chain[] = [];
    walk(parsed.handler.body, (node) => {
      const chain =
        ts.isExpressionStatement(node) || ts.isReturnStatement(node) ? chainOf(node, parsed) : undefined;
      if (chain !== undefined) chains.push(chain);
    });
    // The innermost first: what is around one is looked at again when it is written.
    const innermost = chains.filter(
      (chain) => !chains.some((other) => other !== chain && isInside(other.statement, chain.statement)),
    );
    return [...waiting(innermost, parsed), ...innermost.flatMap((chain) => writeChain(chain, parsed))];
  },
};

/** `async` before each function that has to wait now. */
function waiting(chains: readonly Chain[], { source }: ParsedRule): Edit[] {
  const functions = new Set(chains.map(({ around }) => around).filter((fn) => !isAsync(fn)));
  return [...functions].map((fn) => ({
    start: fn.getStart(source),
    end: fn.getStart(source),
    text: 'async ',
  }));
}

type Step = FunctionNode & { body: ts.ConciseBody };

interface Chain {
  readonly statement: ts.ExpressionStatement | ts.ReturnStatement;
  /** The function that ends with the chain. */
  readonly around: FunctionNode;
  readonly promise: ts.Expression;
  readonly steps: readonly Step[];
  /** The function of the `catch`, or `callback` itself. */
  readonly failed: Step | ts.Identifier | undefined;
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

function chainOf(
  statement: ts.ExpressionStatement | ts.ReturnStatement,
  parsed: ParsedRule,
): Chain | undefined {
  if (statement.expression === undefined) return undefined;
  const thens: ts.Expression[] = [];
  let promise = unwrap(statement.expression);
  const caught = methodCall(promise, 'catch');
  if (caught !== undefined) promise = unwrap(caught.target);
  for (let then = methodCall(promise, 'then'); then !== undefined; then = methodCall(promise, 'then')) {
    thens.unshift(then.argument);
    promise = unwrap(then.target);
  }
  const steps = thens.flatMap((then) => inlineStep(then) ?? []);
  const failed = caught === undefined ? undefined : failedOf(caught.argument, parsed);
  if (steps.length === 0 || steps.length < thens.length || (caught !== undefined && failed === undefined))
    return undefined;
  const around = ts.findAncestor(statement, ts.isFunctionLike) as FunctionNode;
  const chain = { statement, around, promise, steps, failed };
  return isPromise(promise, parsed) && canReplace(chain, parsed) ? chain : undefined;
}

function methodCall(
  node: ts.Expression,
  name: string,
): { target: ts.Expression; argument: ts.Expression } | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: method, arguments: all } = node;
  const [argument] = all;
  return method.name.text === name && method.questionDotToken === undefined && argument && all.length === 1
    ? { target: method.expression, argument: unwrap(argument) }
    : undefined;
}

function inlineStep(node: ts.Expression): Step | undefined {
  const fn = inlineFunction(node);
  return fn !== undefined && fn.parameters.length <= 1 ? fn : undefined;
}

function failedOf(node: ts.Expression, parsed: ParsedRule): Chain['failed'] {
  if (ts.isIdentifier(node)) return isCallback(node, parsed) ? node : undefined;
  const fn = inlineStep(node);
  return fn === undefined || fn.parameters.some(({ name }) => !ts.isIdentifier(name)) ? undefined : fn;
}

function holdsCallback(node: ts.Node, parsed: ParsedRule): boolean {
  let found = isCallback(node, parsed);
  walk(node, (inner) => {
    found ||= isCallback(inner, parsed);
    return !found;
  });
  return found;
}

/** Whether the statements of the steps do the same where the chain stands, one after the other. */
function canReplace(chain: Chain, parsed: ParsedRule): boolean {
  const { statement, around, promise, steps, failed } = chain;
  const isNested = around !== parsed.handler;
  if (!endsFunction(statement, around)) return false;
  if (isNested && !(isThen(around) && isTied(chain, parsed))) return false;
  if (holdsCallback(promise, parsed)) return false;
  if (!steps.slice(0, -1).every((step) => hasOneResult(step, parsed))) return false;
  const ends = [steps.at(-1)!, ...(failed === undefined || ts.isIdentifier(failed) ? [] : [failed])];
  if (!ends.every((end) => endsPlainly(end, parsed))) return false;
  return namesFit(chain) && (failed === undefined || isSafeInside(chain, parsed));
}

/** A function that a promise waits for. */
function isThen(fn: FunctionNode): boolean {
  const { parent } = fn;
  return (
    ts.isCallExpression(parent) && (methodCall(parent, 'then') ?? methodCall(parent, 'catch')) !== undefined
  );
}

/** A chain inside a step counts for the promise around it when it is returned, or when nothing is left to go wrong. */
function isTied({ statement, failed }: Chain, parsed: ParsedRule): boolean {
  if (ts.isReturnStatement(statement)) return true;
  if (failed === undefined) return false;
  if (ts.isIdentifier(failed)) return true;
  const only =
    ts.isBlock(failed.body) && failed.body.statements.length === 1
      ? expressionOf(failed.body.statements[0]!)
      : ts.isBlock(failed.body)
        ? undefined
        : failed.body;
  return (
    isCallbackCall(only, parsed) &&
    (only as ts.CallExpression).arguments.every((node) => isSimple(unwrap(node)))
  );
}

function expressionOf(statement: ts.Statement): ts.Expression | undefined {
  return ts.isExpressionStatement(statement) || ts.isReturnStatement(statement)
    ? statement.expression
    : undefined;
}

function isSimple(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || ts.isStringLiteralLike(node) || node.kind === ts.SyntaxKind.NullKeyword;
}

/** A step before the last one: it hands on one value, at its end, and does not call back. */
function hasOneResult(step: Step, parsed: ParsedRule): boolean {
  if (holdsCallback(step.body, parsed)) return false;
  if (!ts.isBlock(step.body)) return true;
  const [first, ...more] = returnsOf(step.body);
  return first?.expression !== undefined && more.length === 0 && first === step.body.statements.at(-1);
}

/** The last step, and what a failure does: each return is of a call back, or of nothing. */
function endsPlainly(step: Step, parsed: ParsedRule): boolean {
  if (!ts.isBlock(step.body)) return isCallbackCall(unwrap(step.body), parsed);
  return (
    step.body.statements.length > 0 &&
    returnsOf(step.body).every(
      ({ expression }) => expression === undefined || isCallbackCall(unwrap(expression), parsed),
    )
  );
}

/** Whether no name of a step means something else in another step or around. */
function namesFit({ statement, around, promise, steps, failed }: Chain): boolean {
  const functions = [...steps, ...(failed === undefined || ts.isIdentifier(failed) ? [] : [failed])];
  return functions.every((fn) => {
    const { block, lifted } = declaredNames(fn);
    const isStep = fn !== failed;
    const others = steps.filter((step) => step !== fn);
    if ([...lifted].some((name) => block.has(name)) || mentions(around, lifted, [fn])) return false;
    if (!isStep) return true;
    if (mentions(promise, block, []) || others.some((other) => mentions(other, block, []))) return false;
    // Without a try around them, they are declared in the block of the statement.
    return failed !== undefined || !mentions(around, block, [statement]);
  });
}

/** What an Action asks of Auth0 may throw where a rule only assigned: that must not look like a failed promise. */
function isSafeInside({ steps, failed }: Chain, parsed: ParsedRule): boolean {
  if (handsOnError(failed!, parsed)) return true;
  return !steps.some((step) =>
    /samlConfiguration|multifactor|redirect|primaryUser|\bscope\b/.test(step.getText(parsed.source)),
  );
}

/** Whether a failed promise certainly fails the login with its error. */
function handsOnError(failed: Step | ts.Identifier, parsed: ParsedRule): boolean {
  if (ts.isIdentifier(failed)) return true;
  const [error] = failed.parameters;
  const last = ts.isBlock(failed.body) ? expressionOf(failed.body.statements.at(-1)!) : unwrap(failed.body);
  if (error === undefined || last === undefined || !isCallbackCall(last, parsed)) return false;
  const [first] = (last as ts.CallExpression).arguments;
  const handed = first !== undefined && first.getText(parsed.source) === error.name.getText(parsed.source);
  return (
    handed &&
    declarationFor(failed, 0) === 'const' &&
    (!ts.isBlock(failed.body) || failed.body.statements.slice(0, -1).every(isLogged))
  );
}

/** `console.log(…);` */
function isLogged(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && /^console\.\w+\(/.test(statement.getText());
}

/** An error before there is a promise is not the chain's to catch. Where that shows, the promise is made outside. */
function isEarly({ promise, failed, around }: Chain, parsed: ParsedRule): boolean {
  if (failed === undefined || cannotThrow(promise, parsed)) return false;
  return around !== parsed.handler || !handsOnError(failed, parsed);
}

function writeChain(chain: Chain, parsed: ParsedRule): Edit[] {
  const { statement, around, promise, steps, failed } = chain;
  const { text, source } = parsed;
  const start = statement.getStart(source);
  const indent = indentAt(text, start);
  const inner = failed === undefined ? indent : `${indent}  `;
  const opens = failed === undefined ? '' : `try {\n${inner}`;
  const edits: Edit[] = [];
  let awaited = awaitOf(steps[0]!, parsed);
  if (isEarly(chain, parsed)) {
    const name = freeName('answer', parsed);
    edits.push(
      { start, end: promise.getStart(source), text: `const ${name} = ` },
      ...joinLines(promise, parsed),
    );
    edits.push({ start: promise.end, end: promise.end, text: `;\n${indent}${opens}${awaited}${name}` });
  } else {
    edits.push({ start, end: promise.getStart(source), text: `${opens}${awaited}` });
    const joined = joinLines(promise, parsed);
    const shift = inner.length - indent.length - (joined.length > 0 ? 2 : 0);
    edits.push(...joined, ...shiftLines(promise.getStart(source), promise.end, shift, parsed));
  }
  let at = promise.end;
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    awaited = next === undefined ? '' : awaitOf(next, parsed);
    if (!ts.isBlock(step.body)) {
      const value = unwrap(step.body);
      const [open, close] = next === undefined || isUnary(value) ? ['', ''] : ['(', ')'];
      edits.push({ start: at, end: value.getStart(source), text: `;\n${inner}${awaited}${open}` });
      if (close !== '') edits.push({ start: value.end, end: value.end, text: close });
      at = value.end;
      continue;
    }
    const inside = insideOf(step.body, parsed);
    const shift = inner.length - inside.indent.length;
    edits.push({ start: at, end: inside.start, text: `;\n${inner}` });
    if (next === undefined) {
      edits.push(...shiftLines(inside.start, inside.end, shift, parsed));
      at = inside.end;
    } else {
      const result = step.body.statements.at(-1) as ts.ReturnStatement;
      const value = result.expression!;
      const [open, close] = isUnary(value) ? ['', ''] : ['(', ')'];
      edits.push({ start: result.getStart(source), end: value.getStart(source), text: `${awaited}${open}` });
      if (close !== '') edits.push({ start: value.end, end: value.end, text: close });
      edits.push(...shiftLines(inside.start, value.end, shift, parsed));
      at = value.end;
    }
  }
  const last = steps.at(-1)!.body;
  const closed = ts.isBlock(last) ? insideOf(last, parsed).closing : ';';
  const returns = ts.isReturnStatement(statement) && !endsAfter(statement, around.body as ts.Block);
  const end = returns ? `\n${indent}return;` : '';
  if (failed === undefined) edits.push({ start: at, end: statement.end, text: `${closed}${end}` });
  else edits.push(...writeCatch(failed, at, statement.end, indent, closed, end, parsed));
  return edits;
}

function writeCatch(
  failed: Step | ts.Identifier,
  from: number,
  to: number,
  indent: string,
  closed: string,
  end: string,
  parsed: ParsedRule,
): Edit[] {
  const { source } = parsed;
  const inner = `${indent}  `;
  if (ts.isIdentifier(failed)) {
    const error = failed.text === 'error' ? 'failure' : 'error';
    return [
      {
        start: from,
        end: to,
        text: `${closed}\n${indent}} catch (${error}) {\n${inner}${failed.text}(${error});\n${indent}}${end}`,
      },
    ];
  }
  const isUsed = declarationFor(failed, 0) !== undefined;
  const error = isUsed ? `(${failed.parameters[0]!.name.getText(source)}) ` : '';
  const opens = `${closed}\n${indent}} catch ${error}{\n${inner}`;
  if (!ts.isBlock(failed.body)) {
    const value = unwrap(failed.body);
    return [
      { start: from, end: value.getStart(source), text: opens },
      { start: value.end, end: to, text: `;\n${indent}}${end}` },
    ];
  }
  const inside = insideOf(failed.body, parsed);
  return [
    { start: from, end: inside.start, text: opens },
    ...shiftLines(inside.start, inside.end, inner.length - inside.indent.length, parsed),
    { start: inside.end, end: to, text: `${inside.closing}\n${indent}}${end}` },
  ];
}

/** `const x = await `, as the parameter of the function that takes the value has it. */
function awaitOf(step: Step, { source }: ParsedRule): string {
  const kind = declarationFor(step, 0);
  return kind === undefined ? 'await ' : `${kind} ${step.parameters[0]!.name.getText(source)} = await `;
}

/** Whether an expression may follow `await` as it is. */
function isUnary(node: ts.Expression): boolean {
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isIdentifier(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isObjectLiteralExpression(node)
  );
}

/** `axios` and `.get(url)` on two lines become one. */
function joinLines(promise: ts.Expression, { text, source }: ParsedRule): Edit[] {
  if (!ts.isCallExpression(promise) || !ts.isPropertyAccessExpression(promise.expression)) return [];
  const { expression: root, name } = promise.expression;
  const between = text.slice(root.end, name.getStart(source));
  return ts.isIdentifier(root) && /^\s*\n\s*\.$/.test(between)
    ? [{ start: root.end, end: name.getStart(source), text: '.' }]
    : [];
}
