import { newId } from './ids.ts';
import type { Random } from './ids.ts';
import { newClient } from './resources/clients.ts';
import { routeScopes } from './routes.ts';
import type { State } from './state.ts';
import { managementAudience, newSigningKey } from './token.ts';

const DEPLOY_CLIENT_NAME = 'Deploy (local tenant)';

/**
 * A new tenant: the Management API, one application that may use all of it, and the one that stands for all, which
 * every real tenant lists as well.
 */
export async function initialState(domain: string, random: Random): Promise<State> {
  const clientId = newId.client(random);
  const deployClient = newClient(
    { client_id: clientId, client_secret: newId.clientSecret(random) },
    {
      name: DEPLOY_CLIENT_NAME,
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
      oidc_conformant: true,
    },
  );
  const allApplications = newClient(
    { client_id: newId.client(random), client_secret: newId.clientSecret(random) },
    { name: 'All Applications', global: true },
  );
  const state: State = {
    version: 1,
    domain,
    deployClientId: clientId,
    keys: [await newSigningKey(random)],
    clients: [deployClient, allApplications],
    connections: [],
    actions: [],
    bindings: {},
    resourceServers: [
      {
        id: newId.resourceServer(random),
        name: 'Auth0 Management API',
        identifier: managementAudience(domain),
        is_system: true,
        allow_offline_access: false,
        skip_consent_for_verifiable_first_party_clients: false,
        token_lifetime: 86_400,
        token_lifetime_for_web: 7_200,
        signing_alg: 'RS256',
        scopes: [],
      },
    ],
    clientGrants: [
      { id: newId.clientGrant(random), client_id: clientId, audience: managementAudience(domain), scope: [] },
    ],
    rules: [],
    rulesConfigs: [],
    users: [],
  };
  return withPresentRoutes(state, domain);
}

/**
 * The state under the domain of this start: the Management API's identifier carries the port, and a newer toolkit may
 * know more scopes.
 */
export function withPresentRoutes(state: State, domain: string): State {
  const before = managementAudience(state.domain);
  const audience = managementAudience(domain);
  const scopes = routeScopes();
  return {
    ...state,
    domain,
    resourceServers: state.resourceServers.map((server) =>
      server.identifier === before
        ? { ...server, identifier: audience, scopes: scopes.map((value) => ({ value, description: value })) }
        : server,
    ),
    clientGrants: state.clientGrants.map((grant) => {
      if (grant.audience !== before) return grant;
      const deploys = grant.client_id === state.deployClientId;
      return { ...grant, audience, scope: deploys ? [...scopes] : grant.scope };
    }),
  };
}
