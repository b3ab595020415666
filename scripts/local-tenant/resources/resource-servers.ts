import * as v from 'valibot';
import { notFound, refusal } from '../errors.ts';
import { newId } from '../ids.ts';
import { offsetPage, PAGE_PARAMETERS } from '../pagination.ts';
import { parseQuery } from '../query.ts';
import type { ResourceServer, State } from '../state.ts';
import { findOr } from '../tenant.ts';
import type { ApiRequest, Handler } from '../tenant.ts';
import { parseBody } from '../validate.ts';

const flag = v.boolean();
const object = v.record(v.string(), v.unknown());
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));

const settings = {
  name: v.optional(v.pipe(v.string(), v.regex(/^[^<>]+$/, 'String does not match pattern ^[^<>]+$'))),
  scopes: v.optional(
    v.array(
      v.strictObject({ value: v.pipe(v.string(), v.maxLength(280)), description: v.optional(v.string()) }),
    ),
  ),
  signing_alg: v.optional(v.picklist(['HS256', 'RS256', 'RS512', 'PS256'])),
  signing_secret: v.optional(v.pipe(v.string(), v.minLength(16))),
  allow_offline_access: v.optional(flag),
  allow_online_access: v.optional(flag),
  allow_online_access_with_ephemeral_sessions: v.optional(flag),
  token_lifetime: v.optional(seconds),
  token_lifetime_for_web: v.optional(seconds),
  token_lifetime_for_anonymous_access_tokens: v.nullish(seconds),
  token_dialect: v.optional(
    v.picklist(['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz']),
  ),
  skip_consent_for_verifiable_first_party_clients: v.optional(flag),
  enforce_policies: v.optional(flag),
  token_encryption: v.nullish(object),
  consent_policy: v.nullish(v.string()),
  authorization_details: v.nullish(v.array(v.unknown())),
  proof_of_possession: v.nullish(object),
  subject_type_authorization: v.optional(object),
  authorization_policy: v.nullish(object),
};
const CREATE = v.strictObject({
  identifier: v.pipe(v.string(), v.minLength(1), v.maxLength(600)),
  ...settings,
});
const UPDATE = v.strictObject(settings);

export const listResourceServers: Handler = (tenant, request) => {
  const query = parseQuery(request.query, {
    ...PAGE_PARAMETERS,
    identifiers: 'texts',
    include_fields: 'flag',
  });
  const servers = tenant.store
    .read()
    .resourceServers.filter(({ identifier }) => query.identifiers?.includes(identifier) ?? true);
  return { status: 200, body: offsetPage(servers, query, 'resource_servers') };
};

export const getResourceServer: Handler = (tenant, request) => {
  parseQuery(request.query, { include_fields: 'flag' });
  return { status: 200, body: find(tenant.store.read(), request) };
};

export const createResourceServer: Handler = (tenant, request) => {
  const body = parseBody(CREATE, request.body);
  return tenant.store.update((draft) => {
    if (draft.resourceServers.some(({ identifier }) => identifier === body.identifier)) {
      throw refusal('identifierTaken');
    }
    const server: ResourceServer = {
      id: newId.resourceServer(tenant.random),
      allow_offline_access: false,
      skip_consent_for_verifiable_first_party_clients: false,
      subject_type_authorization: {
        client: { policy: 'require_client_grant' },
        user: { policy: 'allow_all' },
      },
      token_lifetime: 86_400,
      token_lifetime_for_web: 7_200,
      signing_alg: 'RS256',
      ...body,
    };
    draft.resourceServers.push(server);
    return { status: 201, body: server };
  });
};

/** The identifier is fixed for life, and the Management API is the tenant's own. */
export const updateResourceServer: Handler = (tenant, request) => {
  const body = parseBody(UPDATE, request.body);
  return tenant.store.update((draft) => {
    const server = find(draft, request);
    refuseSystem(server);
    for (const [name, value] of Object.entries(body)) {
      if (value === null) delete server[name];
      else server[name] = value;
    }
    return { status: 200, body: server };
  });
};

export const deleteResourceServer: Handler = (tenant, request) => {
  tenant.store.update((draft) => {
    const server = draft.resourceServers.find((candidate) => matches(candidate, request));
    if (!server) return;
    refuseSystem(server);
    draft.resourceServers = draft.resourceServers.filter((candidate) => candidate !== server);
    draft.clientGrants = draft.clientGrants.filter(({ audience }) => audience !== server.identifier);
  });
  return { status: 204 };
};

function find(state: State, request: ApiRequest): ResourceServer {
  const missing = notFound('The resource server does not exist', 'inexistent_resource_server');
  return findOr(state.resourceServers, (server) => matches(server, request), missing);
}

/** By id or by identifier. */
function matches(server: ResourceServer, request: ApiRequest): boolean {
  const id = request.params['id'];
  return server.id === id || server.identifier === id;
}

function refuseSystem(server: ResourceServer): void {
  if (server['is_system'] === true) {
    throw refusal('systemApi');
  }
}
