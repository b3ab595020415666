import { notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { offsetPage, PAGE_PARAMETERS } from '../pagination.ts';
import { FIELD_PARAMETERS, parseQuery, selectFields } from '../query.ts';
import type { Client, Fields } from '../state.ts';
import { findOr } from '../tenant.ts';
import type { ApiRequest, Handler } from '../tenant.ts';
import { parseBody } from '../validate.ts';
import { CREATE_CLIENT, UPDATE_CLIENT } from './client-body.ts';

/** https://auth0.com/docs/api/management/v2/clients/get-clients */
export const listClients: Handler = (tenant, request) => {
  const query = parseQuery(request.query, {
    ...PAGE_PARAMETERS,
    ...FIELD_PARAMETERS,
    is_global: 'flag',
    is_first_party: 'flag',
    app_type: 'text',
  });
  const types = query.app_type?.split(',');
  const clients = tenant.store
    .read()
    .clients.filter((client) => query.is_global === undefined || client['global'] === query.is_global)
    .filter(
      (client) => query.is_first_party === undefined || client['is_first_party'] === query.is_first_party,
    )
    .filter((client) => types === undefined || types.includes(String(client['app_type'])))
    .map((client) => selectFields(present(client, request), query));
  return { status: 200, body: offsetPage(clients, query, 'clients') };
};

export const getClient: Handler = (tenant, request) => {
  const query = parseQuery(request.query, FIELD_PARAMETERS);
  const client = find(tenant.store.read().clients, request);
  return { status: 200, body: selectFields(present(client, request), query) };
};

/** Names are not unique: a real tenant takes two applications of one name as well. */
export const createClient: Handler = (tenant, request) => {
  const body = parseBody(CREATE_CLIENT, request.body);
  const identity = {
    client_id: newId.client(tenant.random),
    client_secret: newId.clientSecret(tenant.random),
  };
  const client = newClient(identity, body);
  tenant.store.update((draft) => void draft.clients.push(client));
  return { status: 201, body: present(client, request, true) };
};

/** A null removes the property; `client_metadata` is merged key by key; every other value replaces what was there. */
export const updateClient: Handler = (tenant, request) => {
  const body = parseBody(UPDATE_CLIENT, request.body);
  return tenant.store.update((draft) => {
    const client = find(draft.clients, request);
    for (const [name, value] of Object.entries(body)) {
      if (name === 'client_metadata') client[name] = mergeMetadata(client[name] as Fields, value as Fields);
      else if (value === null) delete client[name];
      else client[name] = value;
    }
    return { status: 200, body: present(client, request) };
  });
};

/** Its grants and its place on connections go with it. */
export const deleteClient: Handler = (tenant, request) => {
  const id = request.params['id'];
  tenant.store.update((draft) => {
    draft.clients = draft.clients.filter((client) => client.client_id !== id);
    draft.clientGrants = draft.clientGrants.filter((grant) => grant.client_id !== id);
    for (const connection of draft.connections) {
      connection.enabled_clients = connection.enabled_clients.filter((clientId) => clientId !== id);
    }
  });
  return { status: 204 };
};

export const rotateSecret: Handler = (tenant, request) =>
  tenant.store.update((draft) => {
    const client = find(draft.clients, request);
    client.client_secret = newId.clientSecret(tenant.random);
    return { status: 200, body: present(client, request, true) };
  });

/** Private-key credentials are not part of the local tenant; no application has any. */
export const listCredentials: Handler = (tenant, request) => {
  find(tenant.store.read().clients, request);
  return { status: 200, body: [] };
};

/** An application with the defaults of a new one on a real tenant. */
export function newClient(identity: { client_id: string; client_secret: string }, body: Fields): Client {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value != null));
  const secretless = given['token_endpoint_auth_method'] === 'none';
  const publicApp = secretless || given['app_type'] === 'spa' || given['app_type'] === 'native';
  return {
    tenant: 'local',
    global: false,
    callbacks: [],
    is_first_party: true,
    is_token_endpoint_ip_header_trusted: false,
    oidc_conformant: false,
    sso_disabled: false,
    cross_origin_authentication: false,
    custom_login_page_on: true,
    jwt_configuration: { lifetime_in_seconds: 36_000, secret_encoded: false },
    refresh_token: {
      rotation_type: 'non-rotating',
      expiration_type: 'non-expiring',
      leeway: 0,
      infinite_token_lifetime: true,
      infinite_idle_token_lifetime: true,
      token_lifetime: 31_557_600,
      idle_token_lifetime: 2_592_000,
    },
    grant_types: publicApp
      ? ['authorization_code', 'implicit', 'refresh_token']
      : ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
    ...given,
    ...identity,
    name: String(given['name']),
  };
}

function find(clients: readonly Client[], request: ApiRequest): Client {
  const id = request.params['id'];
  const missing = notFound('The client does not exist', 'inexistent_client');
  return findOr(clients, (client) => client.client_id === id, missing);
}

/** The secret is shown to whoever may read keys, and once to whoever has just made it. */
function present(client: Client, request: ApiRequest, justMade = false): Fields {
  if (justMade || request.scopes.has('read:client_keys')) return client;
  const { client_secret: _secret, ...rest } = client;
  return rest;
}

function mergeMetadata(before: Fields | undefined, change: Fields): Fields {
  const merged = { ...before, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}
