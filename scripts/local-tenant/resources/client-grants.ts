import * as v from 'valibot';
import { notFound, refusal } from '../errors.ts';
import { newId } from '../ids.ts';
import { CHECKPOINT_PARAMETERS, checkpointPage, offsetPage, PAGE_PARAMETERS } from '../pagination.ts';
import { parseQuery } from '../query.ts';
import type { ClientGrant, State } from '../state.ts';
import { findOr } from '../tenant.ts';
import type { ApiRequest, Handler } from '../tenant.ts';
import { parseBody } from '../validate.ts';

const scope = v.array(v.string());
const usage = v.picklist(['deny', 'allow', 'require']);
const details = v.optional(v.array(v.string()));

const CREATE = v.strictObject({
  client_id: v.string(),
  audience: v.pipe(v.string(), v.minLength(1)),
  scope: v.optional(scope),
  organization_usage: v.optional(usage),
  allow_any_organization: v.optional(v.boolean()),
  subject_type: v.optional(v.picklist(['client', 'user'])),
  authorization_details_types: details,
  allow_all_scopes: v.optional(v.boolean()),
});
const UPDATE = v.strictObject({
  scope: v.nullish(scope),
  organization_usage: v.nullish(usage),
  allow_any_organization: v.nullish(v.boolean()),
  authorization_details_types: details,
  allow_all_scopes: v.nullish(v.boolean()),
});

export const listClientGrants: Handler = (tenant, request) => {
  const query = parseQuery(request.query, {
    ...PAGE_PARAMETERS,
    ...CHECKPOINT_PARAMETERS,
    audience: 'text',
    client_id: 'text',
    allow_any_organization: 'flag',
    subject_type: 'text',
  });
  const grants = tenant.store
    .read()
    .clientGrants.filter((grant) => query.audience === undefined || grant.audience === query.audience)
    .filter((grant) => query.client_id === undefined || grant.client_id === query.client_id);
  const byCheckpoint = query.take !== undefined || query.from !== undefined;
  return {
    status: 200,
    body: byCheckpoint
      ? checkpointPage(grants, query, 'client_grants', (grant) => grant.id)
      : offsetPage(grants, query, 'client_grants'),
  };
};

export const getClientGrant: Handler = (tenant, request) => ({
  status: 200,
  body: find(tenant.store.read(), request),
});

export const createClientGrant: Handler = (tenant, request) => {
  const body = parseBody(CREATE, request.body);
  return tenant.store.update((draft) => {
    if (!draft.clients.some((client) => client.client_id === body.client_id)) {
      throw notFound('The client does not exist', 'inexistent_client');
    }
    requireScopes(draft, body.audience, body.scope ?? []);
    const taken = draft.clientGrants.some(
      (grant) => grant.client_id === body.client_id && grant.audience === body.audience,
    );
    if (taken) {
      throw refusal('grantTaken');
    }
    const grant: ClientGrant = {
      id: newId.clientGrant(tenant.random),
      subject_type: 'client',
      ...body,
      scope: body.scope ?? [],
    };
    draft.clientGrants.push(grant);
    return { status: 201, body: grant };
  });
};

export const updateClientGrant: Handler = (tenant, request) => {
  const body = parseBody(UPDATE, request.body);
  return tenant.store.update((draft) => {
    const grant = find(draft, request);
    requireScopes(draft, grant.audience, body.scope ?? []);
    for (const [name, value] of Object.entries(body)) {
      if (value !== null) grant[name] = value;
      else if (name === 'scope') grant.scope = [];
      else delete grant[name];
    }
    return { status: 200, body: grant };
  });
};

export const deleteClientGrant: Handler = (tenant, request) => {
  const id = request.params['id'];
  tenant.store.update((draft) => {
    draft.clientGrants = draft.clientGrants.filter((grant) => grant.id !== id);
  });
  return { status: 204 };
};

function find(state: State, request: ApiRequest): ClientGrant {
  const id = request.params['id'];
  const missing = notFound('The client grant does not exist', 'inexistent_client_grant');
  return findOr(state.clientGrants, (grant) => grant.id === id, missing);
}

function requireScopes(state: State, audience: string, scopes: readonly string[]): void {
  const server = state.resourceServers.find(({ identifier }) => identifier === audience);
  if (!server) throw notFound(`Resource server not found: ${audience}`, 'inexistent_resource_server');
  const known = new Set(((server['scopes'] ?? []) as { value: string }[]).map(({ value }) => value));
  const unknown = scopes.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw refusal('scopesUnknown', unknown.join(', '));
  }
}
