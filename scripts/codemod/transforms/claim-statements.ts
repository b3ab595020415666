import { ts } from '../../lib/ts.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { isAssignment, isEmptyLiteral, isFallback, unwrap, walk } from '../../rule/syntax.ts';
import type { Transform } from '../draft.ts';
import { type Edit, movedText } from '../edits.ts';
import { propertyName, quote } from '../values.ts';
import { isCaught, isContext, separatorBefore } from '../splice.ts';

/** Claims that are assigned several at once, or as what an arrow function returns, become statements of their own. */
export const claimStatements: Transform = {
  name: 'claim-statements',
  doc: 'Object.assign(context.idToken, { [k]: v }) -> context.idToken[k] = v',
  always: true,
  rewrite(parsed) {
    const edits: Edit[] = [];
    if (!/\b(?:id|access)Token\b/.test(parsed.text)) return edits;
    walk(parsed.handler.body, (node) => {
      const edit = ts.isExpressionStatement(node)
        ? writeAssigned(node, parsed)
        : ts.isArrowFunction(node)
          ? writeBody(node, parsed)
          : undefined;
      if (edit !== undefined) edits.push(edit);
      return edit === undefined;
    });
    return edits;
  },
};

/** `Object.assign(context.idToken, {…});`, also assigned to the same token, and with a new object in front. */
function writeAssigned(statement: ts.ExpressionStatement, parsed: ParsedRule): Edit | undefined {
  const whole = unwrap(statement.expression);
  const target = isAssignment(whole) ? whole.left : undefined;
  const call = unwrap(isAssignment(whole) ? whole.right : whole);
  if (
    !ts.isCallExpression(call) ||
    !/^(?:Object\.assign|_\.(?:assign|extend))$/.test(call.expression.getText())
  )
    return undefined;
  const isNew = call.arguments[0] !== undefined && isEmptyLiteral(call.arguments[0]);
  const [token, ...added] = isNew ? call.arguments.slice(1) : call.arguments;
  const written = token === undefined ? undefined : tokenIn(token, parsed);
  if (written === undefined || added.length === 0) return undefined;
  if (target === undefined ? isNew : tokenIn(target, parsed)?.getText() !== written.getText())
    return undefined;
  const literals = added.map(unwrap).filter(ts.isObjectLiteralExpression);
  const properties = literals.flatMap((literal) => literal.properties.filter(isPlainProperty));
  const all = literals.reduce((count, literal) => count + literal.properties.length, 0);
  if (literals.length < added.length || properties.length < all) return undefined;
  const start = statement.getStart(parsed.source);
  const name = written.getText(parsed.source);
  if (isNew) {
    const parts = properties.map((property) => movedOf(property, parsed));
    return { start, end: statement.end, text: `${name} = { ...${name}, ${parts.join(', ')} };` };
  }
  // All values are made before any claim is set.
  const isApart =
    properties.length < 2 || !properties.some((one) => /\b(?:id|access)Token\b/.test(one.getText()));
  if (!isApart || !ts.isBlock(statement.parent) || isCaught(statement, parsed)) return undefined;
  const lines = properties.map(
    (property) => `${name}[${keyOf(property, parsed)}] = ${valueOf(property, parsed)};`,
  );
  return { start, end: statement.end, text: lines.join(separatorBefore(statement, parsed)) };
}

type PlainProperty = ts.PropertyAssignment | ts.ShorthandPropertyAssignment;

function isPlainProperty(property: ts.ObjectLiteralElementLike): property is PlainProperty {
  return ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property);
}

/** `context.idToken`, also as `context.idToken || {}`. */
function tokenIn(node: ts.Expression, parsed: ParsedRule): ts.PropertyAccessExpression | undefined {
  const inner = unwrap(node);
  const token = isFallback(inner) && isEmptyLiteral(inner.right) ? unwrap(inner.left) : inner;
  return ts.isPropertyAccessExpression(token) &&
    /^(?:id|access)Token$/.test(token.name.text) &&
    isContext(unwrap(token.expression), parsed)
    ? token
    : undefined;
}

function movedOf(node: ts.Node, { source }: ParsedRule): string {
  return movedText(node.getStart(source), node.end);
}

function keyOf(property: PlainProperty, parsed: ParsedRule): string {
  const { name } = property;
  return ts.isComputedPropertyName(name)
    ? movedOf(name.expression, parsed)
    : quote(propertyName(property) ?? name.getText());
}

function valueOf(property: PlainProperty, parsed: ParsedRule): string {
  return movedOf(ts.isPropertyAssignment(property) ? property.initializer : property.name, parsed);
}

/** `list.forEach((name) => (context.idToken[name] = true))`: nobody looks at what it returns. */
function writeBody(arrow: ts.ArrowFunction, { source }: ParsedRule): Edit | undefined {
  const { body, parent } = arrow;
  const isStep =
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    parent.expression.name.text === 'forEach';
  if (!isStep || ts.isBlock(body) || !isAssignment(unwrap(body))) return undefined;
  const inner = unwrap(body);
  return {
    start: body.getStart(source),
    end: body.end,
    text: `{ ${movedText(inner.getStart(source), inner.end)}; }`,
  };
}
