import { ts } from '../lib/ts.ts';
import { endsAfter } from '../rule/ends-after.ts';
import type { Variable } from '../rule/names.ts';
import type { ParsedRule } from '../rule/parse.ts';
import { type FunctionNode, isReference, unwrap, walk } from '../rule/syntax.ts';
import { isWrite } from '../rule/uses.ts';
import type { Edit } from './edits.ts';

// What it takes to write the statements of a function in the place of the call that it is handed to.

export type InlineFunction = FunctionNode & { readonly body: ts.ConciseBody };

/** A function whose statements can stand where it is called: it has one or no plain parameters, and no `this`. */
export function inlineFunction(node: ts.Expression): InlineFunction | undefined {
  if (!ts.isFunctionExpression(node) && !ts.isArrowFunction(node)) return undefined;
  if (node.asteriskToken !== undefined) return undefined;
  if (node.parameters.some(({ initializer, dotDotDotToken }) => initializer ?? dotDotDotToken))
    return undefined;
  let plain = true;
  walk(node.body, (inner) => {
    const isOwn =
      inner.kind === ts.SyntaxKind.ThisKeyword ||
      ts.isMetaProperty(inner) ||
      (ts.isIdentifier(inner) && (inner.text === 'arguments' || inner.text === node.name?.text)) ||
      (ts.isExpressionStatement(inner) && ts.isStringLiteral(inner.expression));
    if (isOwn) plain = false;
    return plain;
  });
  return plain ? node : undefined;
}

/** The returns of a function itself, not of functions inside it. */
export function returnsOf(body: ts.Node): ts.ReturnStatement[] {
  const found: ts.ReturnStatement[] = [];
  walk(body, (node) => {
    if (ts.isReturnStatement(node)) found.push(node);
    return !ts.isFunctionLike(node);
  });
  return found;
}

/** Names that a function declares: those of a block, and those that `var` lifts out of any block. */
export function declaredNames(fn: FunctionNode): { block: Set<string>; lifted: Set<string> } {
  const block = new Set<string>();
  const lifted = new Set<string>();
  const add = (name: ts.BindingName, names: Set<string>): void => {
    if (ts.isIdentifier(name)) return void names.add(name.text);
    for (const element of name.elements) if (!ts.isOmittedExpression(element)) add(element.name, names);
  };
  for (const parameter of fn.parameters) add(parameter.name, block);
  if (fn.body === undefined || !ts.isBlock(fn.body)) return { block, lifted };
  for (const statement of fn.body.statements) {
    if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name)
      block.add(statement.name.text);
  }
  walk(fn.body, (node) => {
    if (ts.isVariableDeclarationList(node)) {
      const isVar = (node.flags & ts.NodeFlags.BlockScoped) === 0;
      const isOuter = node.parent.parent === fn.body;
      if (isVar || isOuter) for (const { name } of node.declarations) add(name, isVar ? lifted : block);
    }
    return !ts.isFunctionLike(node);
  });
  return { block, lifted };
}

/** Whether a node, but for the parts given, mentions one of the names as a value or declares it. */
export function mentions(node: ts.Node, names: ReadonlySet<string>, except: readonly ts.Node[]): boolean {
  if (names.size === 0) return false;
  let found = false;
  const visit = (inner: ts.Node): boolean => {
    if (except.includes(inner)) return false;
    if (ts.isIdentifier(inner) && names.has(inner.text) && (isReference(inner) || isDeclaredName(inner)))
      found = true;
    return !found;
  };
  if (visit(node)) walk(node, visit);
  return found;
}

/** Whether an identifier is the name of a declaration. */
export function isDeclaredName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent)) &&
    parent.name === node
  );
}

/** `const` for a parameter that is never written, `let` for one that is; undefined when the body does not use it. */
export function declarationFor(fn: FunctionNode, index: number): 'const' | 'let' | undefined {
  const parameter = fn.parameters[index];
  if (parameter === undefined) return undefined;
  if (!ts.isIdentifier(parameter.name)) return 'const';
  const { text } = parameter.name;
  let kind: 'const' | 'let' | undefined;
  const visit = (node: ts.Node): void => {
    if (!ts.isIdentifier(node) || node.text !== text || !isReference(node)) return;
    if (isWrite(node)) kind = 'let';
    else kind ??= 'const';
  };
  visit(fn.body!);
  walk(fn.body!, visit);
  return kind;
}

/** Whether a statement that ends a function is the rule's own, with nothing around that would catch or repeat it. */
export function endsFunction(statement: ts.Statement, fn: FunctionNode): boolean {
  for (let at: ts.Node = statement; at !== fn.body; at = at.parent) {
    if (at.parent === undefined || ts.isFunctionLike(at.parent) || ts.isTryStatement(at)) return false;
    if (ts.isIterationStatement(at, false) || ts.isLabeledStatement(at)) return false;
  }
  if (!ts.isBlock(statement.parent)) return false;
  return ts.isReturnStatement(statement) || endsAfter(statement, fn.body as ts.Block);
}

/**
 * The inside of a block: from its first line, comments included, to the end of its last statement; `closing` is the
 * semicolon that the brace stood for, `indent` the space before its statements.
 */
export function insideOf(
  block: ts.Block,
  { text, source }: ParsedRule,
): { start: number; end: number; closing: string; indent: string } {
  const open = block.getStart(source) + 1;
  const start = open + /^[ \t]*\n?[ \t]*/.exec(text.slice(open, block.end))![0].length;
  const first = block.statements[0]!;
  const { end } = block.statements.at(-1)!;
  return {
    start,
    end,
    closing: /[;}]/.test(text[end - 1]!) ? '' : ';',
    indent: indentAt(text, first.getStart(source)),
  };
}

/** Moves the lines of a range, but for those inside a text, by a number of columns. */
export function shiftLines(start: number, end: number, by: number, { text, source }: ParsedRule): Edit[] {
  if (by === 0) return [];
  const texts: ts.Node[] = [];
  walk(source, (node) => {
    if (node.end <= start || node.pos >= end) return false;
    if (ts.isTemplateExpression(node) || ts.isStringLiteralLike(node)) texts.push(node);
    return true;
  });
  const edits: Edit[] = [];
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    const line = at + 1;
    if (texts.some((node) => node.getStart(source) < line && line < node.end)) continue;
    const spaces = /^[ \t]*/.exec(text.slice(line, line + 200))![0].length;
    if (text[line + spaces] === '\n') continue;
    edits.push(
      by < 0
        ? { start: line, end: line + Math.min(-by, spaces), text: '' }
        : { start: line, end: line, text: ' '.repeat(by) },
    );
  }
  return edits;
}

/** The white space at the start of the line that holds an offset. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))![0];
}

/** What parts a statement from one that is written in front of it: a line, where it begins one. */
export function separatorBefore(statement: ts.Statement, { text, source }: ParsedRule): string {
  const start = statement.getStart(source);
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return line.trim() === '' ? `\n${line}` : ' ';
}

/** Whether a node is the name of the rule's own callback. */
export function isCallback(node: ts.Node, parsed: ParsedRule): boolean {
  return isParameter(node, 2, parsed);
}

/** Whether a node is the name of the rule's own context. */
export function isContext(node: ts.Node, parsed: ParsedRule): boolean {
  return isParameter(node, 1, parsed);
}

/** Whether a node is the name of one of the rule's own parameters. */
export function isParameter(node: ts.Node, index: number, { handler, checker }: ParsedRule): boolean {
  const parameter = handler.parameters[index]?.name;
  return (
    parameter !== undefined &&
    ts.isIdentifier(node) &&
    ts.isIdentifier(parameter) &&
    node.text === parameter.text &&
    checker.getSymbolAtLocation(node) === checker.getSymbolAtLocation(parameter)
  );
}

/** Whether a node is a call of the rule's own callback. */
export function isCallbackCall(node: ts.Node | undefined, parsed: ParsedRule): boolean {
  return node !== undefined && ts.isCallExpression(node) && isCallback(unwrap(node.expression), parsed);
}

/** A name that occurs nowhere in the rule. */
export function freeName(wanted: string, { text }: ParsedRule): string {
  let name = wanted;
  while (new RegExp(`\\b${name}\\b`).test(text)) name = `${name}_`;
  return name;
}

/** Whether each return of a function is of a call back, or of nothing: its value means nothing to anybody. */
export function endsPlainly({ body }: InlineFunction, parsed: ParsedRule): boolean {
  if (!ts.isBlock(body)) return isCallbackCall(unwrap(body), parsed);
  return (
    body.statements.length > 0 &&
    returnsOf(body).every(
      ({ expression }) => expression === undefined || isCallbackCall(unwrap(expression), parsed),
    )
  );
}

/** The expression that a statement evaluates, alone or to return it. */
export function expressionOf(statement: ts.Statement): ts.Expression | undefined {
  return ts.isExpressionStatement(statement) || ts.isReturnStatement(statement)
    ? statement.expression
    : undefined;
}

/** A statement with the lines that are only there for it, or else with the space up to the next one. */
export function lineRange(
  statement: ts.Statement,
  next: number,
  { text, source }: ParsedRule,
): { start: number; end: number } {
  const start = statement.getStart(source);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const { end } = statement;
  const isAlone = text.slice(lineStart, start).trim() === '' && /^[ \t]*\n/.test(text.slice(end, next));
  if (!isAlone) return { start, end: end + /^[ \t]*/.exec(text.slice(end, next))![0].length };
  const isFirst = /[{\n][ \t]*\n$/.test(text.slice(0, lineStart));
  const after = (isFirst ? /^[ \t]*\n(?:[ \t]*\n)*/ : /^[ \t]*\n/).exec(text.slice(end, next))![0].length;
  return { start: lineStart, end: end + after };
}

/** Whether an error in a statement may be caught, half of it done: around it, in a chain, by a caller. */
export function isCaught(statement: ts.Statement, { handler }: ParsedRule): boolean {
  const around = ts.findAncestor(
    statement,
    (node) =>
      node === handler || ts.isTryStatement(node) || (ts.isFunctionLike(node) && !isPlainCallback(node)),
  );
  return around !== handler;
}

/** A function that is handed to a call which is no link of a chain of promises: what it throws fails the login. */
function isPlainCallback(node: ts.SignatureDeclaration): boolean {
  const { parent } = node;
  return (
    !(ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) &&
    ts.isCallExpression(parent) &&
    !/\.(?:then|catch|finally)$/.test(parent.expression.getText())
  );
}

/** Whether a name stands for something else than these somewhere in the rule. */
export function hasOtherMeaning(
  name: string,
  known: ReadonlySet<Variable>,
  { checker, handler }: ParsedRule,
): boolean {
  let found = false;
  walk(handler.body, (node) => {
    const variable =
      ts.isIdentifier(node) && node.text === name ? checker.getSymbolAtLocation(node) : undefined;
    if (variable !== undefined && !known.has(variable)) found = true;
    return !found;
  });
  return found;
}

/** An element of a list goes, with the comma before or after it. */
export function removal(element: ts.Node, list: readonly ts.Node[], source: ts.SourceFile): Edit {
  const at = list.indexOf(element);
  const [before, next] = [list[at - 1], list[at + 1]];
  if (next !== undefined) return { start: element.getStart(source), end: next.getStart(source), text: '' };
  return { start: before?.end ?? element.getStart(source), end: element.end, text: '' };
}
