import { ts } from '../../lib/ts.ts';
import { isEmptyLiteral, isFallback, unwrap } from '../../rule/syntax.ts';
import { COMPUTED, isMutation, keyOf, takesRest, type Use } from '../../rule/uses.ts';
import { keepsClaims } from '../claim-writes.ts';
import { assignmentStatement, isSafeRead } from '../positions.ts';
import type { Draft, Transform } from '../draft.ts';
import { hasUnknownOptions, isPlainMultifactor } from './multifactor.ts';
import { noteSetting } from './saml.ts';
import { isCallbackArgument } from './user-reads.ts';
import { claimFate } from '../../auth0/restricted-claims.ts';

/** Parts of the context that an Action applies at its end. */
const OUTPUTS = [
  'idToken',
  'accessToken',
  'multifactor',
  'redirect',
  'samlConfiguration',
  'primaryUser',
] as const;

/** A use without a direct translation: the old context is rebuilt, the rule keeps its code, the end applies what changed. */
export const adaptedContext: Transform = {
  name: 'adapted-context',
  doc: 'any other use of context -> the old context, rebuilt from the event, or an object for what rules leave each other; its changes are applied at the end',
  apply(draft) {
    if (draft.plan.context === 'carried' && draft.plan.control === 'settled') draft.parameters.add('context');
    if (draft.plan.context !== 'rule') return;
    draft.parameters.add('context');
    draft.helper('ruleContext');
    const uses = draft.uses.all.filter(
      (use) => use.root === 'context' && !isCallbackArgument(use.identifier, draft),
    );
    let explained = false;
    for (const use of uses) {
      if (takesRest(use) || (use.path.length === 0 && use.kind === 'read')) {
        draft.note('whole-context', use.identifier);
        explained = true;
      }
      noteOutput(use, draft);
    }
    if (explained || uses[0] === undefined) return;
    draft.note(
      uses.every((use) => isKnown(use, draft)) ? 'rebuilt-context' : 'adapted-context',
      draft.firstUntranslated ?? uses[0].identifier,
    );
  },
};

/** What the rebuilt context has just as the old one had. */
const SAME: ReadonlySet<string> = new Set([
  'tenant',
  'clientID',
  'clientName',
  'connection',
  'connectionID',
  'connectionStrategy',
  'connectionMetadata',
  'protocol',
  'stats',
  'request',
  'authentication',
  'authorization',
  'organization',
  'riskAssessment',
  'idToken',
  'accessToken',
  'multifactor',
  'redirect',
]);

function isKnown(use: Use, draft: Draft): boolean {
  const [first] = use.path;
  return first === undefined
    ? use.kind === 'destructure'
    : SAME.has(first) || draft.carries(`context.${first}`);
}

function noteOutput(use: Use, draft: Draft): void {
  const [part, below] = use.path;
  const writes = use.kind === 'write' || use.kind === 'update';
  if (changesForOthers(use, draft))
    draft.note('context-local', use.identifier, `context.${use.path.slice(0, 2).join('.')}`);
  if (part === 'request' && below === 'body' && !draft.plan.continues)
    draft.note('request-body', use.identifier);
  if (part === 'connectionOptions') draft.note('connection-options', use.identifier);
  if (part === 'sso')
    draft.note(
      below === 'current_clients' || below === undefined ? 'session-clients' : 'no-equivalent',
      use.identifier,
      `context.sso${below === undefined ? '' : `.${below}`}`,
    );
  if (part === 'jwtConfiguration' || part === 'addonConfiguration')
    draft.note('no-equivalent', use.identifier, `context.${part}`);
  if (part === 'multifactor' && writes && hasUnknownOptions(use))
    draft.note('multifactor-unsupported', use.identifier);
  if (part === 'redirect') draft.note(writes ? 'redirect-resumes' : 'redirect-read', use.identifier);
  if (part === 'multifactor' && !(writes && isPlainMultifactor(use)))
    draft.note(writes ? 'multifactor-computed' : 'redirect-read', use.identifier);
  if (part === 'primaryUser' && writes) draft.note('primary-user', use.identifier);
  if (part === 'accessToken' && below === 'scope') draft.note('scope-assignment', use.identifier);
  if (part === 'samlConfiguration') noteSaml(use, draft);
  if (part !== 'idToken' && part !== 'accessToken') return;
  if (below === undefined && use.kind === 'write' && !keepsClaims(use, draft))
    draft.note('claims-replaced', use.identifier);
  if (use.kind === 'delete') draft.note('claim-delete', use.identifier, below);
  if (
    writes &&
    below !== undefined &&
    below !== '*' &&
    below !== 'scope' &&
    claimFate('idToken', below).kind !== 'set'
  )
    draft.note('claim-restricted', use.identifier, below);
}

/** Whether the end of an Action applies a part of the context. */
export function isOutput(part: string): boolean {
  return OUTPUTS.some((output) => output === part);
}

/**
 * A change of something that only rules look at; `context.x = context.x || {}` is none, and one through a variable is
 * most likely about the variable.
 */
function changesForOthers(use: Use, draft: Draft): boolean {
  const [part] = use.path;
  if (!isMutation(use) || use.aliased.length > 0 || part === COMPUTED || isOutput(part!)) return false;
  if (draft.options.carriedOut?.some((path) => path.startsWith(`context.${part}`)) === true) return false;
  const statement = assignmentStatement(use.links.at(-1)!);
  const right = statement === undefined ? undefined : unwrap(statement.expression.right);
  return !(
    right !== undefined &&
    isFallback(right) &&
    isEmptyLiteral(right.right) &&
    draft.text(right.left) === draft.text(statement!.expression.left)
  );
}

function noteSaml(use: Use, draft: Draft): void {
  if (use.path[1] === 'mappings') {
    draft.note('saml-path', use.identifier);
    if (use.path.length === 2 && use.kind === 'write') draft.note('saml-mappings', use.identifier);
  }
  if (['logout', 'binding', 'wctx'].includes(use.path[1] ?? ''))
    draft.note('saml-unsupported', use.identifier, `samlConfiguration.${use.path[1]}`);
  else if (use.kind === 'write' && use.path.length === 2 && use.path[1] !== 'mappings')
    noteSetting(use, draft);
}

/** The parts of a rebuilt context that the end has to apply: those that the rule names. */
export function outputsOf(draft: Draft): readonly string[] {
  const uses = draft.uses.all.filter(
    (use) => use.root === 'context' && !isCallbackArgument(use.identifier, draft),
  );
  const named = (part: string): boolean =>
    uses.some((use) => {
      if (use.path.length > 0 || isSafeRead(use.identifier)) return false;
      const taken = takenBy(use);
      if (taken !== undefined) return taken.includes(part) || taken.includes(COMPUTED);
      const isSaid = draft.parsed.text.includes(part) || (part === 'redirect' && draft.plan.continues);
      return part === 'idToken' || isSaid;
    });
  // What is read there may be an object that changes; the id of a user cannot.
  return OUTPUTS.filter(
    (part) =>
      named(part) ||
      uses.some(
        (use) => (use.path[0] === part && (part !== 'primaryUser' || isMutation(use))) || use.path[0] === '*',
      ),
  );
}

/** What `const { clientID, idToken } = context` takes, when that is known. */
function takenBy(use: Use): readonly string[] | undefined {
  if (use.kind !== 'destructure' || takesRest(use)) return undefined;
  const declaration = ts.findAncestor(use.identifier, ts.isVariableDeclaration);
  return declaration !== undefined && ts.isObjectBindingPattern(declaration.name)
    ? declaration.name.elements.map(keyOf)
    : undefined;
}
