import { ts } from '../lib/ts.ts';
import { SEEN } from './run-pair.ts';

/** A place where code can go one way or another. Lines and columns count from 1. */
export interface Branch {
  readonly id: number;
  readonly line: number;
  readonly column: number;
  /** From where to where it reaches in the text. */
  readonly span: readonly [start: number, end: number];
  /** The condition as it is written, on one line. */
  readonly text: string;
  /** The ways to go: a condition can be false (0) or true (1), a block is only entered (1). */
  readonly ways: readonly (0 | 1)[];
}

export interface Instrumented {
  readonly code: string;
  readonly branches: readonly Branch[];
}

interface Edit {
  readonly at: number;
  readonly text: string;
}

/** The same code, on the same lines, telling at each branch which way it goes. Ids count from `firstId`. */
export function instrument(text: string, file: string, firstId: number): Instrumented {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const edits: Edit[] = [];
  const branches: Branch[] = [];
  const add = (node: ts.Node, ways: Branch['ways']): number => {
    const id = firstId + branches.length;
    branches.push({ id, ...placeOf(node, source), span: [node.getStart(source), node.end], ways });
    return id;
  };
  const condition = (node: ts.Expression | undefined): void => {
    if (node === undefined || isConstant(node)) return;
    edits.push(
      { at: node.getStart(source), text: `${SEEN}(${add(node, [0, 1])}, (` },
      { at: node.end, text: '))' },
    );
  };
  const entered = (named: ts.Node, at: number): void => {
    edits.push({ at, text: ` ${SEEN}(${add(named, [1])}, 1);` });
  };
  const visit = (node: ts.Node): void => {
    // The outer of two edits at the same place has to come first: a condition before what is inside it.
    if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node))
      condition(node.expression);
    else if (ts.isForStatement(node) || ts.isConditionalExpression(node)) condition(node.condition);
    else if (ts.isBinaryExpression(node) && SHORT_CIRCUIT.has(node.operatorToken.kind)) condition(node.left);
    else if (ts.isCaseOrDefaultClause(node)) entered(node, colonOf(node, text) + 1);
    else if (ts.isCatchClause(node)) entered(node, node.block.getStart(source) + 1);
    else if (ts.isFunctionLike(node)) {
      const { body } = node as ts.FunctionLikeDeclaration;
      if (body !== undefined && ts.isBlock(body)) entered(node, afterDirectives(body, source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { code: applied(text, edits), branches };
}

/** Where a node stands, and how it is written, on one line. */
export function placeOf(node: ts.Node, source: ts.SourceFile): Pick<Branch, 'line' | 'column' | 'text'> {
  const start = node.getStart(source);
  const { line, character } = source.getLineAndCharacterOfPosition(start);
  const text = source.text.slice(start, node.end).replaceAll(/\s+/g, ' ').slice(0, 80);
  return { line: line + 1, column: character + 1, text };
}

const SHORT_CIRCUIT = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** Conditions that are the same every time are no branches. */
export function isConstant(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.TrueKeyword || ts.isLiteralExpression(node);
}

function colonOf(clause: ts.CaseOrDefaultClause, text: string): number {
  const from = ts.isCaseClause(clause) ? clause.expression.end : clause.getStart() + 'default'.length;
  return text.indexOf(':', from);
}

/** Behind `'use strict'`, which only counts at the start of a body. */
function afterDirectives(body: ts.Block, source: ts.SourceFile): number {
  let at = body.getStart(source) + 1;
  for (const statement of body.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) break;
    at = statement.end;
  }
  return at;
}

function applied(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const { at, text: inserted } of edits.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(from, at) + inserted;
    from = at;
  }
  return result + text.slice(from);
}
