import { ts } from 'ts-morph';
import type { Draft, Transform } from '../draft.ts';
import { saveCall } from './metadata-saves.ts';

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
    const name = draft.name('management');
    const whole = uses.some((use) => use.path.length === 0 || use.path[0] === 'users');
    const access = uses.some((use) => use.path.length > 0 || use.kind === 'destructure');
    for (const use of uses) {
      const { parent } = use.identifier;
      draft.replace(use.identifier, ts.isShorthandPropertyAssignment(parent) ? `auth0: ${name}` : name);
      if (use.path[0] === 'accessToken' || use.path[0] === 'baseUrl' || use.path[0] === 'domain')
        draft.note('management-access', use.identifier);
    }
    if (access) for (const scope of scopesOf(draft)) draft.scopes.add(scope);
    if (access)
      for (const secret of ['AUTH0_DOMAIN', 'AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET'])
        draft.secrets.add(secret);
    if (access && uses.every((use) => use.path[0] !== 'accessToken'))
      draft.note('management-access', uses[0]!.identifier);
    draft.parameters.add('management');
    // The handler of a rule that is waited for has parameters of its own.
    const own = draft.plan.control === 'direct' ? [draft.event, draft.api] : ['event', 'api'];
    const given = access ? `await ${draft.helper('managementAccess')}(${own.join(', ')})` : undefined;
    const line = whole ? wholeClient(name, given, own.join(', '), draft) : `const ${name} = ${given};`;
    if (draft.plan.control === 'direct') draft.prelude.push(line);
    else draft.before.push(line);
  },
};

/** An object for code that takes `auth0` whole, such as helpers of a library. */
function wholeClient(name: string, access: string | undefined, own: string, draft: Draft): string {
  return [
    `const ${name} = {`,
    ...(access === undefined ? [] : [`  ...(${access}),`]),
    '  users: {',
    `    updateAppMetadata: async (_id: unknown, change: unknown) => ${draft.helper('saveAppMetadata')}(${own}, change),`,
    `    updateUserMetadata: async (_id: unknown, change: unknown) => ${draft.helper('saveUserMetadata')}(${own}, change),`,
    '  },',
    '};',
  ].join('\n  ');
}

function scopesOf(draft: Draft): string[] {
  const named = Object.entries(SCOPES).flatMap(([method, scopes]) =>
    new RegExp(`\\.${method}\\s*\\(`).test(draft.parsed.text.replaceAll(/auth0\.users\.update\w+/g, ''))
      ? scopes
      : [],
  );
  return named.length === 0 ? GIVEN : [...new Set(named)].toSorted();
}
