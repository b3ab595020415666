import { ts } from '../../lib/ts.ts';
import { COMPUTED, keyOf, type Use } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';
import { isSafeRead } from '../positions.ts';
import { CREDENTIALS, saveCall } from './metadata-saves.ts';

/** Methods of the ManagementClient of node-auth0 2.x, and the scopes they need. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  getUser: ['read:users'],
  getUsers: ['read:users'],
  getUsersByEmail: ['read:users'],
  updateUser: ['update:users'],
  patchUser: ['update:users'],
  deleteUser: ['delete:users'],
  createUser: ['create:users'],
  linkUsers: ['update:users'],
  unlinkUsers: ['update:users'],
  getUserRoles: ['read:users', 'read:roles'],
  getUserPermissions: ['read:users'],
  assignRolestoUser: ['update:users', 'create:role_members'],
  removeRolesFromUser: ['update:users', 'delete:role_members'],
  assignPermissionsToUser: ['update:users'],
  getRoles: ['read:roles'],
  getClients: ['read:clients'],
  getClient: ['read:clients'],
  sendEmailVerification: ['update:users'],
  updateAppMetadata: ['update:users', 'update:users_app_metadata'],
  updateUserMetadata: ['update:users'],
};

/** The token that Rules gave: https://auth0.com/docs/customize/rules/use-management-api */
const GIVEN = ['read:users', 'update:users'];

/** `auth0.accessToken` and what is built on it come from an application of the Action's own. */
export const managementApi: Transform = {
  name: 'management-api',
  doc: 'auth0.accessToken -> a token of a machine-to-machine application, kept in api.cache',
  apply(draft) {
    const uses = draft.uses.all.filter((use) => use.root === 'auth0' && saveCall(use) === undefined);
    if (uses.length === 0) return;
    for (const scope of scopesOf(draft)) draft.scopes.add(scope);
    for (const secret of CREDENTIALS) draft.secrets.add(secret);
    const access = uses.find((use) => use.path.length > 0 && use.path[0] !== 'users') ?? uses[0]!;
    draft.note('management-access', access.identifier);
    const users = uses.find((use) => reaches(use, 'users', draft));
    if (users !== undefined) {
      draft.note('other-user', users.identifier);
      draft.scopes.add('update:users').add('update:users_app_metadata');
    }
    if (uses.every((use) => isPlain(use, draft))) for (const use of uses) writePlain(use, draft);
    else writeObject(uses, draft);
  },
};

/** Whether a use is one of the three values, where a token can be waited for. */
function isPlain(use: Use, draft: Draft): boolean {
  const [name] = use.path;
  if (use.kind !== 'read' && use.kind !== 'call' && use.kind !== 'alias') return false;
  return (
    name === 'domain' ||
    name === 'baseUrl' ||
    (name === 'accessToken' && asyncAround(use.identifier, draft) !== undefined)
  );
}

/** The function that can wait at a place: an async one, or the rule itself, which then becomes async. */
function asyncAround(node: ts.Node, draft: Draft): ts.Node | undefined {
  const fn = ts.findAncestor(node, ts.isFunctionLike);
  if (fn === draft.parsed.handler) return fn;
  const isAsync =
    ts.canHaveModifiers(fn!) &&
    fn.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
  return isAsync ? fn : undefined;
}

function writePlain(use: Use, draft: Draft): void {
  const link = use.links[1]!;
  const start = draft.start(link);
  if (use.path[0] === 'domain') draft.replaceRange(start, link.end, `${draft.event}.secrets.AUTH0_DOMAIN`);
  else if (use.path[0] === 'baseUrl')
    draft.replaceRange(start, link.end, `${draft.helper('managementUrl')}(${draft.event})`);
  else {
    const token = `await ${draft.helper('managementToken')}(${draft.event}, ${draft.api})`;
    const { parent } = link;
    const isAlone =
      (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) && parent.initializer === link;
    draft.replaceRange(start, link.end, isAlone ? token : `(${token})`);
    if (asyncAround(use.identifier, draft) === draft.parsed.handler) draft.awaits = true;
  }
}

/** An object in place of `auth0`, for code that takes it whole or reads its token where nothing can be waited for. */
function writeObject(uses: readonly Use[], draft: Draft): void {
  const name = draft.name('management');
  for (const use of uses) {
    const { parent } = use.identifier;
    draft.replace(use.identifier, ts.isShorthandPropertyAssignment(parent) ? `auth0: ${name}` : name);
  }
  draft.parameters.add('management');
  // The handler of a rule that is waited for has parameters of its own.
  const direct = draft.plan.control === 'direct';
  const own = direct ? `${draft.event}, ${draft.api}` : 'event, api';
  const [event] = own.split(',');
  const has = (name: string): boolean => uses.some((use) => reaches(use, name, draft));
  const line = [
    `const ${name} = {`,
    ...(has('domain') ? [`  domain: ${event}.secrets.AUTH0_DOMAIN,`] : []),
    ...(has('baseUrl') ? [`  baseUrl: ${draft.helper('managementUrl')}(${event}),`] : []),
    ...(has('accessToken') ? [`  accessToken: await ${draft.helper('managementToken')}(${own}),`] : []),
    ...(has('users') ? [`  users: ${draft.helper('ruleUsers')}(${own}),`] : []),
    '};',
  ].join('\n  ');
  if (direct) draft.prelude.push(line);
  else draft.before.push(line);
}

/** Whether the code may get at a property of `auth0` through this use. */
function reaches(use: Use, name: string, draft: Draft): boolean {
  const [first] = use.path;
  if (first !== undefined) return first === name || first === COMPUTED;
  const declaration =
    use.kind === 'destructure' ? ts.findAncestor(use.identifier, ts.isVariableDeclaration) : undefined;
  return declaration !== undefined && ts.isObjectBindingPattern(declaration.name)
    ? declaration.name.elements.some((element) => [name, COMPUTED].includes(keyOf(element)))
    : // A token is asked for over the network: a rule that only names `auth0` gets none, one that hands it on does.
      name !== 'accessToken' || isHandedOn(use) || draft.parsed.text.includes(name);
}

/** `new Auth0UserUpdateUtilities(user, auth0)`, `const other = auth0`: other code takes from it what it likes. */
function isHandedOn(use: Use): boolean {
  return use.kind === 'alias' || (use.kind === 'read' && !isSafeRead(use.identifier));
}

function scopesOf(draft: Draft): string[] {
  const named = Object.entries(SCOPES).flatMap(([method, scopes]) =>
    new RegExp(`\\.${method}\\s*\\(`).test(draft.parsed.text.replaceAll(/auth0\.users\.update\w+/g, ''))
      ? scopes
      : [],
  );
  return named.length === 0 ? GIVEN : [...new Set(named)].toSorted();
}
