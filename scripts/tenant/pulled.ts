import type { Resource } from './desired.ts';

export interface PulledRule {
  readonly name: string;
  /** What a guard asks for; exports do not know it. */
  readonly id?: string;
  /** Where the rule ran. */
  readonly stage?: string;
  readonly script: string;
  readonly order: number;
  readonly enabled: boolean;
}

/** The id and the stage of a rule, as far as a source tells them. */
export function idAndStage({
  id,
  stage,
}: {
  readonly id?: string | undefined;
  readonly stage?: string | undefined;
}): Pick<PulledRule, 'id' | 'stage'> {
  return { ...(id === undefined ? {} : { id }), ...(stage === undefined ? {} : { stage }) };
}

export interface PulledAction {
  readonly name: string;
  readonly code: string;
  readonly runtime: string;
  readonly dependencies: readonly { readonly name: string; readonly version: string }[];
  /** Names: no source tells a value, and none would be kept. */
  readonly secrets: readonly string[];
  readonly trigger: { readonly id: string; readonly version?: string | undefined };
}

export interface PulledBinding {
  readonly actionName: string;
  readonly displayName: string;
}

/** What a tenant, an export or Terraform files hold, in one shape. It holds no secret. */
export interface Pulled {
  readonly rules: readonly PulledRule[];
  /** Keys of the rules' configuration. */
  readonly configuration: readonly string[];
  readonly actions: readonly PulledAction[];
  readonly bindings: Readonly<Record<string, readonly PulledBinding[]>>;
  /** Triggers that may have further bindings, of which the source does not know. */
  readonly openTriggers?: readonly string[];
  readonly clients: readonly (Resource & { readonly name: string })[];
  /** With `enabled_clients` as names. */
  readonly connections: readonly (Resource & { readonly name: string })[];
  /**
   * True when the source says what is to be, as Terraform does: its applications and connections, and their fields, are
   * all meant. A tenant and its export hold many that nobody manages as code.
   */
  readonly declares?: boolean;
  /** True when what is missing in an application or connection is unset there: a tenant was asked itself. */
  readonly isWhole?: boolean;
  /** What could not be read, and why. */
  readonly notes: readonly string[];
}
