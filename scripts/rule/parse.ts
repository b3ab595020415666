import { ts } from '../lib/ts.ts';
import { messageOf, Problem } from '../lib/problem.ts';
import { type Names, namesOf } from './names.ts';
import { maskPlaceholders } from './placeholders.ts';
import type { Rule } from './rule.ts';
import { type FunctionNode, positionOf } from './syntax.ts';

/** All rules of a tenant together held 100 kB; ten times that is not a rule. */
const MAX_BYTES = 1_000_000;
/** Deeper than any code a person wrote, and well below what would exhaust the stack. */
const MAX_DEPTH = 1_000;
/** What a list or an object counts for: the compiler takes minutes over types that are nested a hundred deep. */
const LITERAL_DEPTH = 10;
/** "Identifier expected.": the anonymous `function (user, context, callback) {…}`, which Rules took. */
const NAME_EXPECTED = 1003;

/** One rule, parsed, with its names resolved. Offsets in `source` are offsets in `text`. */
export interface ParsedRule {
  readonly rule: Rule;
  readonly text: string;
  readonly source: ts.SourceFile;
  readonly checker: Names;
  readonly handler: FunctionNode & { readonly body: ts.Block };
  /** The whole top-level statement that holds the handler. */
  readonly outer: ts.Statement;
}

interface Read {
  readonly rule: Rule;
  readonly text: string;
  readonly source: ts.SourceFile;
}

/** Parses rules, in their order. What cannot be read is a Problem in its place; the others parse. */
export function parseRules(rules: readonly Rule[]): (ParsedRule | Problem)[] {
  return rules.map(parseRule);
}

/** Parses one rule; what cannot be read is a Problem, with a code frame. */
export function parseRule(rule: Rule): ParsedRule | Problem {
  try {
    return findHandler(readSource(rule));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function readSource(rule: Rule): Read {
  const at = { file: rule.file };
  if (Buffer.byteLength(rule.source) > MAX_BYTES) {
    throw new Problem('rule-too-large', `The rule is larger than ${MAX_BYTES / 1_000_000} MB.`, {
      at,
      hint: 'Auth0 kept at most 100 kB for all rules together: this file is something else.',
    });
  }
  const plain = rule.source.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  // What starts a script in a shell is no part of the rule.
  const script = withoutOctals(rule, plain.replace(/^#!.*/, ''));
  const whole = compile(rule, script);
  const text = withoutModule(whole, script);
  const source = text === script ? whole : compile(rule, text);
  const body = conciseBody(source);
  if (body === undefined) return { rule, text, source };
  const blocked = `${text.slice(0, body.getStart(source))}{ return ${text.slice(body.getStart(source), body.end)}; }${text.slice(body.end)}`;
  return { rule, text: blocked, source: compile(rule, blocked) };
}

/** Without `'use strict';`, and `module.exports = rule;` where `rule` is the function; every line keeps its number. */
function withoutModule(source: ts.SourceFile, text: string): string {
  const chosen = choose(source);
  const name = chosen === undefined ? undefined : nameOf(chosen);
  return source.statements
    .filter((statement) => isModuleLine(statement, name, source))
    .reduceRight((now, line) => {
      const start = line.getStart(source);
      return now.slice(0, start) + now.slice(start, line.end).replaceAll(/[^\n]/g, '') + now.slice(line.end);
    }, text);
}

function isModuleLine(statement: ts.Statement, name: string | undefined, source: ts.SourceFile): boolean {
  const value =
    ts.isExpressionStatement(statement) || ts.isExportAssignment(statement)
      ? statement.expression
      : undefined;
  if (value === undefined) return false;
  if (ts.isStringLiteral(value)) return value.text === 'use strict';
  const exported = ts.isBinaryExpression(value) ? value.right : value;
  return (
    ts.isIdentifier(exported) &&
    exported.text === name &&
    /^(?:export default|(?:module\.)?exports\s*=)/.test(statement.getText(source))
  );
}

function nameOf({ outer, fn }: { outer: ts.Statement; fn: FunctionNode }): string | undefined {
  const name = ts.isVariableStatement(outer) ? outer.declarationList.declarations[0]!.name : fn.name;
  return name !== undefined && ts.isIdentifier(name) ? name.text : undefined;
}

/** Octal numbers, which Rules took and strict code refuses, in the form that both take: by what the scanner says. */
const OCTALS: ReadonlyMap<number, (octal: string) => string> = new Map([
  [1121, (octal) => octal.replace(/^(-?)0+(?=\d)/, '$10o')], // Octal literals are not allowed.
  [1487, (octal) => `\\x${Number.parseInt(octal.slice(1), 8).toString(16).padStart(2, '0')}`], // Nor escapes.
  [1489, (decimal) => decimal.replace(/^0+(?=\d)/, '')], // Decimals with leading zeros are not allowed.
]);

function withoutOctals(rule: Rule, text: string): string {
  // Rare enough to look twice at.
  if (!/(?<![\w.])0\d|\\[0-7]/.test(text)) return text;
  const broken = diagnosticsOf(sourceOf(rule, text)).toReversed();
  return broken.reduce((now, { code, start, length }) => {
    const modern = OCTALS.get(code)?.(now.slice(start, start + length));
    return modern === undefined ? now : now.slice(0, start) + modern + now.slice(start + length);
  }, text);
}

function compile(rule: Rule, text: string): ts.SourceFile {
  const source = sourceOf(rule, text);
  if (isTooDeep(source, 0)) throw tooDeep(rule);
  const broken = diagnosticsOf(source).find((diagnostic) => !isMissingName(source, diagnostic));
  if (broken === undefined) return source;
  const { line, column } = positionOf(source, broken.start);
  throw new Problem('rule-syntax', ts.flattenDiagnosticMessageText(broken.messageText, '\n'), {
    at: { file: rule.file, line, column },
    detail: codeFrame(text, line, column),
    hint: 'The file is not JavaScript that a Rule could have run. The other rules are still converted.',
  });
}

function sourceOf(rule: Rule, text: string): ts.SourceFile {
  try {
    return ts.createSourceFile(
      '/rule.ts',
      maskPlaceholders(text),
      ts.ScriptTarget.ESNext,
      true,
      ts.ScriptKind.TS,
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep(rule, error);
  }
}

function diagnosticsOf(source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (source as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics;
}

function tooDeep(rule: Rule, cause?: unknown): Problem {
  return new Problem('rule-too-deep', 'The code is nested too deeply to be read.', {
    at: { file: rule.file },
    hint: 'Split the longest expression of the rule into several statements.',
    ...(cause === undefined ? {} : { cause: messageOf(cause) }),
  });
}

function isMissingName(source: ts.SourceFile, diagnostic: ts.DiagnosticWithLocation): boolean {
  if (diagnostic.code !== NAME_EXPECTED) return false;
  return source.statements.some(
    (statement) =>
      ts.isFunctionDeclaration(statement) &&
      (statement.name === undefined || statement.name.text === '') &&
      diagnostic.start >= statement.getStart(source) &&
      diagnostic.start <= (statement.parameters[0]?.pos ?? statement.end),
  );
}

function isTooDeep(node: ts.Node, depth: number): boolean {
  if (depth > MAX_DEPTH) return true;
  const step = ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node) ? LITERAL_DEPTH : 1;
  return ts.forEachChild(node, (child) => isTooDeep(child, depth + step) || undefined) === true;
}

/** Three lines around a place, with a mark below the column. */
function codeFrame(text: string, line: number, column: number): string {
  const lines = text.split('\n');
  return [line - 1, line, line + 1]
    .filter((number) => number >= 1 && number <= lines.length)
    .flatMap((number) => {
      const shown = `${String(number).padStart(5)} | ${lines[number - 1]!.slice(0, 160).trimEnd()}`;
      return number === line && column <= 160
        ? [shown, `${' '.repeat(5)} | ${' '.repeat(column - 1)}^`]
        : [shown];
    })
    .join('\n');
}

/** The functions that a top-level statement offers as the rule. */
function candidates(source: ts.SourceFile): { outer: ts.Statement; fn: FunctionNode }[] {
  return source.statements.flatMap((outer) => {
    const fn = functionOf(outer);
    return fn === undefined ? [] : [{ outer, fn }];
  });
}

function functionOf(statement: ts.Statement): FunctionNode | undefined {
  if (ts.isFunctionDeclaration(statement)) return statement;
  if (ts.isExpressionStatement(statement) || ts.isExportAssignment(statement))
    return asFunction(statement.expression);
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1)
    return undefined;
  const { initializer } = statement.declarationList.declarations[0]!;
  return initializer === undefined ? undefined : asFunction(initializer);
}

function asFunction(node: ts.Expression): FunctionNode | undefined {
  if (ts.isParenthesizedExpression(node)) return asFunction(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return asFunction(node.right);
  return ts.isFunctionExpression(node) || ts.isArrowFunction(node) ? node : undefined;
}

function choose(source: ts.SourceFile): { outer: ts.Statement; fn: FunctionNode } | undefined {
  const all = candidates(source);
  const three = all.filter(({ fn }) => fn.parameters.length >= 3);
  return three.length === 1 ? three[0] : all.length === 1 ? all[0] : undefined;
}

function conciseBody(source: ts.SourceFile): ts.Expression | undefined {
  const fn = choose(source)?.fn;
  return fn?.body === undefined || ts.isBlock(fn.body) ? undefined : fn.body;
}

/** `exports.onExecutePostLogin = async (event, api) => {…}` and the like. */
function actionIn(source: ts.SourceFile): ts.Statement | undefined {
  const name =
    /^(?:export\s+)?(?:const\s+|(?:async\s+)?function\s+)?(?:(?:module\.)?exports\.)?on(?:Execute|Continue)[A-Z]/;
  return source.statements.find(
    (statement) =>
      name.test(statement.getText(source)) && (functionOf(statement)?.parameters.length ?? 3) < 3,
  );
}

function findHandler({ rule, text, source }: Read): ParsedRule {
  const action = actionIn(source);
  if (action !== undefined) {
    throw new Problem('rule-is-action', 'The file is an Action already: it exports a handler of a trigger.', {
      at: { file: rule.file, ...positionOf(source, action.getStart(source)) },
      hint: 'Move it to actions/, under the name it is deployed by, and take it out of the rules.',
    });
  }
  const chosen = choose(source);
  if (chosen?.fn.asteriskToken !== undefined) {
    throw new Problem('rule-no-handler', 'The function is a generator: calling it does not run it.', {
      at: { file: rule.file, ...positionOf(source, chosen.fn.getStart(source)) },
      hint: 'Such a Rule never called back, and failed every login. Take the asterisk away if it was meant to run.',
    });
  }
  if (chosen?.fn.body === undefined || !ts.isBlock(chosen.fn.body)) {
    const count = candidates(source).length;
    throw new Problem(
      'rule-no-handler',
      count > 1
        ? `The file holds ${count} functions, and none or several of them take (user, context, callback).`
        : 'The file holds no function (user, context, callback).',
      { at: { file: rule.file, line: 1 }, hint: 'A Rule is one function of three parameters.' },
    );
  }
  const handler = chosen.fn as ParsedRule['handler'];
  return { rule, text, source, checker: namesOf(source), handler, outer: chosen.outer };
}
