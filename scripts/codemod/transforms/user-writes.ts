import { ts } from '../../lib/ts.ts';
import type { Use } from '../../rule/uses.ts';
import { COMPUTED, isMutation } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';
import { isClosed, lineBreak } from '../positions.ts';
import { isDefined } from '../values.ts';
import { initStatement } from './metadata-init.ts';
import { saveCall } from './metadata-saves.ts';

/** Attributes that are claims of the ID token, and that an Action may set. */
const CLAIMS: ReadonlySet<string> = new Set([
  'name',
  'nickname',
  'picture',
  'given_name',
  'family_name',
  'email',
  'email_verified',
  'phone_number',
  'middle_name',
  'gender',
  'birthdate',
  'locale',
  'zoneinfo',
  'website',
  'profile',
  'preferred_username',
  'address',
]);

/** `user.picture = v` also changed the ID token; other attributes were for later rules and for SAML. */
export const userWrites: Transform = {
  name: 'user-writes',
  doc: "user.picture = v -> a change of the copy, and api.idToken.setCustomClaim('picture', v)",
  apply(draft) {
    for (const use of draft.uses.all) {
      if (use.root !== 'user' || !isMutation(use)) continue;
      const [attribute] = use.path;
      if (use.kind === 'delete' && use.path.length === 1) draft.note('delete-attribute', use.identifier);
      else if (attribute === 'app_metadata' || attribute === 'user_metadata')
        noteUnsaved(use, attribute, draft);
      else if (attribute === COMPUTED) draft.note('root-attribute-computed', use.identifier);
      else if (isClaimWrite(use)) writeClaim(use, draft);
      else if (!isCarried(attribute!, draft))
        draft.note('root-attribute-local', use.identifier, `user.${attribute}`);
    }
  },
};

/** Whether a use changes an attribute that the ID token shows. */
export function isClaimWrite(use: Use): boolean {
  return (
    use.root === 'user' &&
    use.path.length === 1 &&
    CLAIMS.has(use.path[0]!) &&
    (use.kind === 'write' || use.kind === 'update')
  );
}

/** The claims that the end of a rule takes from its user. */
export function claimAttributes(draft: Draft): string[] {
  return [...new Set(draft.uses.all.filter(isClaimWrite).map((use) => use.path[0]!))];
}

function isCarried(attribute: string, draft: Draft): boolean {
  return draft.options.carriedOut?.includes(`user.${attribute}`) ?? false;
}

function noteUnsaved(use: Use, kind: string, draft: Draft): void {
  if (initStatement(use, draft) !== undefined || isDefaultInit(use, draft)) return;
  const method = kind === 'app_metadata' ? 'updateAppMetadata' : 'updateUserMetadata';
  const saves = draft.uses.all.some((other) => saveCall(other) !== undefined && other.path[1] === method);
  const handedOn = draft.uses.all.some((other) => other.root === 'auth0' && other.path.length === 0);
  const carried =
    draft.options.carriedOut?.some((path) => path.startsWith(`user.${kind}.${use.path[1] ?? ''}`)) ?? false;
  if (!saves && !handedOn && !carried)
    draft.note('metadata-local', use.identifier, `user.${use.path.slice(0, 2).join('.')}`);
}

/** `user.app_metadata.x = user.app_metadata.x || {}`. */
function isDefaultInit(use: Use, draft: Draft): boolean {
  const assignment = use.links.at(-1)!.parent;
  return (
    use.kind === 'write' &&
    ts.isBinaryExpression(assignment) &&
    draft.text(assignment.right).replaceAll(/\s/g, '') === `${draft.text(assignment.left)}||{}`
  );
}

function writeClaim(use: Use, draft: Draft): void {
  const attribute = use.path[0]!;
  draft.note('root-attribute', use.identifier, `user.${attribute}`);
  if (draft.plan.control === 'settled') return;
  const assignment = use.links.at(-1)!.parent;
  const statement = assignment.parent as ts.ExpressionStatement;
  const value = draft.text(use.links.at(-1)!);
  const sure =
    ts.isBinaryExpression(assignment) && use.kind === 'write' && isDefined(assignment.right, draft);
  const call = sure
    ? `${draft.api}.idToken.setCustomClaim('${attribute}', ${value});`
    : `${draft.helper('setClaim')}(${draft.api}.idToken, '${attribute}', ${value});`;
  const inBlock = ts.isBlock(statement.parent) || ts.isCaseOrDefaultClause(statement.parent);
  const closing = isClosed(statement, draft) ? '' : ';';
  if (inBlock) return draft.insert(statement.end, `${closing}${lineBreak(statement, draft)}${call}`);
  draft.insert(draft.start(statement), '{ ');
  draft.insert(statement.end, `${closing} ${call} }`);
}
