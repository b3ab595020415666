import type { Change } from './changes.ts';
import type { Live } from './live.ts';
import { asTenantProblem, isRulesOff, type Connection } from './management.ts';

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
