import type { ActionsClient } from 'auth0/actions';
import type { ClientsClient } from 'auth0/clients';
import type { ConnectionsClient } from 'auth0/connections';

import { ask, type Answer, type TenantAccess } from './live-requests.ts';
import { isRecord, viewOf, type TenantView } from './tenant-view.ts';

/** The parts of Auth0's SDK that are used. */
interface Management {
  readonly actions: ActionsClient;
  readonly clients: ClientsClient;
  readonly connections: ConnectionsClient;
}

/** What else a tenant tells, where the token may ask for it: the key in a view, the path, the scope. */
const SETTINGS = [
  ['tenant', '/api/v2/tenants/settings', 'read:tenant_settings'],
  ['rules', '/api/v2/rules?per_page=100', 'read:rules'],
  ['mfa_policies', '/api/v2/guardian/policies', 'read:mfa_policies'],
  ['custom_domains', '/api/v2/custom-domains', 'read:custom_domains'],
  ['discovery', '/.well-known/openid-configuration', ''],
] as const;

/**
 * Reads what the audit looks at from a tenant: all applications, connections (with the applications enabled for each),
 * Actions and post-login bindings; Rules, settings, MFA policies, custom domains and issuer where the tenant tells
 * them. Throws what the SDK throws when it refuses the former.
 */
export async function readLiveView(access: TenantAccess & { readonly api: Management }): Promise<TenantView> {
  const { api, domain } = access;
  const [clients, connections, actions, bindings, settings] = await Promise.all([
    all(api.clients.list({ is_global: false, per_page: 100, include_totals: true })),
    all(api.connections.list({ take: 100 })),
    all(api.actions.list({ per_page: 100 })),
    all(api.actions.triggers.bindings.list('post-login', { per_page: 100 })),
    Promise.all(SETTINGS.map(async ([key, path]) => withoutRules(key, await ask(access, path)))),
  ]);
  const enabled = await Promise.all(
    connections.map(async (connection) =>
      connection.id === undefined ? [] : all(api.connections.clients.get(connection.id, { take: 100 })),
    ),
  );
  const answers = SETTINGS.map(([key, , scope], index) => ({ key, scope, answer: settings[index]! }));
  const told = Object.fromEntries(
    answers.flatMap(({ key, answer }) => ('value' in answer ? [[key, answer.value]] : [])),
  ) as Record<string, unknown>;
  const unread = answers.flatMap(({ key, scope, answer }) =>
    'why' in answer ? [[key, scope === '' ? answer.why : `${answer.why} (${scope})`] as const] : [],
  );
  const content = {
    ...told,
    clients,
    connections: connections.map((connection, index) => ({
      ...connection,
      enabled_clients: enabled[index]?.map(({ client_id }) => client_id),
    })),
    actions,
    triggers: { 'post-login': bindings.map((binding) => ({ action_name: binding.action?.name })) },
    issuer: isRecord(told['discovery']) ? told['discovery']['issuer'] : undefined,
  };
  return viewOf(content, () => ({ file: domain }), new Map(unread));
}

/** A tenant that has no Rules any more refuses to list them, in other words than it refuses a token. */
function withoutRules(key: string, answer: Answer): Answer {
  const isOver = key === 'rules' && 'why' in answer && answer.errorCode === 'feature_not_enabled';
  return isOver ? { value: [] } : answer;
}

async function all<T>(first: PromiseLike<AsyncIterable<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of await first) items.push(item);
  return items;
}
