import { ts } from '../../lib/ts.ts';
import { isEmptyLiteral, unwrap } from '../../rule/syntax.ts';
import type { Use } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';
import type { HelperName } from '../helpers.ts';
import { mayBothRun } from '../positions.ts';
import { type Answer, answerTo } from '../save-answers.ts';
import { isDefined, propertyName, quote } from '../values.ts';

interface Kind {
  readonly helper: HelperName;
  readonly method: string;
  readonly property: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  updateAppMetadata: { helper: 'saveAppMetadata', method: 'setAppMetadata', property: 'app_metadata' },
  updateUserMetadata: { helper: 'saveUserMetadata', method: 'setUserMetadata', property: 'user_metadata' },
};

/** `auth0.users.updateAppMetadata(user.user_id, {…})` becomes `api.user.setAppMetadata` for each top-level key. */
export const metadataSaves: Transform = {
  name: 'metadata-saves',
  doc: 'auth0.users.updateAppMetadata(user.user_id, {k: v}) -> api.user.setAppMetadata(k, v)',
  apply(draft) {
    const saves = draft.uses.all.flatMap((use): Save[] => {
      const call = saveCall(use);
      if (call === undefined) return [];
      const kind = KINDS[use.path[1]!]!;
      return [{ call, kind, answer: answerTo(call, kind.property, draft) }];
    });
    // Each answer has what was saved before it, and what erases all erases that too.
    const answered =
      saves.some((save) => save.answer !== 'dropped' || erasesOther(save, saves, draft)) ||
      saves.some(({ call }) => !isOwnId(call.arguments[0]!, draft)) ||
      reachesUsers(draft);
    for (const save of saves) writeSave(save, answered, draft);
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

/** Whether the first argument of a save is the id of the user who logs in, which neither this rule nor an earlier one changed. */
function isOwnId(node: ts.Expression, draft: Draft): boolean {
  const isChanged = draft.mutationsOf('user').some(({ path }) => path[0] === 'user_id');
  if (isChanged || draft.carries('user.user_id')) return false;
  const use = draft.useOf(unwrap(node));
  return use?.root === 'user' && use.path.length === 1 && use.path[0] === 'user_id';
}

interface Save {
  readonly call: ts.CallExpression;
  readonly kind: Kind;
  readonly answer: Answer;
}

/** Whether a save may be an empty object, which erases all, after another one. */
function erasesOther(save: Save, saves: readonly Save[], draft: Draft): boolean {
  const change = unwrap(save.call.arguments[1]!);
  const keeps =
    ts.isObjectLiteralExpression(change) &&
    change.properties.some(
      (property) => ts.isPropertyAssignment(property) && isDefined(property.initializer, draft),
    );
  if (keeps || ts.isArrayLiteralExpression(change)) return false;
  return saves.some(
    (other) => other !== save && other.kind === save.kind && mayBothRun(other.call, save.call),
  );
}

/** Whether the rule may save in a way that is no call by name, which answers too. */
function reachesUsers({ uses }: Draft): boolean {
  return uses.all.some(
    (use) =>
      use.root === 'auth0' && saveCall(use) === undefined && [undefined, 'users'].includes(use.path[0]),
  );
}

function writeSave({ call, kind, answer }: Save, answered: boolean, draft: Draft): void {
  const [id, change, callback] = call.arguments as unknown as [ts.Expression, ts.Expression, ts.Expression?];
  const awaited = ts.isAwaitExpression(call.parent) ? call.parent : undefined;
  const outer: ts.Expression = awaited ?? call;
  const statement = ts.isExpressionStatement(outer.parent) ? outer.parent : undefined;
  if (!isOwnId(id, draft)) return writeOther(call, kind.property, answer, draft);
  if (answer === 'open') draft.note('save-answer', call);
  draft.note('metadata-at-end', call);
  if (isEmptyLiteral(change) && !ts.isArrayLiteralExpression(unwrap(change)))
    draft.note('metadata-wipe', call);
  const isPlain = statement !== undefined && callback === undefined;
  if (isPlain && !answered && writeKeys(statement, change, kind.method, draft)) return;
  const opening = answered
    ? `${draft.helper('changeMetadata')}(${draft.event}, ${draft.api}, '${kind.property}', `
    : `${draft.helper(kind.helper)}(${draft.event}, ${draft.api}, `;
  if (callback === undefined && (statement !== undefined || (awaited !== undefined && answered))) {
    draft.replaceRange(draft.start(outer), draft.start(change), opening);
    draft.replaceRange(change.end, outer.end, ')');
  } else if (callback === undefined) {
    draft.replaceRange(draft.start(call), draft.start(change), `Promise.resolve(${opening}`);
    draft.replaceRange(change.end, call.end, '))');
  } else {
    const given = answer === 'dropped' ? '' : draft.name('answer');
    draft.replaceRange(draft.start(call), draft.start(change), `Promise.resolve(${opening}`);
    draft.replaceRange(change.end, draft.start(callback), `)).then((${given}) => (`);
    draft.replaceRange(callback.end, call.end, `)(null${given && `, ${given}`}))`);
  }
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

function writeOther(call: ts.CallExpression, property: string, answer: Answer, draft: Draft): void {
  const [id, change, callback] = call.arguments as unknown as [ts.Expression, ts.Expression, ts.Expression?];
  draft.note('other-user', call);
  if (callback === undefined && ts.isExpressionStatement(call.parent)) draft.note('fire-and-forget', call);
  draft.scopes.add('update:users');
  draft.scopes.add(`update:users_app_metadata`);
  for (const secret of CREDENTIALS) draft.secrets.add(secret);
  draft.replaceRange(
    draft.start(call),
    draft.start(id),
    `${draft.helper('saveMetadataOf')}(${draft.event}, ${draft.api}, '${property}', `,
  );
  if (callback === undefined) return;
  const handler = draft.text(callback);
  const given = answer === 'dropped' ? '' : draft.name('answer');
  draft.replaceRange(change.end, draft.start(callback), `).then((${given}) => (`);
  draft.replaceRange(
    callback.end,
    call.end,
    `)(null${given && `, ${given}`}), ${/^[\w$]+$/.test(handler) ? handler : '(error: any) => { throw error; }'})`,
  );
}
