import { ts } from '../../lib/ts.ts';
import { claimFate } from '../../auth0/restricted-claims.ts';
import { COMPUTED, type Use } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';
import { changesLater } from '../changes-later.ts';
import { mayBeScope, mayHoldScope, mayTakeBack, tokenInit, tokenSpread, valueOf } from '../claim-writes.ts';
import { assignmentStatement } from '../positions.ts';
import { isDefined, keyText, propertyName, quote } from '../values.ts';

const TOKENS: ReadonlySet<string> = new Set(['idToken', 'accessToken']);

/** `context.idToken[k] = v` becomes `api.idToken.setCustomClaim(k, v)`, or an object whose claims are set at the end. */
export const claims: Transform = {
  name: 'claims',
  doc: 'context.idToken[k] = v -> api.idToken.setCustomClaim(k, v)',
  match(use, draft) {
    if (!TOKENS.has(use.path[0]!) || isScope(use)) return false;
    if (use.path.length === 1 && use.kind === 'write')
      return tokenInit(use, draft) !== undefined || tokenSpread(use, draft) !== undefined;
    // A destructured token has the name of the parameter that would replace it.
    return use.path.length > 1 || use.aliased.length > 0 || use.kind === 'alias' || use.kind === 'read';
  },
  needsSettled(use, draft) {
    return !isPlain(use, draft);
  },
  apply(draft, uses) {
    for (const use of uses) noteClaim(use, draft);
    const token = uses.find((use) => use.path[0] === 'accessToken');
    if (token !== undefined && mayHoldScope(draft) && /\bscope\b/.test(draft.parsed.text))
      draft.note('scope-assignment', token.identifier);
    if (draft.plan.control === 'direct') for (const use of uses) writeDirect(use, draft);
    else for (const use of uses) writeObject(use, draft);
  },
};

/** `context.accessToken.scope` is not a claim. */
export function isScope(use: Use): boolean {
  return use.path[0] === 'accessToken' && use.path[1] === 'scope';
}

/** Whether a use is a write that one call can stand for, or goes away with one. */
function isPlain(use: Use, draft: Draft): boolean {
  const isSafe = (value: ts.Expression): boolean => !changesLater(value, draft) && !mayTakeBack(value, draft);
  if (use.path.length === 1) {
    if (use.kind === 'write')
      return tokenSpread(use, draft)?.properties.every((property) => isSafe(valueOf(property))) ?? true;
    if (use.kind === 'read') return isInsidePlainWrite(use, draft);
    return use.kind === 'alias' && use.aliased.length === 0;
  }
  if (use.path.length !== 2 || use.kind !== 'write' || use.links.length < 2) return false;
  const link = use.links.at(-1)!;
  const name = ts.isElementAccessExpression(link) ? link.argumentExpression : use.path[1]!;
  const statement = assignmentStatement(link);
  return statement !== undefined && isSafe(statement.expression.right) && !mayBeScope(name, draft);
}

/** The `context.idToken` inside `context.idToken = context.idToken || {}` and its like. */
function isInsidePlainWrite(use: Use, draft: Draft): boolean {
  return draft.uses.all.some((other) => {
    if (
      other.root !== 'context' ||
      other.kind !== 'write' ||
      other.path.length !== 1 ||
      other.path[0] !== use.path[0]
    )
      return false;
    const statement = tokenInit(other, draft) ?? tokenSpread(other, draft)?.statement;
    return (
      statement !== undefined && use.identifier.pos >= statement.pos && use.identifier.end <= statement.end
    );
  });
}

function noteClaim(use: Use, draft: Draft): void {
  const [token, claim] = use.path as [string, string | undefined];
  if (use.kind === 'delete' && claim !== undefined) {
    const own = draft.uses.all.some(
      (other) =>
        other.root === 'context' &&
        other.kind === 'write' &&
        other.path[0] === token &&
        other.path[1] === claim &&
        claim !== COMPUTED,
    );
    if (!own) draft.note('claim-delete', use.identifier, claim === COMPUTED ? token : `${token}.${claim}`);
  }
  const reads =
    claim !== undefined &&
    (use.kind === 'read' || use.kind === 'call' || use.kind === 'alias' || use.kind === 'update');
  if (reads && !isCarried(use, draft))
    draft.note('claim-read', use.identifier, claim === COMPUTED ? undefined : claim);
  if (
    use.kind === 'write' &&
    claim !== undefined &&
    claim !== COMPUTED &&
    claimFate('idToken', claim).kind !== 'set'
  ) {
    draft.note('claim-restricted', use.identifier, claim);
  }
}

function isCarried(use: Use, draft: Draft): boolean {
  return draft.options.carriedIn?.includes(`context.${use.path.slice(0, 2).join('.')}`) ?? false;
}

function writeDirect(use: Use, draft: Draft): void {
  const token = `${draft.api}.${use.path[0]}`;
  if (use.path.length === 1) {
    if (use.kind === 'alias') return removeAlias(use, draft);
    if (use.kind !== 'write') return;
    const init = tokenInit(use, draft);
    if (init !== undefined) draft.removeStatement(init);
    else writeSpread(use, token, draft);
    return;
  }
  const left = use.links.at(-1)!;
  const statement = assignmentStatement(left)!;
  const { right } = statement.expression;
  const sure = isDefined(right, draft);
  const opening = sure ? `${token}.setCustomClaim(` : `${draft.helper('setClaim')}(${token}, `;
  const gap = gapBetween(left, right, draft);
  if (ts.isElementAccessExpression(left) && !ts.isNumericLiteral(left.argumentExpression)) {
    draft.replaceRange(draft.start(left), draft.start(left.argumentExpression), opening);
    draft.replaceRange(left.argumentExpression.end, draft.start(right), `,${gap}`);
  } else
    draft.replaceRange(draft.start(left), draft.start(right), `${opening}${keyText(left, draft)},${gap}`);
  draft.insert(right.end, ')');
}

/** A line break between the two sides stays when the call would be long. */
function gapBetween(left: ts.Expression, right: ts.Expression, draft: Draft): string {
  const between = draft.parsed.text.slice(left.end, draft.start(right));
  const breaks = /\n[ \t]*$/.exec(between)?.[0];
  return breaks !== undefined && left.end - left.getStart() + (right.end - right.getStart()) > 85
    ? breaks
    : ' ';
}

function writeSpread(use: Use, token: string, draft: Draft): void {
  const { statement, literal } = tokenSpread(use, draft)!;
  const indent = draft.indentOf(statement);
  let from = draft.start(statement);
  let closing = '';
  for (const property of literal.properties.slice(1)) {
    const before = closing === '' ? '' : `${closing}\n${indent}`;
    if (ts.isShorthandPropertyAssignment(property)) {
      draft.replaceRange(
        from,
        draft.start(property.name),
        `${before}${draft.helper('setClaim')}(${token}, '${property.name.text}', `,
      );
      from = property.name.end;
    } else if (ts.isPropertyAssignment(property)) {
      const { name, initializer } = property;
      const opening = isDefined(initializer, draft)
        ? `${token}.setCustomClaim(`
        : `${draft.helper('setClaim')}(${token}, `;
      if (ts.isComputedPropertyName(name)) {
        draft.replaceRange(from, draft.start(name.expression), `${before}${opening}`);
        draft.replaceRange(name.expression.end, draft.start(initializer), ', ');
      } else
        draft.replaceRange(
          from,
          draft.start(initializer),
          `${before}${opening}${quote(propertyName(property)!)}, `,
        );
      from = initializer.end;
    }
    closing = ');';
  }
  draft.replaceRange(from, statement.end, closing);
}

function removeAlias(use: Use, draft: Draft): void {
  const statement = ts.findAncestor(use.identifier, ts.isVariableStatement);
  if (statement === undefined) return;
  if (statement.declarationList.declarations.length === 1) draft.removeStatement(statement);
}

/** In a rule that is waited for, the claims are an object of its own, set when the rule has called back. */
function writeObject(use: Use, draft: Draft): void {
  const token = use.path[0]!;
  draft.parameters.add(token);
  if (use.aliased.length > 0) return;
  if (use.path.length === 1 && use.kind === 'write') {
    const init = tokenInit(use, draft);
    if (init !== undefined) return draft.removeStatement(init);
    const { statement, literal } = tokenSpread(use, draft)!;
    draft.replaceRange(draft.start(statement), draft.start(literal), `Object.assign(${draft.name(token)}, `);
    draft.insert(literal.end, ')');
    const first = literal.properties[0]!;
    const next = literal.properties[1];
    draft.replaceRange(draft.start(first), next === undefined ? first.end : draft.start(next), '');
    return;
  }
  const inInit = draft.edits.some(
    (edit) => edit.start <= draft.start(use.identifier) && edit.end >= use.links[1]!.end,
  );
  if (!inInit && !isInsidePlainWrite(use, draft))
    draft.replaceRange(draft.start(use.links[1]!), use.links[1]!.end, draft.name(token));
}
