import type { ManagementApi } from './management.ts';
import { asTenantProblem, isRulesOff, type Connection } from './management.ts';
import { collect, readScope } from './live.ts';
import { idAndStage, type Pulled, type PulledRule } from './pulled.ts';

/**
 * Pulls every rule and Action, the bindings of the Actions' triggers, every application and the named connections
 * from a tenant. Throws a Problem when the tenant refuses; a tenant without Rules is noted.
 */
export async function pullLive(connection: Connection, connections: readonly string[]): Promise<Pulled> {
  const { api, domain } = connection;
  const first = await readScope(connection, { clients: [], connections, triggers: [], rules: false });
  const triggers = [...new Set([...first.actions.values()].map((one) => one.supportedTriggers[0]?.id ?? ''))];
  const bound = await readScope(connection, {
    clients: [],
    connections: [],
    triggers: triggers.filter((id) => id !== ''),
    rules: false,
  });
  try {
    const rules = await pullRules(api);
    const names = new Map([...first.clients].map(([name, { client_id }]) => [client_id, name]));
    return {
      rules: rules?.rules ?? [],
      configuration: rules?.configuration ?? [],
      actions: [...first.actions.values()].flatMap((action) =>
        action.deployed === undefined
          ? []
          : [
              {
                name: action.name,
                code: action.deployed.code,
                runtime: action.deployed.runtime,
                dependencies: action.deployed.dependencies,
                secrets: action.secrets.map((secret) => secret.name),
                trigger: action.supportedTriggers[0] ?? { id: 'post-login' },
              },
            ],
      ),
      bindings: Object.fromEntries(bound.bindings),
      clients: [...first.clients].map(([name, client]) => ({ ...client, name })),
      connections: [...first.connections].map(([name, one]) => ({
        ...one,
        name,
        enabled_clients: (one['enabled_clients'] as string[]).map((id) => names.get(id) ?? id),
      })),
      isWhole: true,
      notes: [
        ...(rules === undefined ? ['The tenant has no Rules any more: none were pulled.'] : []),
        ...[...first.actions.values()]
          .filter((action) => action.deployed === undefined)
          .map((action) => `The Action ${action.name} was never deployed: not pulled.`),
      ],
    };
  } catch (error) {
    throw asTenantProblem(domain, error);
  }
}

async function pullRules(
  api: ManagementApi,
): Promise<{ readonly rules: PulledRule[]; readonly configuration: string[] } | undefined> {
  try {
    const rules = await collect(await (await api.rules()).list({ per_page: 100, include_totals: true }));
    const configuration = await (await api.rulesConfigs()).list();
    return {
      rules: rules.map((rule) => ({
        name: rule.name!,
        script: rule.script ?? '',
        order: rule.order ?? 0,
        enabled: rule.enabled === true,
        ...idAndStage(rule),
      })),
      configuration: configuration.map((one) => one.key!),
    };
  } catch (error) {
    if (isRulesOff(error)) return undefined;
    throw error;
  }
}
