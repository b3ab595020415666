import {
  createAction,
  deleteAction,
  getAction,
  listActions,
  listModules,
  updateAction,
} from './resources/actions.ts';
import { deployAction, deployVersion, getVersion, listVersions } from './resources/action-versions.ts';
import { listBindings, listTriggers, updateBindings } from './resources/bindings.ts';
import {
  createClientGrant,
  deleteClientGrant,
  getClientGrant,
  listClientGrants,
  updateClientGrant,
} from './resources/client-grants.ts';
import {
  createClient,
  deleteClient,
  getClient,
  listClients,
  listCredentials,
  rotateSecret,
  updateClient,
} from './resources/clients.ts';
import {
  createConnection,
  deleteConnection,
  getConnection,
  getScimConfiguration,
  listConnections,
  listDirectoryProvisionings,
  listEnabledClients,
  updateConnection,
  updateEnabledClients,
} from './resources/connections.ts';
import { getExecution, listLogs } from './resources/journal.ts';
import {
  createResourceServer,
  deleteResourceServer,
  getResourceServer,
  listResourceServers,
  updateResourceServer,
} from './resources/resource-servers.ts';
import { getRule, listRules, listRulesConfigs, refuseRuleWrite, updateRule } from './resources/rules.ts';
import { getSettings, listCustomDomains, listMfaPolicies } from './resources/settings.ts';
import { getUser, listUsers } from './resources/users.ts';
import type { Handler } from './tenant.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Method, path below /api/v2, scopes of which the token must hold one, handler. */
type Route = readonly [method: Method, path: string, scopes: string, handler: Handler];

/** The whole Management API of the local tenant; anything else is a 404. */
// prettier-ignore
export const ROUTES: readonly Route[] = [
  ['GET',    '/clients',                                    'read:clients|read:client_keys',     listClients],
  ['POST',   '/clients',                                    'create:clients',                    createClient],
  ['GET',    '/clients/:id',                                'read:clients|read:client_keys',     getClient],
  ['PATCH',  '/clients/:id',                                'update:clients|update:client_keys', updateClient],
  ['DELETE', '/clients/:id',                                'delete:clients',                    deleteClient],
  ['POST',   '/clients/:id/rotate-secret',                  'update:client_keys',                rotateSecret],
  ['GET',    '/clients/:id/credentials',                    'read:client_credentials',           listCredentials],

  ['GET',    '/connections',                                'read:connections',                  listConnections],
  ['POST',   '/connections',                                'create:connections',                createConnection],
  ['GET',    '/connections/:id',                            'read:connections',                  getConnection],
  ['PATCH',  '/connections/:id',                            'update:connections',                updateConnection],
  ['DELETE', '/connections/:id',                            'delete:connections',                deleteConnection],
  ['GET',    '/connections/:id/clients',                    'read:connections',                  listEnabledClients],
  ['PATCH',  '/connections/:id/clients',                    'update:connections',                updateEnabledClients],
  ['GET',    '/connections/:id/scim-configuration',         'read:scim_config',                  getScimConfiguration],
  ['GET',    '/connections-directory-provisionings',        'read:directory_provisionings',      listDirectoryProvisionings],

  ['GET',    '/actions/actions',                            'read:actions',                      listActions],
  ['POST',   '/actions/actions',                            'create:actions',                    createAction],
  ['GET',    '/actions/actions/:id',                        'read:actions',                      getAction],
  ['PATCH',  '/actions/actions/:id',                        'update:actions',                    updateAction],
  ['DELETE', '/actions/actions/:id',                        'delete:actions',                    deleteAction],
  ['POST',   '/actions/actions/:id/deploy',                 'create:actions',                    deployAction],
  ['GET',    '/actions/actions/:id/versions',               'read:actions',                      listVersions],
  ['GET',    '/actions/actions/:id/versions/:version',      'read:actions',                      getVersion],
  ['POST',   '/actions/actions/:id/versions/:version/deploy', 'create:actions',                  deployVersion],
  ['GET',    '/actions/modules',                            'read:actions',                      listModules],
  ['GET',    '/actions/triggers',                           'read:actions',                      listTriggers],
  ['GET',    '/actions/triggers/:trigger/bindings',         'read:actions',                      listBindings],
  ['PATCH',  '/actions/triggers/:trigger/bindings',         'update:actions',                    updateBindings],
  ['GET',    '/actions/executions/:id',                     'read:actions',                      getExecution],

  ['GET',    '/logs',                                       'read:logs',                         listLogs],
  ['GET',    '/users',                                      'read:users',                        listUsers],
  ['GET',    '/users/:id',                                  'read:users',                        getUser],

  ['GET',    '/resource-servers',                           'read:resource_servers',             listResourceServers],
  ['POST',   '/resource-servers',                           'create:resource_servers',           createResourceServer],
  ['GET',    '/resource-servers/:id',                       'read:resource_servers',             getResourceServer],
  ['PATCH',  '/resource-servers/:id',                       'update:resource_servers',           updateResourceServer],
  ['DELETE', '/resource-servers/:id',                       'delete:resource_servers',           deleteResourceServer],

  ['GET',    '/client-grants',                              'read:client_grants',                listClientGrants],
  ['POST',   '/client-grants',                              'create:client_grants',              createClientGrant],
  ['GET',    '/client-grants/:id',                          'read:client_grants',                getClientGrant],
  ['PATCH',  '/client-grants/:id',                          'update:client_grants',              updateClientGrant],
  ['DELETE', '/client-grants/:id',                          'delete:client_grants',              deleteClientGrant],

  ['GET',    '/tenants/settings',                           'read:tenant_settings',              getSettings],
  ['GET',    '/custom-domains',                             'read:custom_domains',               listCustomDomains],
  ['GET',    '/guardian/policies',                          'read:mfa_policies',                 listMfaPolicies],

  ['GET',    '/rules',                                      'read:rules',                        listRules],
  ['POST',   '/rules',                                      'create:rules',                      refuseRuleWrite],
  ['GET',    '/rules/:id',                                  'read:rules',                        getRule],
  ['PATCH',  '/rules/:id',                                  'update:rules',                      updateRule],
  ['DELETE', '/rules/:id',                                  'delete:rules',                      refuseRuleWrite],
  ['GET',    '/rules-configs',                              'read:rules_configs',                listRulesConfigs],
  ['PUT',    '/rules-configs/:key',                         'update:rules_configs',              refuseRuleWrite],
  ['DELETE', '/rules-configs/:key',                         'delete:rules_configs',              refuseRuleWrite],
];

/** Scopes that no route asks for by itself, but that a handler looks at. */
const FIELD_SCOPES = ['read:connections_options', 'create:connections_options', 'update:connections_options'];

/** Every scope of the local Management API, sorted. */
export function routeScopes(): readonly string[] {
  const all = ROUTES.flatMap(([, , scopes]) => scopes.split('|'));
  return [...new Set([...all, ...FIELD_SCOPES])].toSorted();
}

interface Match {
  readonly scopes: readonly string[];
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
}

/** The route of a request, by its path below /api/v2, or undefined. */
export function matchRoute(method: string, path: string): Match | undefined {
  const parts = path.split('/');
  for (const [routeMethod, pattern, scopes, handler] of ROUTES) {
    const params = routeMethod === method ? matchPath(pattern.split('/'), parts) : undefined;
    if (params) return { scopes: scopes.split('|'), handler, params };
  }
  return undefined;
}

function matchPath(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (!expected.startsWith(':')) {
      if (part !== expected) return undefined;
      continue;
    }
    try {
      params[expected.slice(1)] = decodeURIComponent(part);
    } catch {
      return undefined;
    }
  }
  return params;
}
