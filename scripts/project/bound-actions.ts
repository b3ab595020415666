import type { BoundAction } from '../simulator/result.ts';
import type { Dependency } from '../bundle/dependencies.ts';
import type { Live, LiveAction } from '../tenant/live.ts';

/** The Actions of a login, and those among the bound ones that cannot be run here. */
export interface Pipeline {
  readonly actions: readonly BoundAction[];
  /** Names, in order. What they do is not known. */
  readonly skipped: readonly string[];
}

/** The code and secrets of an Action that tenant.yaml declares. */
export interface ManagedAction {
  readonly code: string;
  readonly dependencies: readonly Dependency[];
  readonly secrets: Readonly<Record<string, string>>;
}

/** Code that reaches for the network or for a package: neither is here. */
const REACHES_OUT = /\b(?:fetch|require|import)\s*\(/;

/**
 * The Actions to run, in the order of `names`. One that tenant.yaml does not declare runs by its live code, unless it
 * has secrets, which no tenant gives back, or reaches for packages or the network.
 */
export function pipelineOf(
  names: readonly string[],
  live: Live,
  managed: (name: string) => ManagedAction | undefined,
): Pipeline {
  const actions: BoundAction[] = [];
  const skipped: string[] = [];
  for (const name of names) {
    const action = managed(name) ?? unmanaged(live.actions.get(name));
    if (action === undefined) skipped.push(name);
    else actions.push({ name, ...action });
  }
  return { actions, skipped };
}

function unmanaged(action: LiveAction | undefined): ManagedAction | undefined {
  if (action?.deployed === undefined || action.secrets.length > 0) return undefined;
  const { code, dependencies } = action.deployed;
  return dependencies.length > 0 || REACHES_OUT.test(code) ? undefined : { code, dependencies, secrets: {} };
}
