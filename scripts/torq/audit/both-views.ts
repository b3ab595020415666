import type { Location } from '../../lib/problem.ts';
import type { AuditInput } from './row.ts';
import type { Item, TenantView } from './tenant-view.ts';

/** tenant.yaml, and the live tenant when there is one: a mistake in either counts. */
export function views({ tenant, live }: AuditInput): TenantView[] {
  return live === undefined ? [tenant] : [tenant, live];
}

/** The application of the profile in each view that has it. */
export function* clientsOf(input: AuditInput): Generator<{ client: Item; view: TenantView }> {
  for (const view of views(input)) {
    const client = view.clients.find(({ name }) => name === input.source.profile.application);
    if (client) yield { client, view };
  }
}

/** The connection of the profile in each view that has it; `at` finds the place of a key, as `options.ext_groups`. */
export function* connectionsOf(input: AuditInput): Generator<{
  readonly connection: Item;
  readonly view: TenantView;
  readonly at: (key: string) => Location;
}> {
  for (const view of views(input)) {
    const connection = view.connections.find(({ name }) => name === input.source.profile.connection);
    if (!connection) continue;
    yield { connection, view, at: (key) => view.locate([...connection.path, ...key.split('.')]) };
  }
}
