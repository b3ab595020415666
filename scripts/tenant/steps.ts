import type { Change } from './changes.ts';
import type { Live } from './live.ts';
import {
  asTenantProblem,
  isRulesOff,
  isSdkError,
  type Connection,
  type ManagementApi,
} from './management.ts';
import type { Step } from './rollback-part.ts';

/**
 * Switches the rules of these changes off, the last in their order first, so that no rule runs without one it builds
 * on. False when the tenant has no Rules any more and refuses: there is nothing left to switch off.
 */
export async function switchRulesOff(
  { api, domain }: Connection,
  changes: readonly Change[],
  live: Live,
): Promise<boolean> {
  const rules = changes
    .filter((change) => change.type === 'rules')
    .map((change) => live.rules.get(change.name)!)
    .toSorted((one, other) => other.order - one.order);
  if (rules.length === 0) return true;
  const client = await api.rules();
  for (const { id } of rules) {
    try {
      await client.update(id, { enabled: false });
    } catch (error) {
      if (isRulesOff(error)) return false;
      throw asTenantProblem(domain, error);
    }
  }
  return true;
}

/** Deletes the Actions of these changes, unbound by now; the tenant refuses one that still is bound elsewhere. */
export async function deleteActions(
  { api, domain }: Connection,
  changes: readonly Change[],
  live: Live,
): Promise<void> {
  for (const { type, kind, name } of changes) {
    if (type !== 'actions' || kind !== 'remove') continue;
    try {
      await api.actions.delete(live.actions.get(name)!.id);
    } catch (error) {
      throw asTenantProblem(domain, error);
    }
  }
}

/** What a version of an Action runs. */
export interface VersionCode {
  readonly code: string;
  readonly dependencies: readonly { readonly name: string; readonly version: string }[];
}

/**
 * The versions that are to come back, by the Action's name; undefined for one that is no longer kept, as Auth0 keeps
 * the last fifty.
 */
export async function readVersions(
  { api, domain }: Connection,
  steps: readonly Step[],
): Promise<Map<string, VersionCode | undefined>> {
  const found = new Map<string, VersionCode | undefined>();
  for (const step of steps) {
    if (step.do !== 'deploy-version') continue;
    try {
      const { code, dependencies } = await api.actions.versions.get(step.id, step.version);
      const packages = (dependencies ?? []).map(({ name, version }) => ({ name: name!, version: version! }));
      found.set(step.name, { code: code ?? '', dependencies: packages });
    } catch (error) {
      if (!isSdkError(error) || error.statusCode !== 404) throw asTenantProblem(domain, error);
      found.set(step.name, undefined);
    }
  }
  return found;
}

/**
 * Makes the calls of a rollback, in their order, and returns what stays. Throws a Problem at the first that the tenant
 * refuses, but for a field that it does not let go.
 */
export async function takeSteps(
  { api, domain }: Connection,
  steps: readonly Step[],
  onStep: (text: string) => void,
): Promise<string[]> {
  const stays: string[] = [];
  for (const step of steps) {
    onStep(`${step.do} ${'name' in step ? step.name : step.trigger}`);
    try {
      await take(api, step);
    } catch (error) {
      const isRefused = isSdkError(error) && error.statusCode === 400;
      if (step.do !== 'unset-field' || !isRefused) throw asTenantProblem(domain, error);
      stays.push(`${step.field} of ${step.name} stays: the tenant does not let it be unset.`);
    }
  }
  return stays;
}

async function take(api: ManagementApi, step: Step): Promise<void> {
  switch (step.do) {
    case 'enable-rule':
      await (await api.rules()).update(step.id, { enabled: true });
      return;
    case 'patch-client':
    case 'unset-field':
      await api.clients.update(step.id, step.body);
      return;
    case 'patch-connection':
      await api.connections.update(step.id, step.body);
      return;
    case 'set-applications':
      for (let from = 0; from < step.changes.length; from += MOST_APPLICATIONS) {
        await api.connections.clients.update(step.id, step.changes.slice(from, from + MOST_APPLICATIONS));
      }
      return;
    case 'deploy-version':
      await api.actions.versions.deploy(step.id, step.version, { update_draft: true });
      return;
    case 'unbind':
    case 'bind': {
      type Trigger = Parameters<typeof api.actions.triggers.bindings.updateMany>[0];
      await api.actions.triggers.bindings.updateMany(step.trigger as Trigger, {
        bindings: step.bindings.map((one) => ({
          ref: { type: 'action_name', value: one.actionName },
          display_name: one.displayName,
        })),
      });
      return;
    }
  }
}

/** Of one request, https://auth0.com/docs/api/management/v2/connections/patch-clients */
const MOST_APPLICATIONS = 50;
