import { ts } from '../lib/ts.ts';
import { kindOfCall } from '../rule/call-kind.ts';
import { takesArguments } from '../rule/exits.ts';
import { isForRules } from '../rule/pipeline.ts';
import { walk, wrapped } from '../rule/syntax.ts';
import { COMPUTED, isMutation, keyOf, takesRest, type Use } from '../rule/uses.ts';
import { absentLink, isMade, maker } from './absent.ts';
import { changesElements } from './changed-elements.ts';
import type { Draft, Plan, Transform } from './draft.ts';
import { isSafeRead, mayBothRun } from './positions.ts';
import { transforms } from './transforms.ts';
import { isOutput } from './transforms/adapted-context.ts';
import { leavesWork } from './transforms/fire-and-forget.ts';
import { initStatement } from './transforms/metadata-init.ts';
import { saveCall } from './transforms/metadata-saves.ts';
import { primaryUser } from './transforms/primary-user.ts';
import { saml } from './transforms/saml.ts';
import { scope } from './transforms/scope.ts';
import { isCallbackArgument } from './transforms/user-reads.ts';
import { isClaimWrite } from './transforms/user-writes.ts';

/** Which idiom has which uses of the context. */
export type Assignment = ReadonlyMap<Transform, readonly Use[]>;

/** Decides how a rule is written, from everything it does; sets `draft.plan`. */
export function planConversion(draft: Draft): Assignment {
  const assigned = new Map<Transform, Use[]>();
  const carries = [...(draft.options.carriedIn ?? []), ...(draft.options.carriedOut ?? [])];
  const ofContext = carries.filter((path) => path.startsWith('context.'));
  for (const use of draft.uses.all) {
    if (use.root !== 'context' || isCallbackArgument(use.identifier, draft)) continue;
    const owner = transforms.find((transform) => transform.match?.(use, draft) === true);
    // `context.x`, or a part of it, of what travels between rules, has an object of its own.
    if (owner === undefined && draft.carries(`context.${use.path[0]}`)) continue;
    if (owner === undefined) draft.firstUntranslated ??= use.identifier;
    else assigned.set(owner, [...(assigned.get(owner) ?? []), use]);
  }
  // By number, they have to be what the rule was given, and in that order.
  const byNumber = takesArguments(draft.parsed);
  if (byNumber) for (const root of ['user', 'context']) draft.parameters.add(root);
  const context =
    byNumber ||
    draft.firstUntranslated !== undefined ||
    decidesAndRedirects(draft) ||
    changesUserAfterMapping(draft) ||
    OUTPUTS.some((output) => assigned.get(output)?.some((use) => mayBeCaught(use, draft)) === true) ||
    !ofContext.every(isForRules)
      ? 'rule'
      : ofContext.length > 0
        ? 'carried'
        : 'event';
  const user = byNumber ? 'rule' : planUser(draft, carries);
  draft.plan = { control: 'direct', user, context, continues: redirects(draft) };
  draft.plan = { ...draft.plan, control: planControl(draft, assigned) };
  return context === 'rule' ? new Map() : assigned;
}

/** What an Action asks for with a call that may throw, where a rule only assigned a value that was read later. */
const OUTPUTS: readonly Transform[] = [saml, scope, primaryUser];

/** Whether an error would be caught by the rule itself, or happen more than once: in a `try`, or a function inside. */
function mayBeCaught(use: Use, draft: Draft): boolean {
  if (use.kind !== 'write') return false;
  for (let at: ts.Node = use.identifier; at.parent !== draft.parsed.handler; at = at.parent) {
    if (ts.isFunctionLike(at.parent)) return true;
    if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause !== undefined)
      return true;
  }
  return false;
}

function planUser(draft: Draft, carries: readonly string[]): Plan['user'] {
  const uses = draft.uses.all.filter(
    (use) => use.root === 'user' && !isCallbackArgument(use.identifier, draft),
  );
  if (
    uses.some(
      (use) => leavesWhole(use) || isReplaced(use) || use.path[0] === COMPUTED || mayLackMetadata(use, draft),
    )
  )
    return 'rule';
  const changed =
    carries.some((path) => path.startsWith('user.')) ||
    uses.some(
      (use) => (isMutation(use) && initStatement(use, draft) === undefined) || mayChangeElsewhere(use, draft),
    );
  if (!changed) return 'event';
  return uses.some((use) => absentLink(use, draft) !== undefined) ? 'rule' : 'clone';
}

/** The user as a whole, other than in a test whether there is one. */
function leavesWhole(use: Use): boolean {
  return takesRest(use) || (use.path.length === 0 && use.kind === 'read' && !isSafeRead(use.links[0]!));
}

/** `user = …`. */
function isReplaced(use: Use): boolean {
  return use.path.length === 0 && (use.kind === 'write' || use.kind === 'update');
}

/** `const { app_metadata } = user`, without a default: there may be none. */
function mayLackMetadata(use: Use, draft: Draft): boolean {
  if (use.path.length > 0 || use.kind !== 'destructure') return false;
  const declaration = ts.findAncestor(use.links[0], ts.isVariableDeclaration);
  const elements =
    declaration !== undefined && ts.isObjectBindingPattern(declaration.name) ? declaration.name.elements : [];
  const lacking = elements.find(
    (element) =>
      /^(?:app|user)_metadata$/.test(keyOf(element)) &&
      element.initializer === undefined &&
      !isMade(keyOf(element), draft),
  );
  if (lacking !== undefined) draft.note('undefined-metadata', lacking, maker(keyOf(lacking), draft));
  return lacking !== undefined;
}

/** An object of the user that other code gets hold of: a variable that is assigned again, an argument, a value. */
function mayChangeElsewhere(use: Use, draft: Draft): boolean {
  if (!['app_metadata', 'user_metadata', 'identities'].includes(use.path[0] ?? '')) return false;
  const outer = wrapped(use.links.at(-1)!);
  if (use.kind === 'alias' && ts.isVariableDeclaration(outer.parent)) {
    const symbol = draft.parsed.checker.getSymbolAtLocation(outer.parent.name);
    return symbol === undefined || !draft.uses.aliases.has(symbol);
  }
  if (changesElements(use, draft)) return true;
  if (use.kind !== 'read') return false;
  const { parent } = outer;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return (
      parent.right === outer &&
      !draft.uses.all.some((other) => other.root === 'context' && other.links.at(-1) === parent.left)
    );
  }
  if (!ts.isCallExpression(parent) || parent.expression === outer) return false;
  return isLocalFunction(parent.expression, draft);
}

function isLocalFunction(callee: ts.Expression, draft: Draft): boolean {
  return draft.parsed.checker.getSymbolAtLocation(callee)?.valueDeclaration !== undefined;
}

/** Whether the rule can send the user elsewhere, itself or through a library it hands its context to. */
function redirects(draft: Draft): boolean {
  const uses = draft.uses.all.filter(
    (use) => use.root === 'context' && !isCallbackArgument(use.identifier, draft),
  );
  if (uses.some((use) => use.path[0] === 'redirect' && (use.kind === 'write' || use.kind === 'update')))
    return true;
  return (
    uses.some((use) => use.path.length === 0 && use.kind === 'read') && /redirect/i.test(draft.parsed.text)
  );
}

/** Mappings were looked up when all rules had run. */
function changesUserAfterMapping(draft: Draft): boolean {
  const mapping = draft
    .mutationsOf('context')
    .find((use) => use.path[0] === 'samlConfiguration' && use.path[1] === 'mappings');
  return (
    mapping !== undefined &&
    draft
      .mutationsOf('user')
      .some((use) => use.identifier.pos > mapping.identifier.pos && initStatement(use, draft) === undefined)
  );
}

/**
 * Whether one run may both send the user away and decide something about the login. Rules forgot the decision: all of
 * them ran again on return, on a fresh context. An Action must not have made it.
 */
function decidesAndRedirects(draft: Draft): boolean {
  const writes = draft.uses.all.filter(isMutation);
  const redirects = writes.filter((use) => use.root === 'context' && use.path[0] === 'redirect');
  if (redirects.length === 0) return false;
  const decisions = writes.filter(
    (use) =>
      isClaimWrite(use) || (use.root === 'context' && use.path[0] !== 'redirect' && isOutput(use.path[0]!)),
  );
  return redirects.some((one) => decisions.some((other) => mayBothRun(one.identifier, other.identifier)));
}

function planControl(draft: Draft, assigned: Assignment): Plan['control'] {
  const { exits, plan, uses } = draft;
  if (plan.context === 'rule' || exits.elsewhere.length > 0 || exits.repeated.length > 0) return 'settled';
  if (uses.all.some((use) => (use.root === 'user' || use.root === 'context') && isReplaced(use)))
    return 'settled';
  if (exits.calls.some((site) => site.statement === undefined || !site.last)) return 'settled';
  if ((draft.options.carriedOut ?? []).length > 0 && !letsOnAtTheEnd(draft)) return 'settled';
  // What a rule had saved stayed saved when it threw; an Action that throws takes it back, one that denies does not.
  if (throwsAfterSaving(draft)) return 'settled';
  for (const [transform, owned] of assigned) {
    if (owned.some((use) => transform.needsSettled?.(use, draft) === true)) return 'settled';
  }
  if (uses.all.some((use) => isClaimWrite(use) && !ts.isExpressionStatement(use.links.at(-1)!.parent.parent)))
    return 'settled';
  return refersToItself(draft) || leavesWork(draft) ? 'settled' : 'direct';
}

/** Whether the login goes on at one place alone: the end of the body, where what the rule leaves can be put down. */
function letsOnAtTheEnd({ exits, uses, parsed }: Draft): boolean {
  const { body } = parsed.handler;
  const [site, other] = exits.calls.filter(({ call }) => kindOfCall(call, uses) !== 'refused');
  return (
    exits.stalls.length + exits.open.length === 0 &&
    site !== undefined &&
    other === undefined &&
    kindOfCall(site.call, uses) === 'next' &&
    site.statement === body.statements.at(-1) &&
    /\n[ \t]*\}$/.test(parsed.text.slice(body.pos, body.end))
  );
}

function throwsAfterSaving(draft: Draft): boolean {
  if (!draft.parsed.text.includes('throw') || !draft.uses.all.some((use) => saveCall(use) !== undefined))
    return false;
  let found = false;
  walk(draft.parsed.handler.body, (node) => {
    if (ts.isThrowStatement(node)) found = true;
    return !ts.isFunctionLike(node);
  });
  return found;
}

function refersToItself(draft: Draft): boolean {
  const { name } = draft.parsed.handler;
  if (name === undefined || name.text === '') return false;
  const places = draft.parsed.text.match(
    new RegExp(`(?<![\\w$])${name.text.replaceAll('$', '\\$')}(?![\\w$])`, 'g'),
  );
  if (places?.length === 1) return false;
  const symbol = draft.parsed.checker.getSymbolAtLocation(name);
  let found = false;
  walk(draft.parsed.handler.body, (node) => {
    if (
      ts.isIdentifier(node) &&
      node.text === name.text &&
      draft.parsed.checker.getSymbolAtLocation(node) === symbol
    )
      found = true;
  });
  return found;
}
