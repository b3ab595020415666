import type { Desired } from '../tenant/desired.ts';
import type { Live } from '../tenant/live.ts';
import type { Prepared } from '../tenant/plan.ts';
import { optionsOf } from '../tenant/secret-changes.ts';
import { likeness } from '../torq/near.ts';

interface Removal {
  /** As `--remove` writes it. */
  readonly flag: string;
  readonly name: string;
  /** What the tenant has of this kind. */
  readonly there: readonly string[];
}

/**
 * Removals of what the tenant does not have, as notes. On the command line such a one is misspelt or done already; under
 * `remove` in tenant.yaml it stays after it was done, and is told only when it looks like something that is there.
 */
export function absentRemovals({ desired, live }: Prepared, flags: readonly string[]): string[] {
  return removalsOf(desired, live).flatMap(({ flag, name, there }) => {
    if (there.includes(name)) return [];
    const meant = there.find((one) => likeness(name, one) !== undefined);
    if (meant === undefined && !flags.includes(flag)) return [];
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return [`Nothing to remove: the tenant has no ${flag}.${hint}`];
  });
}

function removalsOf({ removals }: Desired, live: Live): Removal[] {
  const names = new Map([...live.clients].map(([name, client]) => [client['client_id'], name]));
  const enabledOn = (connection: string): string[] =>
    ((live.connections.get(connection)?.['enabled_clients'] ?? []) as string[]).map(
      (id) => names.get(id) ?? id,
    );
  const boundTo = (trigger: string): string[] =>
    (live.bindings.get(trigger) ?? []).map(({ actionName }) => actionName);
  const optionsOn = (connection: string): string[] =>
    Object.keys(optionsOf(live.connections.get(connection) ?? {}));
  return [
    ...within('bindings', removals.bindings, boundTo),
    ...within('enabled_clients', removals.enabled_clients, enabledOn),
    ...within('options', removals.options, optionsOn),
    ...removals.actions.map((name) => ({ flag: `actions/${name}`, name, there: [...live.actions.keys()] })),
    ...removals.rules.map((name) => ({ flag: `rules/${name}`, name, there: [...live.rules.keys()] })),
  ];
}

function within(
  type: string,
  removals: Readonly<Record<string, readonly string[]>>,
  thereIn: (parent: string) => string[],
): Removal[] {
  return Object.entries(removals).flatMap(([parent, names]) =>
    names.map((name) => ({ flag: `${type}/${parent}/${name}`, name, there: thereIn(parent) })),
  );
}
