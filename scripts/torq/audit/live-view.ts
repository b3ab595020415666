import type { ActionsClient } from 'auth0/actions';
import type { ClientsClient } from 'auth0/clients';
import type { ConnectionsClient } from 'auth0/connections';

import { viewOf, type TenantView } from './tenant-view.ts';

/** The parts of Auth0's SDK that are used. */
interface Management {
  readonly actions: ActionsClient;
  readonly clients: ClientsClient;
  readonly connections: ConnectionsClient;
}

/**
 * Reads what the audit looks at from a tenant: all applications, connections (with the applications enabled for each),
 * Actions and post-login bindings, and the issuer where the tenant tells it.
 */
export async function readLiveView(management: Management, domain: string): Promise<TenantView> {
  const [clients, connections, actions, bindings, issuer] = await Promise.all([
    all(management.clients.list({ is_global: false, per_page: 100, include_totals: true })),
    all(management.connections.list({ take: 100 })),
    all(management.actions.list({ per_page: 100 })),
    all(management.actions.triggers.bindings.list('post-login', { per_page: 100 })),
    discoverIssuer(domain),
  ]);
  const enabled = await Promise.all(
    connections.map(async (connection) =>
      connection.id === undefined
        ? []
        : all(management.connections.clients.get(connection.id, { take: 100 })),
    ),
  );
  const content = {
    clients,
    connections: connections.map((connection, index) => ({
      ...connection,
      enabled_clients: enabled[index]?.map(({ client_id }) => client_id),
    })),
    actions,
    triggers: { 'post-login': bindings.map((binding) => ({ action_name: binding.action?.name })) },
    issuer,
  };
  return viewOf(content, () => ({ file: domain }));
}

async function all<T>(first: PromiseLike<AsyncIterable<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of await first) items.push(item);
  return items;
}

/** A real tenant says its issuer to everyone; one with its own certificate authority is not asked. */
async function discoverIssuer(domain: string): Promise<string | undefined> {
  try {
    const response = await fetch(`https://${domain}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(10_000),
    });
    const { issuer } = (await response.json()) as { issuer?: string };
    return issuer;
  } catch {
    return undefined;
  }
}
