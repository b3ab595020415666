import { ts } from '../../lib/ts.ts';
import { endsAfter } from '../../rule/ends-after.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { unwrap, walk } from '../../rule/syntax.ts';
import { cannotThrow, isAsync } from '../calls.ts';
import { type Chain, chainOf, handsOnError } from '../chain.ts';
import type { Transform } from '../draft.ts';
import type { Edit } from '../edits.ts';
import { declarationFor, freeName, indentAt, type InlineFunction, insideOf, shiftLines } from '../splice.ts';

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

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
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
  failed: InlineFunction | ts.Identifier,
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
function awaitOf(step: InlineFunction, { source }: ParsedRule): string {
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
