import type { BoundAction } from '../simulator/result.ts';
import type { Dependency } from '../bundle/dependencies.ts';
import type { DesiredAction } from '../tenant/desired.ts';
import { isClientIdOf } from '../tenant/keywords.ts';
import type { Live, LiveAction } from '../tenant/live.ts';

/** The Actions of a login, and those among the bound ones that cannot be run here. */
export interface Pipeline {
  readonly actions: readonly BoundAction[];
  /** Names, in order. What they do is not known. */
  readonly skipped: readonly string[];
}

/** The secrets of an Action by its name; undefined when tenant.yaml does not declare it. */
export type SecretsByAction = (name: string) => Readonly<Record<string, string>> | undefined;

interface RunnableAction {
  readonly code: string;
  readonly dependencies: readonly Dependency[];
  readonly secrets: Readonly<Record<string, string>>;
}

/** What is known of an Action as it is deployed. */
interface Deployed {
  readonly code?: string | undefined;
  readonly secrets?: readonly { readonly name?: string }[] | undefined;
  readonly dependencies?: readonly { readonly name?: string }[] | undefined;
}

/** Code that reaches for the network or for a package: neither is here. */
const REACHES_OUT = /\b(fetch|require|import)\s*\(/;

/**
 * Why an Action that somebody bound by hand cannot be run here, or undefined: its secrets are given back by no tenant,
 * and there is no network and no package.
 */
export function whyNotRunnable({ code, secrets = [], dependencies = [] }: Deployed): string | undefined {
  if (code === undefined) return 'the tenant does not show its code';
  const named = (list: readonly { readonly name?: string }[]): string =>
    list.map(({ name }) => name).join(', ');
  if (secrets.length > 0) return `needs the secrets ${named(secrets)}`;
  if (dependencies.length > 0) return `needs the packages ${named(dependencies)}`;
  const reached = REACHES_OUT.exec(code)?.[1];
  return reached === undefined ? undefined : `calls ${reached}, which nothing answers here`;
}

/** The Actions that are bound to post-login, in order. */
export function boundNames({ bindings }: Live): string[] {
  return (bindings.get('post-login') ?? []).map(({ actionName }) => actionName);
}

/**
 * What runs at a login, by its deployed code; an Action that tenant.yaml does not declare runs where that can be done here.
 */
export function liveActions(live: Live, secretsOf: SecretsByAction): Pipeline {
  const actions: BoundAction[] = [];
  const skipped: string[] = [];
  for (const name of boundNames(live)) {
    const secrets = secretsOf(name);
    const deployed = live.actions.get(name)?.deployed;
    const action =
      secrets === undefined
        ? unmanaged(live.actions.get(name))
        : { code: deployed?.code ?? '', dependencies: deployed?.dependencies ?? [], secrets };
    if (action === undefined) skipped.push(name);
    else actions.push({ name, ...action });
  }
  return { actions, skipped };
}

function unmanaged(action: LiveAction | undefined): RunnableAction | undefined {
  if (action?.deployed === undefined) return undefined;
  const { code, dependencies } = action.deployed;
  const why = whyNotRunnable({ code, dependencies, secrets: action.secrets });
  return why === undefined ? { code, dependencies, secrets: {} } : undefined;
}

/** The secrets of the Actions that tenant.yaml declares, with the client ID of the vendor's application filled in. */
export function declaredSecrets(
  actions: readonly Pick<DesiredAction, 'name' | 'secrets'>[],
  clientId: string,
): SecretsByAction {
  return (name) => {
    const action = actions.find((one) => one.name === name);
    const secrets = (action?.secrets ?? []).map(({ name: secret, value }) => [
      secret,
      isClientIdOf(value) ? clientId : String(value),
    ]);
    return action && (Object.fromEntries(secrets) as Record<string, string>);
  };
}
