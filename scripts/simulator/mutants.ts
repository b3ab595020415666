import { ts } from '../lib/ts.ts';
import { needsOf, type Need } from './needs.ts';

/** The source of an Action with one thing broken. Lines and columns count from 1. */
export interface Mutant {
  readonly operator: Operator;
  readonly line: number;
  readonly column: number;
  /** What was there, on one line, and what is there now. */
  readonly before: string;
  readonly after: string;
  readonly text: string;
  /** Where the broken part is in that text. */
  readonly span: readonly [start: number, end: number];
  /** The ways that a login has to take for the broken part to matter, by the place of the condition or block. */
  readonly needs: readonly Need[];
}

type Operator =
  | 'drop statement'
  | 'drop return'
  | 'drop await'
  | 'flip condition'
  | 'swap operator'
  | 'change text'
  | 'change number'
  | 'flip flag';

const SWAPS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.EqualsEqualsToken, '!='],
  [ts.SyntaxKind.ExclamationEqualsToken, '=='],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
]);

/** Every mutant of a source, in the order of its text. What only reaches the console is left alone. */
export function mutantsOf(text: string, file: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const mutants: Mutant[] = [];
  const replace = (operator: Operator, node: ts.Node, after: string): void => {
    const start = node.getStart(source);
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    mutants.push({
      operator,
      line: line + 1,
      column: character + 1,
      before: oneLine(text.slice(start, node.end)),
      after: oneLine(after),
      text: text.slice(0, start) + after + text.slice(node.end),
      span: [start, start + after.length],
      needs: needsOf(node, source),
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (isConsoleCall(node) || (ts.isIfStatement(node) && isOnlyConsole(node))) return;
    mutate(node, source, replace);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

type Replace = (operator: Operator, node: ts.Node, after: string) => void;

function mutate(node: ts.Node, source: ts.SourceFile, replace: Replace): void {
  const textOf = (part: ts.Node): string => part.getText(source);
  if (ts.isExpressionStatement(node) && !isConsoleCall(node.expression)) replace('drop statement', node, ';');
  if (ts.isIfStatement(node) || ts.isThrowStatement(node)) replace('drop statement', node, ';');
  if (ts.isReturnStatement(node)) {
    replace('drop return', node, node.expression === undefined ? ';' : `${textOf(node.expression)};`);
  }
  if (ts.isAwaitExpression(node)) replace('drop await', node, textOf(node.expression));
  if (ts.isIfStatement(node)) replace('flip condition', node.expression, `!(${textOf(node.expression)})`);
  if (ts.isConditionalExpression(node))
    replace('flip condition', node.condition, `!(${textOf(node.condition)})`);
  if (ts.isBinaryExpression(node)) {
    const swap = SWAPS.get(node.operatorToken.kind);
    if (swap !== undefined) replace('swap operator', node.operatorToken, swap);
  }
  if (ts.isStringLiteralLike(node) && !isPropertyName(node))
    replace('change text', node, JSON.stringify(`${node.text}~`));
  if (ts.isNumericLiteral(node)) replace('change number', node, `${Number(node.text) + 1}`);
  if (node.kind === ts.SyntaxKind.TrueKeyword) replace('flip flag', node, 'false');
  if (node.kind === ts.SyntaxKind.FalseKeyword) replace('flip flag', node, 'true');
}

function isConsoleCall(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    ts.isIdentifier(node.expression.expression) &&
    node.expression.expression.text === 'console'
  );
}

/** An `if` that decides over nothing but console output. */
function isOnlyConsole({ thenStatement, elseStatement }: ts.IfStatement): boolean {
  const statements = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
  const writes = (one: ts.Statement): boolean =>
    ts.isExpressionStatement(one) && isConsoleCall(one.expression);
  return elseStatement === undefined && statements.every(writes);
}

function isPropertyName(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 57)}...`;
}
