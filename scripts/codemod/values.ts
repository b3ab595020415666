import { ts } from '../lib/ts.ts';
import { isAssignment, unwrap } from '../rule/syntax.ts';
import { literalText } from '../rule/uses.ts';
import type { Draft } from './draft.ts';

/** Paths of the user and the context that are never undefined, in a rule or in an event. */
const ALWAYS: ReadonlySet<string> = new Set([
  'user.user_id',
  'context.clientID',
  'context.clientName',
  'context.connection',
  'context.connectionStrategy',
  'context.tenant',
  'context.request.ip',
  'context.stats.loginsCount',
]);

/** Whether the value of an expression cannot be undefined, as far as its form shows. */
export function isDefined(node: ts.Expression, draft: Draft): boolean {
  const inner = unwrap(node);
  if (ts.isConditionalExpression(inner))
    return isDefined(inner.whenTrue, draft) && isDefined(inner.whenFalse, draft);
  if (ts.isBinaryExpression(inner)) {
    const kind = inner.operatorToken.kind;
    if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken)
      return isDefined(inner.right, draft);
    return (
      kind !== ts.SyntaxKind.AmpersandAmpersandToken &&
      kind !== ts.SyntaxKind.CommaToken &&
      !isAssignment(inner)
    );
  }
  if (ts.isPrefixUnaryExpression(inner) || ts.isTypeOfExpression(inner) || ts.isNewExpression(inner))
    return true;
  if (ts.isPropertyAccessExpression(inner)) {
    const use = draft.useOf(inner);
    return use?.links.at(-1) === inner && ALWAYS.has([use.root, ...use.path].join('.'));
  }
  return (
    ts.isStringLiteralLike(inner) ||
    ts.isNumericLiteral(inner) ||
    ts.isTemplateExpression(inner) ||
    ts.isObjectLiteralExpression(inner) ||
    ts.isArrayLiteralExpression(inner) ||
    isFunctionExpression(inner) ||
    inner.kind === ts.SyntaxKind.TrueKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword ||
    inner.kind === ts.SyntaxKind.NullKeyword
  );
}

function isFunctionExpression(node: ts.Node): boolean {
  return ts.isFunctionExpression(node) || ts.isArrowFunction(node);
}

/** The key of a property access as source text: a quoted name, or the expression in brackets. */
export function keyText(node: ts.Expression, draft: Draft): string {
  if (ts.isPropertyAccessExpression(node)) return `'${node.name.text}'`;
  if (ts.isElementAccessExpression(node)) {
    const key = node.argumentExpression;
    return ts.isNumericLiteral(key) ? `'${key.text}'` : draft.text(key);
  }
  throw new Error('Not a property access.');
}

/** A string literal in the style of the code we write. */
export function quote(text: string): string {
  const json = JSON.stringify(text);
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** Whether a text can be written as a name. */
export function isName(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** What reads a property of that name, behind what may be missing: `.name`, `?.name`, `['other name']`. */
export function accessText(name: string, mayBeMissing = false): string {
  if (isName(name)) return `${mayBeMissing ? '?' : ''}.${name}`;
  return `${mayBeMissing ? '?.' : ''}[${quote(name)}]`;
}

/** The name of a property in an object literal; undefined when it is computed. */
export function propertyName(property: ts.ObjectLiteralElementLike): string | undefined {
  const { name } = property;
  if (name === undefined) return undefined;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return ts.isComputedPropertyName(name) ? literalText(name.expression) : undefined;
}
