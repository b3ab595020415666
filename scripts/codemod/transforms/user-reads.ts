import { ts } from '../../lib/ts.ts';
import { literalRead } from '../../rule/literal-paths.ts';
import { isBareParameter, walk, wrapped } from '../../rule/syntax.ts';
import { absentLink, isMade, maker } from '../absent.ts';
import { changesLater } from '../changes-later.ts';
import { isSafeRead } from '../positions.ts';
import { COMPUTED, isMutation, takesRest, type Use } from '../../rule/uses.ts';
import { isWrittenBefore } from '../../rule/written-before.ts';
import type { Draft, Transform } from '../draft.ts';

/** The attributes of the documented event; any other comes from the identity provider, or from another rule. */
const DOCUMENTED: ReadonlySet<string> = new Set([
  'user_id',
  'app_metadata',
  'user_metadata',
  'created_at',
  'updated_at',
  'email',
  'email_verified',
  'family_name',
  'given_name',
  'name',
  'nickname',
  'picture',
  'username',
  'phone_number',
  'phone_verified',
  'last_password_reset',
  'identities',
  'multifactor',
  'enrolledFactors',
]);

const TOKENS: ReadonlySet<string> = new Set([
  'access_token',
  'access_token_secret',
  'refresh_token',
  'accessToken',
  'refreshToken',
]);

/** `user.x` becomes `event.user.x`; a rule that changes its user gets a copy of its own. */
export const userReads: Transform = {
  name: 'user-reads',
  doc: 'user.x -> event.user.x, or a copy of the user when the rule changes it',
  apply(draft) {
    const uses = draft.uses.all.filter((use) => use.root === 'user');
    const own = draft.own('user');
    if (draft.plan.user !== 'event' && uses.length > 0) {
      if (draft.plan.control === 'settled') draft.parameters.add('user');
      else {
        const copy =
          draft.plan.user === 'rule'
            ? `${draft.helper('ruleUser')}(${draft.event})`
            : `structuredClone(${draft.event}.user)`;
        draft.prelude.unshift(
          `const ${own}${draft.plan.user === 'rule' ? '' : ': Record<string, any>'} = ${copy};`,
        );
      }
    }
    typeParameters(draft);
    noteTokens(draft);
    for (const use of uses) {
      const absent = absentLink(use, draft);
      if (absent !== undefined) draft.note('undefined-metadata', absent, maker(use.path[0], draft));
      noteAttribute(use.path, use.identifier, draft);
      if (
        use.path.length === 0 &&
        use.kind === 'read' &&
        !isSafeRead(use.identifier) &&
        !isCallbackArgument(use.identifier, draft)
      )
        noteWhole(use.identifier, draft);
      if (takesRest(use)) draft.note('whole-user', use.identifier);
      if (draft.plan.user !== 'event' || use.aliased.length > 0) continue;
      if (isCallbackArgument(use.identifier, draft)) continue;
      const named = hasOtherName(use, draft);
      if (named && absent === undefined) continue;
      const event = named ? use.identifier.text : `${draft.event}.user`;
      const { parent } = use.identifier;
      if (ts.isShorthandPropertyAssignment(parent))
        draft.replace(use.identifier, `${use.identifier.text}: ${event}`);
      else if (absent === undefined) draft.replace(use.identifier, event);
      else {
        draft.replace(use.identifier, `${draft.helper('unlessEmpty')}(${event}`);
        const isLast = use.links.at(-1) === absent || ts.isNonNullExpression(absent.parent);
        draft.insert(absent.end, `)${isLast ? '' : '!'}`);
      }
    }
  },
};

/** Parameters that stand for the user say so. */
function typeParameters(draft: Draft): void {
  if (draft.plan.user === 'rule') return;
  for (const { declaration } of draft.uses.aliases.values()) {
    if (!ts.isParameter(declaration)) continue;
    const type = draft.plan.user === 'clone' ? 'Record<string, any>' : `${draft.name('Event')}['user']`;
    const isBare = isBareParameter(declaration, draft.parsed.source);
    if (isBare) draft.insert(draft.start(declaration), '(');
    draft.insert(declaration.end, `: ${type}${isBare ? ')' : ''}`);
  }
}

/** Whether a use goes through a variable or a parameter that stands for the user. */
function hasOtherName({ identifier }: Use, { parsed, uses }: Draft): boolean {
  const symbol = parsed.checker.getSymbolAtLocation(identifier);
  return symbol !== undefined && uses.aliases.has(symbol);
}

/** The whole user, or no more of it than lodash takes out by literal paths and leaves as it is. */
function noteWhole(user: ts.Identifier, draft: Draft): void {
  const read = literalRead(user);
  if (read === undefined || isTakenOn(read.call) || changesLater(read.call, draft))
    draft.note('whole-user', user);
  else
    for (const path of read.paths) {
      if (path.length === 1 && /^(?:app|user)_metadata$/.test(path[0]!) && !isMade(path[0], draft))
        draft.note('undefined-metadata', user, maker(path[0], draft));
      noteAttribute(path, user, draft);
    }
}

/** `_.get(…).push(x)`, `_.get(…).x = 1` and the like: only a plain value is left alone for sure. */
function isTakenOn(call: ts.CallExpression): boolean {
  const { parent } = wrapped(call);
  return ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent);
}

/** Tokens of identity providers, on an element that a variable, a parameter or a search took out of the identities. */
function noteTokens(draft: Draft): void {
  if (!/token/i.test(draft.parsed.text)) return;
  walk(draft.parsed.handler.body, (node) => {
    if (!ts.isPropertyAccessExpression(node) || !TOKENS.has(node.name.text)) return;
    if (comesFromIdentities(node.expression, draft)) draft.note('upstream-token', node);
  });
}

function comesFromIdentities(object: ts.Expression, draft: Draft): boolean {
  const mentions = (node: ts.Node | undefined): boolean =>
    node !== undefined && /\bidentities\b/.test(draft.text(node));
  if (mentions(object)) return true;
  if (!ts.isIdentifier(object)) return false;
  const declaration = draft.parsed.checker.getSymbolAtLocation(object)?.valueDeclaration;
  if (declaration === undefined) return false;
  if (ts.isVariableDeclaration(declaration)) {
    const loop = declaration.parent.parent;
    if (ts.isForOfStatement(loop)) return mentions(loop.expression);
    return mentions(declaration.initializer) || assignedFromIdentities(object.text, draft);
  }
  const call = ts.isParameter(declaration) ? ts.findAncestor(declaration, ts.isCallExpression) : undefined;
  return (
    call !== undefined &&
    (mentions(call.expression) ||
      call.arguments.some((argument) => !ts.isFunctionLike(argument) && mentions(argument)))
  );
}

function assignedFromIdentities(name: string, draft: Draft): boolean {
  let found = false;
  walk(draft.parsed.handler.body, (node) => {
    if (
      ts.isBinaryExpression(node) &&
      draft.text(node.left) === name &&
      /\bidentities\b/.test(draft.text(node.right))
    )
      found = true;
  });
  return found;
}

function noteAttribute(path: readonly string[], node: ts.Node, draft: Draft): void {
  const [attribute] = path;
  if (attribute === undefined) return;
  if (path.some((step) => TOKENS.has(step)) && attribute === 'identities') draft.note('upstream-token', node);
  else if (
    !DOCUMENTED.has(attribute) &&
    !(attribute === COMPUTED && isWritten(node, draft)) &&
    !isOwnAttribute(attribute, node, draft) &&
    !draft.carries(`user.${attribute}`)
  )
    draft.note('root-read', node, `user.${attribute === COMPUTED ? '[…]' : attribute}`);
}

/** Whether a use of the user only changes it. */
function isWritten(node: ts.Node, draft: Draft): boolean {
  const use = draft.useOf(node);
  return use !== undefined && isMutation(use);
}

/** Whether the rule has certainly written an attribute by the time that it gets to a place, which may be that write. */
function isOwnAttribute(attribute: string, place: ts.Node, draft: Draft): boolean {
  return draft.uses.all.some(
    (use) =>
      use.root === 'user' &&
      use.kind === 'write' &&
      use.path.length === 1 &&
      use.path[0] === attribute &&
      (use.identifier === place || isWrittenBefore(use, place)),
  );
}

/** `callback(null, user, context)`: the argument goes with the call. */
export function isCallbackArgument(node: ts.Identifier, draft: Draft): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent)) return false;
  const called = draft.useOf(parent.expression);
  return (
    called?.root === 'callback' &&
    called.identifier === parent.expression &&
    parent.arguments.indexOf(node) > 0
  );
}
