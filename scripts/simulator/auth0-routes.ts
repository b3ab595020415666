// What the ManagementClient of the `auth0` package calls: https://auth0.com/docs/api/management/v2

/** One endpoint, and the methods that call it. */
export interface Route {
  readonly http: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Names in versions 2 and 3, which have flat ones beside those of their parts. */
  readonly v2: readonly string[];
  /** Name in version 4. */
  readonly v4?: string;
  /** Version 4 does not read its answer. */
  readonly silent?: true;
  /** What the second argument is a property of. */
  readonly property?: string;
}

// oxfmt-ignore
export const routes: readonly Route[] = [
  { http: 'GET',    path: '/users',                                     v2: ['users.getAll', 'getUsers'],                                  v4: 'users.getAll' },
  { http: 'POST',   path: '/users',                                     v2: ['users.create', 'createUser'],                                v4: 'users.create' },
  { http: 'GET',    path: '/users-by-email',                            v2: ['users.getByEmail', 'getUsersByEmail'],                       v4: 'usersByEmail.getByEmail' },
  { http: 'GET',    path: '/users/{id}',                                v2: ['users.get', 'getUser'],                                      v4: 'users.get' },
  { http: 'PATCH',  path: '/users/{id}',                                v2: ['users.update', 'updateUser'],                                v4: 'users.update' },
  { http: 'PATCH',  path: '/users/{id}', property: 'app_metadata',      v2: ['users.updateAppMetadata', 'updateAppMetadata'] },
  { http: 'PATCH',  path: '/users/{id}', property: 'user_metadata',     v2: ['users.updateUserMetadata', 'updateUserMetadata'] },
  { http: 'DELETE', path: '/users/{id}',                                v2: ['users.delete', 'deleteUser'],                                v4: 'users.delete', silent: true },
  { http: 'POST',   path: '/users/{id}/identities',                     v2: ['users.link', 'linkUsers'],                                   v4: 'users.link' },
  { http: 'DELETE', path: '/users/{id}/identities/{provider}/{user_id}', v2: ['users.unlink', 'unlinkUsers'],                              v4: 'users.unlink' },
  { http: 'GET',    path: '/users/{id}/logs',                           v2: ['users.logs', 'getUserLogs'],                                 v4: 'users.getLogs' },
  { http: 'GET',    path: '/users/{id}/roles',                          v2: ['users.getRoles', 'getUserRoles'],                            v4: 'users.getRoles' },
  { http: 'POST',   path: '/users/{id}/roles',                          v2: ['users.assignRoles', 'assignRolestoUser'],                    v4: 'users.assignRoles', silent: true },
  { http: 'DELETE', path: '/users/{id}/roles',                          v2: ['users.removeRoles', 'removeRolesFromUser'],                  v4: 'users.deleteRoles', silent: true },
  { http: 'GET',    path: '/users/{id}/permissions',                    v2: ['users.getPermissions', 'getUserPermissions'],                v4: 'users.getPermissions' },
  { http: 'POST',   path: '/users/{id}/permissions',                    v2: ['users.assignPermissions', 'assignPermissionsToUser'],        v4: 'users.assignPermissions', silent: true },
  { http: 'DELETE', path: '/users/{id}/permissions',                    v2: ['users.removePermissions', 'removePermissionsFromUser'],      v4: 'users.deletePermissions', silent: true },
  { http: 'GET',    path: '/users/{id}/enrollments',                    v2: ['users.getGuardianEnrollments', 'getGuardianEnrollments'],    v4: 'users.getEnrollments' },
  { http: 'GET',    path: '/users/{id}/organizations',                  v2: ['users.getUserOrganizations'],                                v4: 'users.getUserOrganizations' },
  { http: 'GET',    path: '/users/{id}/authentication-methods',         v2: [],                                                            v4: 'users.getAuthenticationMethods' },
  { http: 'GET',    path: '/user-blocks/{id}',                          v2: ['userBlocks.get', 'getUserBlocks'],                           v4: 'userBlocks.get' },
  { http: 'DELETE', path: '/user-blocks/{id}',                          v2: ['userBlocks.delete', 'unblockUser'],                          v4: 'userBlocks.delete', silent: true },
  { http: 'GET',    path: '/roles',                                     v2: ['roles.getAll', 'getRoles'],                                  v4: 'roles.getAll' },
  { http: 'POST',   path: '/roles',                                     v2: ['roles.create', 'createRole'],                                v4: 'roles.create' },
  { http: 'GET',    path: '/roles/{id}',                                v2: ['roles.get', 'getRole'],                                      v4: 'roles.get' },
  { http: 'GET',    path: '/roles/{id}/users',                          v2: ['roles.getUsers', 'getUsersInRole'],                          v4: 'roles.getUsers' },
  { http: 'POST',   path: '/roles/{id}/users',                          v2: ['roles.assignUsers', 'assignUsersToRole'],                    v4: 'roles.assignUsers', silent: true },
  { http: 'GET',    path: '/roles/{id}/permissions',                    v2: ['roles.getPermissions', 'getPermissionsInRole'],              v4: 'roles.getPermissions' },
  { http: 'POST',   path: '/tickets/password-change',                   v2: ['tickets.changePassword', 'createPasswordChangeTicket'],      v4: 'tickets.changePassword' },
  { http: 'POST',   path: '/tickets/email-verification',                v2: ['tickets.verifyEmail', 'createEmailVerificationTicket'],      v4: 'tickets.verifyEmail' },
  { http: 'POST',   path: '/jobs/verification-email',                   v2: ['jobs.verifyEmail', 'sendEmailVerification'],                 v4: 'jobs.verifyEmail' },
  { http: 'GET',    path: '/clients',                                   v2: ['clients.getAll', 'getClients'],                              v4: 'clients.getAll' },
  { http: 'GET',    path: '/clients/{client_id}',                       v2: ['clients.get', 'getClient'],                                  v4: 'clients.get' },
  { http: 'GET',    path: '/connections',                               v2: ['connections.getAll', 'getConnections'],                      v4: 'connections.getAll' },
  { http: 'GET',    path: '/connections/{id}',                          v2: ['connections.get', 'getConnection'],                          v4: 'connections.get' },
  { http: 'GET',    path: '/logs',                                      v2: ['logs.getAll', 'getLogs'],                                    v4: 'logs.getAll' },
  { http: 'GET',    path: '/logs/{id}',                                 v2: ['logs.get', 'getLog'],                                        v4: 'logs.get' },
  { http: 'GET',    path: '/organizations',                             v2: ['organizations.getAll'],                                      v4: 'organizations.getAll' },
  { http: 'GET',    path: '/organizations/{id}',                        v2: ['organizations.getByID'],                                     v4: 'organizations.get' },
  { http: 'GET',    path: '/organizations/{id}/members',                v2: ['organizations.getMembers'],                                  v4: 'organizations.getMembers' },
  { http: 'POST',   path: '/organizations/{id}/members',                v2: ['organizations.addMembers'],                                  v4: 'organizations.addMembers', silent: true },
  { http: 'DELETE', path: '/organizations/{id}/members',                v2: ['organizations.removeMembers'],                               v4: 'organizations.deleteMembers', silent: true },
  { http: 'GET',    path: '/organizations/{id}/members/{user_id}/roles', v2: ['organizations.getMemberRoles'],                             v4: 'organizations.getMemberRoles' },
  { http: 'POST',   path: '/organizations/{id}/members/{user_id}/roles', v2: ['organizations.addMemberRoles'],                             v4: 'organizations.addMemberRoles', silent: true },
];
