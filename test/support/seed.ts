import { withWork, type Options } from '../../scripts/project/work.ts';
import { readLive } from '../../scripts/tenant/live.ts';
import { secretsOf } from '../../scripts/tenant/secret-changes.ts';
import { readSecretsLock, withSent, writeSecretsLock } from '../../scripts/tenant/secrets-lock.ts';
import { quietContext } from './context.ts';

/** Makes a project's local tenant as tenant.yaml asks, by the Management API itself and not by a deploy. */
export async function seed(root: string, options: Options = {}): Promise<void> {
  await withWork(quietContext(root), options, { secretsMayMiss: false }, async ({ connection, input }) => {
    const { api } = connection;
    const open = input.desiredWith(new Map());
    const ids = new Map<string, string>();
    for (const client of open.clients) {
      const { client_id } = await api.clients.create(client);
      ids.set(client.name, client_id!);
    }
    const desired = input.desiredWith(ids);
    for (const { name, code, runtime, secrets = [], supportedTriggers } of desired.actions) {
      const sent = secrets.map((secret) => ({ name: secret.name, value: String(secret.value) }));
      const body = {
        name,
        code,
        runtime,
        secrets: sent,
        supported_triggers: supportedTriggers,
        dependencies: [],
      };
      const { id } = await api.actions.create(body as unknown as Parameters<typeof api.actions.create>[0]);
      await api.actions.deploy(id!);
    }
    for (const connection of desired.connections) {
      const enabled_clients = (connection['enabled_clients'] as string[]).map((name) => ids.get(name)!);
      const body = { ...connection, enabled_clients };
      await api.connections.create(body as unknown as Parameters<typeof api.connections.create>[0]);
    }
    for (const [trigger, bindings] of desired.bindings) {
      type Trigger = Parameters<typeof api.actions.triggers.bindings.updateMany>[0];
      await api.actions.triggers.bindings.updateMany(trigger as Trigger, {
        bindings: bindings.map((one) => ({
          ref: { type: 'action_name', value: one.actionName },
          display_name: one.displayName,
        })),
      });
    }
    const live = await readLive(connection, desired);
    writeSecretsLock(input.lockPath, withSent(readSecretsLock(input.lockPath), secretsOf(desired, live)));
  });
}
