import { ts } from '../lib/ts.ts';
import { once } from '../lib/once.ts';
import { claimFate } from '../auth0/restricted-claims.ts';
import { isEmptyLiteral, isFallback, unwrap } from '../rule/syntax.ts';
import { COMPUTED, literalText, type Use } from '../rule/uses.ts';
import type { Draft } from './draft.ts';
import { assignmentStatement, mayBothRun } from './positions.ts';
import { isDefined, keyText, propertyName, quote } from './values.ts';

/** One claim that the rule writes, as one statement or as a property of a spread literal. */
interface ClaimWrite {
  readonly token: string;
  /** Undefined when the name is computed. */
  readonly name: string | undefined;
  /** The name as source text. */
  readonly text: string;
  readonly value: ts.Expression;
}

/** `context.idToken = context.idToken || {}` and its like, which do nothing. */
export function tokenInit(use: Use, draft: Draft): ts.ExpressionStatement | undefined {
  const statement = assignmentStatement(use.links.at(-1)!);
  if (statement === undefined) return undefined;
  const right = unwrap(statement.expression.right);
  const same = isFallback(right)
    ? isEmptyLiteral(right.right) && isToken(right.left, use, draft)
    : isToken(right, use, draft);
  return same ? statement : undefined;
}

function isToken(node: ts.Expression, use: Use, draft: Draft): boolean {
  const inner = unwrap(node);
  const other = draft.useOf(inner);
  return (
    other?.links.at(-1) === inner &&
    other.root === 'context' &&
    other.path.length === 1 &&
    other.path[0] === use.path[0]
  );
}

interface Spread {
  readonly statement: ts.ExpressionStatement;
  readonly literal: ts.ObjectLiteralExpression;
  /** What comes after `...context.idToken`. */
  readonly properties: readonly (ts.PropertyAssignment | ts.ShorthandPropertyAssignment)[];
}

/** `context.idToken = { ...context.idToken, k: v }`. */
export function tokenSpread(use: Use, draft: Draft): Spread | undefined {
  const statement = assignmentStatement(use.links.at(-1)!);
  const literal = statement === undefined ? undefined : unwrap(statement.expression.right);
  if (statement === undefined || literal === undefined || !ts.isObjectLiteralExpression(literal))
    return undefined;
  const [first, ...rest] = literal.properties;
  if (first === undefined || !ts.isSpreadAssignment(first) || !isToken(first.expression, use, draft))
    return undefined;
  const properties = rest.filter(
    (property) => ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property),
  );
  const claimsOnly = properties.every((property) => !mayBeScope(nameOf(property), draft));
  return claimsOnly && properties.length === rest.length && ts.isBlock(statement.parent)
    ? { statement, literal, properties }
    : undefined;
}

/** `context.idToken = Object.assign({}, context.idToken, { k: v })` and its like, which replaces no claim but `k`. */
export function keepsClaims(use: Use, draft: Draft): boolean {
  if (tokenInit(use, draft) !== undefined) return true;
  const statement = assignmentStatement(use.links.at(-1)!);
  const call = statement === undefined ? undefined : unwrap(statement.expression.right);
  if (call === undefined || !ts.isCallExpression(call)) return false;
  if (!/^(?:Object\.assign|_\.(?:assign|extend))$/.test(draft.text(call.expression))) return false;
  const given = call.arguments.map(unwrap);
  if (given[0] !== undefined && isEmptyLiteral(given[0])) given.shift();
  const [token, ...added] = given;
  if (token === undefined) return false;
  const isSame = isFallback(token)
    ? isEmptyLiteral(token.right) && isToken(token.left, use, draft)
    : isToken(token, use, draft);
  return (
    isSame && added.every((one) => ts.isObjectLiteralExpression(one) && one.properties.every(isPlainClaim))
  );
}

/** A claim whose name is there to read, and taken by Auth0. */
function isPlainClaim(property: ts.ObjectLiteralElementLike): boolean {
  if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return false;
  const name = propertyName(property);
  return name !== undefined && name !== 'scope' && claimFate('idToken', name).kind === 'set';
}

/** The name of a property as an expression, or as text when it is none. */
function nameOf({ name }: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): ts.Expression | string {
  if (ts.isComputedPropertyName(name)) return name.expression;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : '';
}

/**
 * Whether a claim's name may turn out to be `scope`, which is none: on an access token it is what is granted, and
 * Auth0 refuses it as a claim.
 */
export function mayBeScope(name: ts.Expression | string, draft: Draft): boolean {
  const parts = typeof name === 'string' ? [name] : partsOf(name, draft);
  return (
    parts.every((part) => part === undefined || 'scope'.includes(part)) &&
    (parts.includes(undefined) || parts.join('') === 'scope')
  );
}

/** The pieces that text is put together from; undefined for one that is not known. */
function partsOf(node: ts.Expression, draft: Draft): (string | undefined)[] {
  const inner = unwrap(node);
  const literal = literalText(inner);
  if (literal !== undefined) return [literal];
  if (ts.isTemplateExpression(inner))
    return [
      inner.head.text,
      ...inner.templateSpans.flatMap((span) => [...partsOf(span.expression, draft), span.literal.text]),
    ];
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return [...partsOf(inner.left, draft), ...partsOf(inner.right, draft)];
  const use = draft.useOf(inner);
  // A name that the tenant's configuration holds was chosen for a claim.
  if (use?.root === 'configuration') return ['https:'];
  if (use?.root === 'global' && use.links.at(-1) === inner)
    return [draft.options.sharedModules?.get(use.path[0]!)?.texts.get(use.path.join('.'))];
  const declaration = ts.isIdentifier(inner)
    ? draft.parsed.checker.getSymbolAtLocation(inner)?.valueDeclaration
    : undefined;
  const isFixed =
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    !draft.uses.written.has(draft.parsed.checker.getSymbolAtLocation(inner)!);
  return isFixed ? partsOf(declaration.initializer, draft) : [undefined];
}

/** Whether the access token's object may get a scope in a way that no write shows. */
export function mayHoldScope(draft: Draft): boolean {
  return draft.uses.all.some((use) => {
    if (use.root !== 'context' || use.path[0] !== 'accessToken') return false;
    if (use.path[1] === COMPUTED)
      return mayBeScope(
        (use.links.at(use.aliased.length > 0 ? 1 : 2) as ts.ElementAccessExpression).argumentExpression ?? '',
        draft,
      );
    return use.path.length === 1 && use.kind === 'read';
  });
}

/** What a property of a spread literal sets. */
export function valueOf(property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): ts.Expression {
  return ts.isPropertyAssignment(property) ? property.initializer : property.name;
}

const claimWrites = once((draft: Draft): readonly ClaimWrite[] =>
  draft.mutationsOf('context').flatMap((use) => writesOf(use, draft)),
);

function writesOf(use: Use, draft: Draft): ClaimWrite[] {
  const [token, name] = use.path;
  if (use.kind !== 'write' || (token !== 'idToken' && token !== 'accessToken')) return [];
  const link = use.links.at(-1)!;
  const statement = assignmentStatement(link);
  if (use.path.length === 2 && statement !== undefined && name !== undefined && use.links.length > 1) {
    return [
      {
        token,
        name: name === COMPUTED ? undefined : name,
        text: keyText(link, draft),
        value: statement.expression.right,
      },
    ];
  }
  return (tokenSpread(use, draft)?.properties ?? []).map((property) => {
    const computed = ts.isComputedPropertyName(property.name) ? property.name.expression : undefined;
    const literal = computed === undefined ? (property.name as ts.Identifier).text : literalText(computed);
    const text = literal === undefined ? draft.text(computed!) : quote(literal);
    return { token, name: literal, text, value: valueOf(property) };
  });
}

/** Whether a value may be undefined where an earlier write set the same claim, which no call can take back. */
export function mayTakeBack(value: ts.Expression, draft: Draft): boolean {
  if (isDefined(value, draft)) return false;
  const writes = claimWrites(draft);
  const write = writes.find((one) => one.value === value);
  if (write === undefined || isRepeated(write, draft)) return true;
  return writes.some(
    (other) =>
      other !== write &&
      other.token === write.token &&
      other.value.pos < write.value.pos &&
      !differ(write, other) &&
      mayBothRun(other.value, write.value),
  );
}

/** A write in a loop may meet the same claim again, unless the loop goes over the keys of an object. */
function isRepeated(write: ClaimWrite, draft: Draft): boolean {
  const { handler } = draft.parsed;
  const loop = ts.findAncestor(
    write.value,
    (node) => node === handler || ts.isFunctionLike(node) || ts.isIterationStatement(node, false),
  );
  if (loop === undefined || loop === handler) return false;
  if (ts.isForInStatement(loop)) return write.name !== undefined;
  const call =
    ts.isFunctionLike(loop) && ts.isCallExpression(loop.parent) ? draft.text(loop.parent.expression) : '';
  return write.name !== undefined || !/^Object\.(?:keys|entries)\(.*\)\.forEach$/s.test(call);
}

/** Whether two names are certainly different: two literals, or the same start with two literals. */
function differ(a: ClaimWrite, b: ClaimWrite): boolean {
  if (a.name !== undefined && b.name !== undefined) return a.name !== b.name;
  const parts = /^(?<base>.*?)(?<tail>'[^']*'|"[^"]*"|[^`{}$]*`)$/s;
  const [one, two] = [a, b].map(({ text }) => parts.exec(text)?.groups);
  return one !== undefined && two !== undefined && one['base'] === two['base'] && one['tail'] !== two['tail'];
}
