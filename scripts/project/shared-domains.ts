import { pending } from '../tenant/changes.ts';
import type { Danger } from '../tenant/dangers.ts';
import type { Resource } from '../tenant/desired.ts';
import { collect } from '../tenant/live.ts';
import { asTenantProblem, type Connection } from '../tenant/management.ts';
import type { Prepared } from '../tenant/plan.ts';
import { optionsOf } from '../tenant/secret-changes.ts';

/**
 * Domains that a connection is to have and another one of the tenant has already, as after a renaming, which makes a new
 * connection and leaves the old one. The tenant's connections are listed only when one comes, or its domains change.
 */
export async function sharedDomains(connection: Connection, prepared: Prepared): Promise<Danger[]> {
  const coming = pending(prepared.changes).filter(
    ({ type, fields, payload }) =>
      type === 'connections' &&
      domainsOf(payload as Resource).length > 0 &&
      fields.some(({ path }) => path.startsWith('options.domain_aliases')),
  );
  if (coming.length === 0) return [];
  const others = await listConnections(connection);
  return coming.flatMap(({ name, payload }) =>
    others
      .filter((other) => other['name'] !== name)
      .flatMap((other) => {
        const shared = domainsOf(payload as Resource).filter((one) => domainsOf(other).includes(one));
        const message = `${shared.join(', ')} would lead to ${name} and to ${String(other['name'])}: which of them Auth0 sends people to is not known. A connection that has another name is another connection.`;
        return shared.length === 0 ? [] : [{ code: 'domain-shared', message }];
      }),
  );
}

async function listConnections({ api, domain }: Connection): Promise<Resource[]> {
  try {
    return (await collect(await api.connections.list({ take: 100 }))) as unknown as Resource[];
  } catch (error) {
    throw asTenantProblem(domain, error);
  }
}

/** The e-mail domains whose people are sent to a connection, in lower case. */
function domainsOf(connection: Resource): string[] {
  const aliases = optionsOf(connection)['domain_aliases'];
  return Array.isArray(aliases) ? aliases.map((one) => String(one).toLowerCase()) : [];
}
