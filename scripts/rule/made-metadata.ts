import { ts } from '../lib/ts.ts';
import { isSuccess } from './call-kind.ts';
import { calleeName } from './callee-name.ts';
import { isCertainWrite } from './certain-write.ts';
import type { Change } from './changes.ts';
import type { ParsedRule } from './parse.ts';
import type { Place } from './places.ts';
import { resolvedFunction } from './resolved-function.ts';
import { isAssignment, isFallback, unwrap, wrapped } from './syntax.ts';
import { COMPUTED, type Uses } from './uses.ts';

// Rules had no metadata object where nothing was stored, unless one of them made it: all later ones of that login had it
// then. `user.app_metadata = user.app_metadata || {};` stands in the first rule, and the others rely on it.

export const METADATA = ['app_metadata', 'user_metadata'] as const;
export type MetadataKind = (typeof METADATA)[number];

/** What becomes of metadata in a rule: it is there afterwards for certain, on some ways, or nobody can tell. */
export type Made = Readonly<Partial<Record<MetadataKind, 'certain' | 'maybe' | 'unknown'>>>;

/** Metadata that an earlier rule has made, as a later one finds it: for certain, or perhaps. */
export type Found = Readonly<
  Partial<Record<MetadataKind, { readonly by: string; readonly isCertain: boolean }>>
>;

/** What each rule, in the order in which they run, finds of what those before it made. */
export function metadataFound(rules: readonly { readonly name: string; readonly made: Made }[]): Found[] {
  let now: Found = {};
  return rules.map(({ name, made }) => {
    const before = now;
    for (const kind of METADATA) {
      const known = now[kind];
      if (made[kind] === 'certain') now = { ...now, [kind]: { by: name, isCertain: true } };
      else if (made[kind] === 'maybe' && !known?.isCertain)
        now = { ...now, [kind]: { by: name, isCertain: false } };
      else if (made[kind] === 'unknown' && known !== undefined)
        now = { ...now, [kind]: { ...known, isCertain: false } };
    }
    return before;
  });
}

/** What a rule makes, from all that it may change of the user: by itself, and where nobody can follow. */
export function madeMetadata(
  parsed: ParsedRule,
  uses: Uses,
  changes: readonly Change[],
  escapes: readonly Place[],
): Made {
  if (handsOnAnother(parsed, uses)) return { app_metadata: 'unknown', user_metadata: 'unknown' };
  const made: { [Kind in MetadataKind]?: Made[Kind] } = {};
  for (const kind of METADATA) {
    const isWhole = ([root, part, ...rest]: Place): boolean =>
      root === 'user' && (part === undefined || part === kind || part === COMPUTED) && rest.length === 0;
    const isMaker = ({ parent }: ts.Node): boolean =>
      isAssignment(parent) && makesObject(parent, uses, parsed);
    const makers = uses.all.filter(
      (use) =>
        (use.kind === 'write' || use.kind === 'update') &&
        isWhole([use.root, ...use.path]) &&
        use.path[0] === kind &&
        isMaker(use.links.at(-1)!),
    );
    if (escapes.some(isWhole) || changes.some(({ place, node }) => isWhole(place) && !isMaker(node)))
      made[kind] = 'unknown';
    else if (makers.some((use) => isCertainWrite(use, parsed, uses))) made[kind] = 'certain';
    else if (makers.length > 0) made[kind] = 'maybe';
  }
  return made;
}

/** Whether later rules may get another user than this rule got. */
function handsOnAnother(parsed: ParsedRule, { all }: Uses): boolean {
  const users = new Set<ts.Node>(
    all.filter(({ root, path }) => root === 'user' && path.length === 0).map(({ identifier }) => identifier),
  );
  return all.some(({ root, path, kind, identifier }) => {
    if (root === 'user') return path.length === 0 && (kind === 'write' || kind === 'update');
    if (root !== 'callback') return false;
    const outer = wrapped(identifier);
    const { parent } = outer;
    if (!ts.isCallExpression(parent)) return false;
    if (parent.expression === outer) {
      const [error, user] = parent.arguments;
      return user !== undefined && isSuccess(error) && !users.has(unwrap(user));
    }
    const callee = unwrap(parent.expression);
    const isPlain =
      ts.isPropertyAccessExpression(callee) && /^(?:then|catch|finally)$/.test(callee.name.text);
    return !isPlain && resolvedFunction(callee, parsed) === undefined;
  });
}

/** Whether an assignment leaves an object in any case. */
function makesObject(
  { left, operatorToken, right }: ts.BinaryExpression,
  uses: Uses,
  parsed: ParsedRule,
): boolean {
  const operator = operatorToken.getText(parsed.source);
  return /^(?:\|\||\?\?)?=$/.test(operator) && isObject(right, left.getText(parsed.source), uses, parsed);
}

function isObject(node: ts.Expression, itself: string, uses: Uses, parsed: ParsedRule): boolean {
  const inner = unwrap(node);
  const is = (one: ts.Expression): boolean => isObject(one, itself, uses, parsed);
  if (ts.isObjectLiteralExpression(inner)) return true;
  if (isFallback(inner)) return inner.left.getText(parsed.source) === itself && is(inner.right);
  if (ts.isConditionalExpression(inner)) return is(inner.whenTrue) && is(inner.whenFalse);
  if (ts.isCallExpression(inner)) {
    const [first] = inner.arguments;
    const isFilled = /^(?:Object\.assign|_\.(?:assign|extend|merge|defaults)\w*)$/.test(
      calleeName(inner, parsed),
    );
    return isFilled && first !== undefined && is(first);
  }
  if (!ts.isIdentifier(inner)) return false;
  const variable = parsed.checker.getSymbolAtLocation(inner);
  const declared = variable?.valueDeclaration;
  return (
    variable !== undefined &&
    !uses.written.has(variable) &&
    declared !== undefined &&
    ts.isVariableDeclaration(declared) &&
    declared.initializer !== undefined &&
    is(declared.initializer)
  );
}
