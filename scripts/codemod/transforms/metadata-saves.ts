import { ts } from 'ts-morph';
import { isEmptyLiteral, unwrap } from '../../rule/syntax.ts';
import type { Use } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';
import type { HelperName } from '../helpers.ts';
import { isDefined, propertyName, quote } from '../values.ts';

const KINDS: Readonly<Record<string, { helper: HelperName; method: string; property: string }>> = {
  updateAppMetadata: { helper: 'saveAppMetadata', method: 'setAppMetadata', property: 'app_metadata' },
  updateUserMetadata: { helper: 'saveUserMetadata', method: 'setUserMetadata', property: 'user_metadata' },
};

/** `auth0.users.updateAppMetadata(user.user_id, {…})` becomes `api.user.setAppMetadata` for each top-level key. */
export const metadataSaves: Transform = {
  name: 'metadata-saves',
  doc: 'auth0.users.updateAppMetadata(user.user_id, {k: v}) -> api.user.setAppMetadata(k, v)',
  apply(draft) {
    for (const use of draft.uses.all) {
      const call = saveCall(use);
      if (call !== undefined) writeSave(call, use.path[1]!, draft);
    }
  },
};

/** Secrets of the machine-to-machine application that an Action needs for the Management API. */
export const CREDENTIALS = ['AUTH0_DOMAIN', 'AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET'];

/** The call that saves metadata of some user, when a use of `auth0` is one. */
export function saveCall(use: Use): ts.CallExpression | undefined {
  if (use.root !== 'auth0' || use.kind !== 'call' || use.path.length !== 2 || use.path[0] !== 'users')
    return undefined;
  if (!Object.hasOwn(KINDS, use.path[1]!)) return undefined;
  const call = use.links.at(-1)!.parent;
  return ts.isCallExpression(call) && call.arguments.length >= 2 ? call : undefined;
}

/** Whether the first argument of a save is the id of the user who logs in. */
function isOwnId(node: ts.Expression, draft: Draft): boolean {
  const use = draft.useOf(unwrap(node));
  return use?.root === 'user' && use.path.length === 1 && use.path[0] === 'user_id';
}

function writeSave(call: ts.CallExpression, method: string, draft: Draft): void {
  const kind = KINDS[method]!;
  const [id, change, callback] = call.arguments as unknown as [ts.Expression, ts.Expression, ts.Expression?];
  const awaited = ts.isAwaitExpression(call.parent) ? call.parent : undefined;
  const outer: ts.Expression = awaited ?? call;
  const statement = ts.isExpressionStatement(outer.parent) ? outer.parent : undefined;
  if (usesAnswer(call, callback)) draft.note('save-answer', call);
  if (!isOwnId(id, draft)) return writeOther(call, id, change, kind.property, draft);
  draft.note('metadata-at-end', call);
  if (isEmptyLiteral(change) && !ts.isArrayLiteralExpression(unwrap(change)))
    draft.note('metadata-wipe', call);
  if (statement !== undefined && callback === undefined && writeKeys(statement, change, kind.method, draft))
    return;
  const opening = `${draft.helper(kind.helper)}(${draft.event}, ${draft.api}, `;
  if (statement !== undefined && callback === undefined) {
    draft.replaceRange(draft.start(outer), draft.start(change), opening);
    draft.replaceRange(change.end, outer.end, ')');
  } else if (callback === undefined) {
    draft.replaceRange(draft.start(call), draft.start(change), `Promise.resolve(${opening}`);
    draft.replaceRange(change.end, call.end, '))');
  } else {
    draft.replaceRange(draft.start(call), draft.start(change), `Promise.resolve(${opening}`);
    draft.replaceRange(change.end, draft.start(callback), ')).then(() => (');
    draft.replaceRange(callback.end, call.end, ')(null))');
  }
}

/** Whether the code looks at what the Management API answered: the changed user. */
function usesAnswer(call: ts.CallExpression, callback: ts.Expression | undefined): boolean {
  const takes = (node: ts.Expression | undefined, index: number): boolean =>
    node !== undefined &&
    ts.isFunctionLike(unwrap(node)) &&
    (unwrap(node) as ts.FunctionExpression).parameters.length > index;
  if (takes(callback, 1)) return true;
  const isTaken = (promise: ts.Node): boolean => {
    const { parent } = promise;
    if (ts.isAwaitExpression(parent)) return !ts.isExpressionStatement(parent.parent);
    if (ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent)) {
      const next = parent.parent;
      return parent.name.text === 'then' ? takes(next.arguments[0], 0) : isTaken(next);
    }
    // What a callback of a chain returns goes to the next one.
    if (!ts.isReturnStatement(parent) && !ts.isArrowFunction(parent)) return false;
    const inside = ts.findAncestor(parent, ts.isFunctionLike)?.parent;
    return inside !== undefined && ts.isCallExpression(inside) && isTaken(inside);
  };
  return isTaken(call);
}

/** One call for each key of a literal whose values cannot be undefined; false when the object is anything else. */
function writeKeys(
  statement: ts.ExpressionStatement,
  change: ts.Expression,
  method: string,
  draft: Draft,
): boolean {
  const literal = unwrap(change);
  if (!ts.isObjectLiteralExpression(literal) || literal.properties.length === 0) return false;
  const { properties } = literal;
  const plain = properties.every(
    (property) =>
      ts.isPropertyAssignment(property) &&
      propertyName(property) !== undefined &&
      isDefined(property.initializer, draft),
  );
  if (!plain || (properties.length > 1 && !ts.isBlock(statement.parent))) return false;
  const indent = draft.indentOf(statement);
  let from = draft.start(statement);
  for (const [index, property] of properties.entries()) {
    const { initializer } = property as ts.PropertyAssignment;
    const before = index === 0 ? '' : `);\n${indent}`;
    draft.replaceRange(
      from,
      draft.start(initializer),
      `${before}${draft.api}.user.${method}(${quote(propertyName(property)!)}, `,
    );
    from = initializer.end;
  }
  draft.replaceRange(from, statement.end, ');');
  return true;
}

function writeOther(
  call: ts.CallExpression,
  id: ts.Expression,
  change: ts.Expression,
  property: string,
  draft: Draft,
): void {
  draft.note('other-user', call);
  if (call.arguments[2] === undefined && ts.isExpressionStatement(call.parent))
    draft.note('fire-and-forget', call);
  draft.scopes.add('update:users');
  draft.scopes.add(`update:users_app_metadata`);
  for (const secret of CREDENTIALS) draft.secrets.add(secret);
  const callback = call.arguments[2];
  draft.replaceRange(
    draft.start(call),
    draft.start(id),
    `${draft.helper('saveOtherMetadata')}(${draft.event}, ${draft.api}, `,
  );
  draft.replaceRange(id.end, draft.start(change), `, { ${property}: `);
  if (callback === undefined) draft.replaceRange(change.end, call.end, ' })');
  else {
    const handler = draft.text(callback);
    draft.replaceRange(change.end, draft.start(callback), ' }).then(() => (');
    draft.replaceRange(
      callback.end,
      call.end,
      `)(null), ${/^[\w$]+$/.test(handler) ? handler : '(error: any) => { throw error; }'})`,
    );
  }
}
