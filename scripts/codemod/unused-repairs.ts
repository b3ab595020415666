import { ts } from '../lib/ts.ts';
import { isFallback } from '../rule/syntax.ts';
import { type Edit, insertion } from './edits.ts';
import { removal } from './splice.ts';

// What is declared and never used, which strict code refuses and Rules were full of.

function isLoopHead(node: ts.Node): boolean {
  return ts.isForOfStatement(node) || ts.isForInStatement(node);
}

/** Underscores before a name, until it hides no other. */
function renameUnused(name: ts.Node, source: ts.SourceFile): Edit[] | undefined {
  if (!ts.isIdentifier(name)) return undefined;
  let prefix = '_';
  const names = new Set(source.text.match(/[\w$]+/g));
  while (names.has(prefix + name.text)) prefix += '_';
  return [insertion(name.getStart(source), prefix)];
}

/** The names in a pattern: `{ a, b }` becomes `{ a, b: _b }`. */
function renameInPattern(node: ts.Node, source: ts.SourceFile): readonly Edit[] | undefined {
  if (ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node)) {
    const elements = node.elements.map((element) =>
      ts.isOmittedExpression(element) ? [] : renameInPattern(element, source),
    );
    return elements.every((edits) => edits !== undefined) ? elements.flat() : undefined;
  }
  const element = ts.isBindingElement(node) ? node : node.parent;
  if (!ts.isBindingElement(element)) return undefined;
  if (!ts.isIdentifier(element.name)) return renameInPattern(element.name, source);
  const isShort = ts.isObjectBindingPattern(element.parent) && element.propertyName === undefined;
  if (element.dotDotDotToken !== undefined && isShort) return undefined;
  const [renamed] = renameUnused(element.name, source)!;
  return [{ ...renamed!, text: isShort ? `${element.name.text}: ${renamed!.text}` : renamed!.text }];
}

/**
 * A parameter gets an underscore, an unused module is only loaded, a variable that takes nothing to have goes, anything
 * else is named once.
 */
export function useUnused(node: ts.Node, source: ts.SourceFile): readonly Edit[] | undefined {
  const { parent } = node;
  const inPattern = renameInPattern(node, source);
  if (inPattern !== undefined) return inPattern;
  if (ts.isParameter(parent) && parent.name === node) return renameUnused(node, source);
  if (ts.isParameter(node)) return renameUnused(node.name, source);
  const loop = ts.isVariableDeclarationList(node) ? node : parent.parent;
  if (loop !== undefined && ts.isVariableDeclarationList(loop) && isLoopHead(loop.parent))
    return renameUnused(loop.declarations[0]!.name, source);
  const statement = ts.findAncestor(node, (at): at is ts.Statement => ts.isStatement(at) && !ts.isBlock(at));
  if (statement === undefined) return undefined;
  if (isOfTypes(statement)) return [{ ...wholeLine(statement, source), text: '' }];
  if (ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1) {
    const [declaration] = statement.declarationList.declarations as unknown as [ts.VariableDeclaration];
    if (
      ts.isIdentifier(declaration.name) &&
      declaration.initializer !== undefined &&
      ts.isCallExpression(declaration.initializer)
    ) {
      return [{ start: statement.getStart(source), end: declaration.initializer.getStart(source), text: '' }];
    }
    if (ts.isIdentifier(declaration.name) && isIdle(declaration.initializer))
      return [{ ...wholeLine(statement, source), text: '' }];
  }
  if (ts.isVariableDeclaration(parent) && parent.name === node && isIdle(parent.initializer)) {
    const dropped = dropFromList(parent, source);
    if (dropped !== undefined) return dropped;
  }
  const names = namesOf(node, statement);
  if (names.length === 0 || !(ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent)))
    return undefined;
  const line = source.text.slice(source.text.lastIndexOf('\n', statement.getStart(source) - 1) + 1);
  const indent = /^[ \t]*/.exec(line)![0];
  return [insertion(statement.end, names.map((name) => `\n${indent}void ${name};`).join(''))];
}

/** One of several variables goes. */
function dropFromList(
  declaration: ts.VariableDeclaration,
  source: ts.SourceFile,
): readonly Edit[] | undefined {
  const { parent } = declaration;
  return ts.isVariableDeclarationList(parent) && parent.declarations.length > 1
    ? [removal(declaration, parent.declarations, source)]
    : undefined;
}

/** What is there for the compiler, as in a rule that was written in TypeScript. */
function isOfTypes(statement: ts.Statement): boolean {
  return (
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    (ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly === true)
  );
}

/** Whether an initializer does nothing but to give a value: no call, nothing that may be missing, no comment of its own. */
function isIdle(node: ts.Expression | undefined): boolean {
  if (node === undefined) return true;
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  if (isFallback(node)) return isIdle(node.left) && isIdle(node.right);
  // Every event has what is right below it.
  if (ts.isPropertyAccessExpression(node) && /^event_*$/.test(node.expression.getText())) return true;
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isIdle);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every(
      (property) =>
        ts.isPropertyAssignment(property) &&
        !ts.isComputedPropertyName(property.name) &&
        isIdle(property.initializer),
    );
  return (
    ts.isLiteralExpression(node) ||
    [
      ts.SyntaxKind.ThisKeyword,
      ts.SyntaxKind.TrueKeyword,
      ts.SyntaxKind.FalseKeyword,
      ts.SyntaxKind.NullKeyword,
    ].includes(node.kind)
  );
}

/** A statement with its line, when nothing else is there. */
function wholeLine(statement: ts.Statement, source: ts.SourceFile): { start: number; end: number } {
  const { text } = source;
  const start = statement.getStart(source);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', statement.end);
  const isAlone =
    lineEnd !== -1 && (text.slice(lineStart, start) + text.slice(statement.end, lineEnd)).trim() === '';
  return isAlone ? { start: lineStart, end: lineEnd + 1 } : { start, end: statement.end };
}

function namesOf(node: ts.Node, statement: ts.Statement): string[] {
  if (ts.isIdentifier(node)) return [node.text];
  if (ts.isBindingElement(node) && ts.isIdentifier(node.name)) return [node.name.text];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : patternNames(name),
    );
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name === undefined ? [] : [statement.name.text];
  return [];
}

function patternNames(pattern: ts.BindingPattern): string[] {
  return pattern.elements.flatMap((element) => {
    if (ts.isOmittedExpression(element)) return [];
    return ts.isIdentifier(element.name) ? [element.name.text] : patternNames(element.name);
  });
}
