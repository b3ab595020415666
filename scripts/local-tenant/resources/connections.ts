import { createHash } from 'node:crypto';
import { ApiError, notFound, refusal } from '../errors.ts';
import { newId } from '../ids.ts';
import { CHECKPOINT_PARAMETERS, checkpointPage, offsetPage, PAGE_PARAMETERS } from '../pagination.ts';
import { FIELD_PARAMETERS, parseQuery, selectFields } from '../query.ts';
import type { Connection, Fields, State } from '../state.ts';
import { findOr } from '../tenant.ts';
import type { ApiRequest, Handler } from '../tenant.ts';
import { parseBody } from '../validate.ts';
import {
  CREATE_CONNECTION,
  ENABLED_CLIENTS,
  OPTIONS_BY_STRATEGY,
  UPDATE_CONNECTION,
} from './connection-body.ts';

/** By checkpoint when `take` or `from` is sent, else by offset. */
export const listConnections: Handler = (tenant, request) => {
  const query = parseQuery(request.query, {
    ...PAGE_PARAMETERS,
    ...CHECKPOINT_PARAMETERS,
    ...FIELD_PARAMETERS,
    strategy: 'texts',
    name: 'text',
  });
  const connections = tenant.store
    .read()
    .connections.filter((connection) => query.name === undefined || connection.name === query.name)
    .filter((connection) => query.strategy === undefined || query.strategy.includes(connection.strategy));
  const shown = (items: readonly Connection[]) =>
    items.map((connection) => selectFields(present(connection, request), query));
  if (query.take === undefined && query.from === undefined) {
    return { status: 200, body: offsetPage(shown(connections), query, 'connections') };
  }
  const page = checkpointPage(connections, query, 'connections', (connection) => connection.id);
  return { status: 200, body: { ...page, connections: shown(page['connections'] as Connection[]) } };
};

export const getConnection: Handler = (tenant, request) => {
  const query = parseQuery(request.query, FIELD_PARAMETERS);
  const connection = find(tenant.store.read(), request);
  return { status: 200, body: selectFields(present(connection, request), query) };
};

export const createConnection: Handler = (tenant, request) => {
  const body = parseBody(CREATE_CONNECTION, request.body);
  requireOptionsScope(request, body.options, 'create:connections_options');
  checkOptions(body.strategy, body.options ?? {});
  return tenant.store.update((draft) => {
    if (draft.connections.some((connection) => connection.name === body.name)) {
      throw refusal('connectionNameTaken');
    }
    requireClients(draft, body.enabled_clients ?? []);
    const connection: Connection = {
      id: newId.connection(tenant.random),
      display_name: body.name,
      is_domain_connection: false,
      realms: [body.name],
      authentication: { active: true },
      connected_accounts: { active: false },
      ...body,
      enabled_clients: body.enabled_clients ?? [],
      options: managedOptions(body.strategy, body.options ?? {}),
    };
    draft.connections.push(connection);
    return { status: 201, body: present(connection, request) };
  });
};

/** `options` replaces the whole object; a missing `display_name` falls back to the name. */
export const updateConnection: Handler = (tenant, request) => {
  const { options, ...body } = parseBody(UPDATE_CONNECTION, request.body);
  requireOptionsScope(request, options, 'update:connections_options');
  return tenant.store.update((draft) => {
    const connection = find(draft, request);
    if (options != null) {
      checkOptions(connection.strategy, options);
      connection.options = managedOptions(connection.strategy, options);
    }
    requireClients(draft, body.enabled_clients ?? []);
    connection['display_name'] = connection.name;
    for (const [name, value] of Object.entries(body)) {
      if (value === null) delete connection[name];
      else connection[name] = value;
    }
    connection.enabled_clients ??= [];
    return { status: 200, body: present(connection, request) };
  });
};

/** Answers 202 whether or not the connection was there: deleting is a job in the background. */
export const deleteConnection: Handler = (tenant, request) => {
  const id = request.params['id'];
  tenant.store.update((draft) => {
    draft.connections = draft.connections.filter((connection) => connection.id !== id);
  });
  return { status: 202, body: { deleted_at: tenant.now().toISOString() } };
};

export const listEnabledClients: Handler = (tenant, request) => {
  const query = parseQuery(request.query, CHECKPOINT_PARAMETERS);
  const connection = find(tenant.store.read(), request);
  const clients = connection.enabled_clients.map((client_id) => ({ client_id }));
  return { status: 200, body: checkpointPage(clients, query, 'clients', (client) => client.client_id) };
};

/** Turns the listed applications on or off and leaves every other alone. */
export const updateEnabledClients: Handler = (tenant, request) => {
  const changes = parseBody(ENABLED_CLIENTS, request.body);
  tenant.store.update((draft) => {
    const connection = find(draft, request);
    requireClients(
      draft,
      changes.map((change) => change.client_id),
    );
    const enabled = new Set(connection.enabled_clients);
    for (const { client_id, status } of changes) {
      if (status) enabled.add(client_id);
      else enabled.delete(client_id);
    }
    connection.enabled_clients = [...enabled];
  });
  return { status: 204 };
};

/** Inbound SCIM is not part of the local tenant; no connection has it. */
export const getScimConfiguration: Handler = (tenant, request) => {
  find(tenant.store.read(), request);
  throw notFound('The SCIM configuration does not exist', 'inexistent_scim_configuration');
};

export const listDirectoryProvisionings: Handler = (_tenant, request) => {
  parseQuery(request.query, CHECKPOINT_PARAMETERS);
  return { status: 200, body: { directory_provisionings: [] } };
};

function find(state: State, request: ApiRequest): Connection {
  const id = request.params['id'];
  const missing = notFound('The connection does not exist', 'inexistent_connection');
  return findOr(state.connections, (connection) => connection.id === id, missing);
}

/** Options, the provider's secret among them, are shown with `read:connections_options` alone. */
function present(connection: Connection, request: ApiRequest): Fields {
  if (request.scopes.has('read:connections_options')) return connection;
  const { options: _options, ...rest } = connection;
  return rest;
}

function requireOptionsScope(request: ApiRequest, options: unknown, scope: string): void {
  if (options == null || request.scopes.has(scope)) return;
  throw new ApiError(403, `Insufficient scope, expected any of: ${scope}`, 'insufficient_scope');
}

function checkOptions(strategy: string, options: Fields): void {
  const schema = OPTIONS_BY_STRATEGY[strategy];
  if (schema) parseBody(schema, { options });
}

/** What a real tenant adds to the options of a Microsoft connection by itself, and keeps when they are replaced. */
function managedOptions(strategy: string, options: Fields): Fields {
  if (strategy !== 'waad') return options;
  const thumbprint = createHash('sha1')
    .update(JSON.stringify(options['tenant_domain'] ?? ''))
    .digest('hex');
  return {
    app_domain: 'localhost',
    thumbprints: [thumbprint],
    waad_common_endpoint: options['useCommonEndpoint'] === true,
    ...options,
  };
}

function requireClients(state: State, ids: readonly string[]): void {
  for (const id of ids) {
    if (!state.clients.some((client) => client.client_id === id)) {
      throw refusal('clientUnknown', id);
    }
  }
}
