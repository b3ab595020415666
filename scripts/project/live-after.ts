import type { Resource } from '../tenant/desired.ts';
import type { Live, LiveAction } from '../tenant/live.ts';
import type { Prepared } from '../tenant/plan.ts';
import type { Step } from '../tenant/rollback-part.ts';
import type { VersionCode } from '../tenant/steps.ts';

/** The tenant as it would be when the deploy is through: what tenant.yaml does not name stays as it is. */
export function liveAfter({ desired, live, changes }: Prepared): Live {
  const clients = new Map(live.clients);
  const connections = new Map(live.connections);
  const actions = new Map(live.actions);
  const bindings = new Map(live.bindings);
  for (const { type, name, payload } of changes) {
    if (type === 'clients' || type === 'connections') {
      const all = type === 'clients' ? clients : connections;
      all.set(name, { ...all.get(name), ...(payload as Resource) });
    }
    if (type === 'triggers') {
      const order = (payload as readonly Resource[]).map((binding) => ({
        actionName: String(binding['action_name']),
        displayName: String(binding['display_name']),
      }));
      bindings.set(name, order);
    }
  }
  for (const { name, code, dependencies } of desired.actions) {
    actions.set(name, withCode(actions.get(name) ?? newAction(name), { code, dependencies }));
  }
  return { ...live, clients, connections, actions, bindings };
}

/** The tenant as it would be after these steps of a rollback; `versions` is the code of those that come back. */
export function liveAfterSteps(
  live: Live,
  steps: readonly Step[],
  versions: ReadonlyMap<string, VersionCode>,
): Live {
  const clients = new Map(live.clients);
  const connections = new Map(live.connections);
  const actions = new Map(live.actions);
  const bindings = new Map(live.bindings);
  for (const step of steps) {
    switch (step.do) {
      case 'patch-client':
      case 'unset-field':
        clients.set(step.name, { ...clients.get(step.name), ...step.body });
        break;
      case 'patch-connection':
        connections.set(step.name, { ...connections.get(step.name), ...step.body });
        break;
      case 'set-applications': {
        const connection = connections.get(step.name);
        const enabled = new Set((connection?.['enabled_clients'] ?? []) as readonly string[]);
        for (const { client_id, status } of step.changes) {
          if (status) enabled.add(client_id);
          else enabled.delete(client_id);
        }
        connections.set(step.name, { ...connection, enabled_clients: [...enabled] });
        break;
      }
      case 'deploy-version': {
        const version = versions.get(step.name);
        if (version)
          actions.set(step.name, withCode(actions.get(step.name) ?? newAction(step.name), version));
        break;
      }
      case 'unbind':
      case 'bind':
        bindings.set(step.trigger, step.bindings);
        break;
      case 'enable-rule':
    }
  }
  return { ...live, clients, connections, actions, bindings };
}

function withCode(action: LiveAction, version: VersionCode): LiveAction {
  return { ...action, deployed: { id: '', number: 0, runtime: '', ...action.deployed, ...version } };
}

function newAction(name: string): LiveAction {
  return { id: '', name, deployed: undefined, allChangesDeployed: true, supportedTriggers: [], secrets: [] };
}
