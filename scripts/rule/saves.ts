import { ts } from '../lib/ts.ts';
import { once } from '../lib/once.ts';
import type { Change } from './changes.ts';
import type { ParsedRule } from './parse.ts';
import type { Place, PlacesOf } from './places.ts';
import { enclosingStatement, isAssignment, unwrap, walk } from './syntax.ts';
import { COMPUTED, type Use, type Uses } from './uses.ts';

// Later rules of a login saw the user as this one had changed it in memory, and not what it saved. Later Actions see what
// was saved, and nothing else.

/** A call that saves metadata. */
interface Save {
  readonly call: ts.CallExpression;
  readonly kind: string;
  readonly saved: ts.Expression;
  /** It is certainly about the user who logs in. */
  readonly isOwn: boolean;
}

export function savesIn(uses: Uses): Save[] {
  return uses.all.flatMap(({ root, path, kind, links }) => {
    const method = /^update(App|User)Metadata$/.exec(path[1] ?? '')?.[1]?.toLowerCase();
    const call = links.at(-1)!.parent;
    if (root !== 'auth0' || path[0] !== 'users' || method === undefined || kind !== 'call') return [];
    if (!ts.isCallExpression(call) || call.arguments.length < 2) return [];
    const [id, saved] = call.arguments as unknown as readonly [ts.Expression, ts.Expression];
    const isOwn = useAt(id, uses)?.path.join('.') === 'user_id';
    return [{ call, kind: `${method}_metadata`, saved, isOwn }];
  });
}

function useAt(node: ts.Expression, { all }: Uses): Use | undefined {
  const inner = unwrap(node);
  return all.find(({ root, links }) => root === 'user' && links.at(-1) === inner);
}

/** Whether a change of metadata in memory is certainly saved as it is, so that later Actions see what later rules saw. */
export function isSaved(
  { place, node }: Pick<Change, 'place' | 'node'>,
  saves: readonly Save[],
  uses: Uses,
): boolean {
  const [root, kind, key] = place;
  if (isLeftOut(node, place)) return false;
  return saves.some(
    (save) =>
      root === 'user' &&
      save.isOwn &&
      save.kind === kind &&
      (useAt(save.saved, uses)?.path.join('.') === kind ||
        (key !== undefined && hasSame(save, key, { place, node }, uses))) &&
      comesCertainly(node, save.call),
  );
}

/** Whether a save, which merges what it is given, leaves the stored keys that this takes away. */
function isLeftOut(node: ts.Node, { length }: Place): boolean {
  const { parent } = node;
  if (ts.isDeleteExpression(parent)) return length <= 3;
  if (!isAssignment(parent) || parent.left !== node) return false;
  const value = parent.right.getText();
  return length === 2 ? !value.includes(node.getText()) || /\b_\.\w+/.test(value) : value === 'undefined';
}

/** Whether the literal that is saved has the key with the value that was assigned. */
function hasSame(
  { kind, saved }: Save,
  key: string,
  { place, node }: Pick<Change, 'place' | 'node'>,
  uses: Uses,
): boolean {
  const literal = unwrap(saved);
  if (!ts.isObjectLiteralExpression(literal)) return false;
  const assigned = node.parent;
  return literal.properties.some((property) => {
    if (!ts.isPropertyAssignment(property) || property.name.getText().replaceAll(/['"]/g, '') !== key)
      return false;
    const value = unwrap(property.initializer);
    if (useAt(value, uses)?.path.join('.') === `${kind}.${key}`) return true;
    return (
      place.length === 3 &&
      isAssignment(assigned) &&
      (ts.isIdentifier(value) || ts.isLiteralExpression(value) || isFlag(value)) &&
      value.getText() === unwrap(assigned.right).getText()
    );
  });
}

/** A use of the user that changes it, as a change. */
export function changeBy({ root, path, links }: Use): Pick<Change, 'place' | 'node'> {
  return { place: [root, ...path], node: links.at(-1)! };
}

function isFlag({ kind }: ts.Expression): boolean {
  return kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword;
}

/** Functions that run where they stand. */
const AT_ONCE = /^(?:forEach|map|filter|some|every|find|findIndex|reduce|each)$/;

/** Whether code always gets from one place to a later one before the rule can end: no branch and no return between. */
function comesCertainly(from: ts.Node, to: ts.Node): boolean {
  const statement = enclosingStatement(to);
  if (statement === undefined || from.pos >= to.pos || isConditional(to, statement)) return false;
  const block = statement.parent;
  for (let at = from; at !== block; at = at.parent) {
    if (at.parent === undefined) return false;
    if (!ts.isFunctionLike(at)) continue;
    const call = at.parent;
    const isAtOnce =
      ts.isCallExpression(call) &&
      ts.isPropertyAccessExpression(call.expression) &&
      AT_ONCE.test(call.expression.name.text);
    if (!isAtOnce) return false;
  }
  return !leaving(block).some((node) => node.pos > from.pos && node.end <= to.pos);
}

/** The statements of a block, but for those in functions, that leave what is around them. */
const leaving = once((block: ts.Node): readonly ts.Node[] => {
  const found: ts.Node[] = [];
  walk(block, (node) => {
    if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node))
      found.push(node);
    return !ts.isFunctionLike(node);
  });
  return found;
});

function isConditional(node: ts.Node, statement: ts.Node): boolean {
  for (let at = node; at !== statement; at = at.parent) {
    const { parent } = at;
    if (ts.isFunctionLike(parent) || ts.isIterationStatement(parent, false) || ts.isTryStatement(parent))
      return true;
    if (ts.isIfStatement(parent) && parent.expression !== at) return true;
    if (ts.isConditionalExpression(parent) && parent.condition !== at) return true;
    const isShort =
      ts.isBinaryExpression(parent) && /^(?:&&|\|\||\?\?)$/.test(parent.operatorToken.getText());
    if (isShort && parent.right === at) return true;
  }
  return false;
}

/** Metadata that the rule saves and may not have in memory: later rules still saw what it was before. */
export function savedOnly(parsed: ParsedRule, uses: Uses, placesOf: PlacesOf): Place[] {
  const saves = savesIn(uses);
  return saves.flatMap((save) => {
    const { kind, saved } = save;
    const values = placesOf(saved);
    if (values.length === 0) return [['user', kind, COMPUTED]];
    const keys = values.flatMap((value) => {
      if ('place' in value) return value.place.join('.') === `user.${kind}` ? [] : [COMPUTED];
      if (ts.isArrayLiteralExpression(value.literal)) return [];
      return value.literal.properties.flatMap((property) => {
        if (ts.isSpreadAssignment(property)) return [];
        const name = property.name;
        if (!ts.isIdentifier(name) && !ts.isStringLiteralLike(name)) return [COMPUTED];
        const isMemory =
          ts.isPropertyAssignment(property) &&
          useAt(property.initializer, uses)?.path.join('.') === `${kind}.${name.text}`;
        const isAssigned = uses.all.some(
          (use) =>
            use.root === 'user' &&
            use.kind === 'write' &&
            use.path.join('.') === `${kind}.${name.text}` &&
            isSaved(changeBy(use), [save], uses),
        );
        return isMemory || isAssigned ? [] : [name.text];
      });
    });
    const later = values.some((value) => 'literal' in value) ? laterKeys(saved, parsed) : [];
    return [...keys, ...later].map((key) => ['user', kind, key]);
  });
}

/** The keys that a variable gets after its literal. */
function laterKeys(saved: ts.Expression, { text, checker }: ParsedRule): string[] {
  const inner = unwrap(saved);
  if (!ts.isIdentifier(inner) || checker.getSymbolAtLocation(inner) === undefined) return [];
  const name = inner.text.replaceAll('$', '\\$');
  const sets = new RegExp(`(?<![\\w$.])${name}\\s*(?:\\.\\s*([\\w$]+)|\\[[^\\]]*\\])\\s*=(?!=)`, 'g');
  return [...text.matchAll(sets)].map(([, key]) => key ?? COMPUTED);
}
