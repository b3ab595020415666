import type { Live, LiveBinding } from './live.ts';
import type { PlannedChange } from './plan.ts';
import type { Goal } from './rollback-goal.ts';
import type { Snapshot } from './snapshot.ts';

/** One call of the Management API that a rollback makes. */
export type Step =
  | { readonly do: 'enable-rule'; readonly id: string; readonly name: string }
  | { readonly do: 'patch-client'; readonly id: string; readonly name: string; readonly body: object }
  | {
      /** Takes a field away again that a deploy had added: the tenant may not let it go, which harms nobody. */
      readonly do: 'unset-field';
      readonly id: string;
      readonly name: string;
      readonly field: string;
      readonly body: object;
    }
  | { readonly do: 'patch-connection'; readonly id: string; readonly name: string; readonly body: object }
  | {
      readonly do: 'set-applications';
      readonly id: string;
      readonly name: string;
      readonly changes: readonly { readonly client_id: string; readonly status: boolean }[];
    }
  | { readonly do: 'deploy-version'; readonly id: string; readonly name: string; readonly version: string }
  | { readonly do: 'unbind' | 'bind'; readonly trigger: string; readonly bindings: readonly LiveBinding[] };

/** What a rollback would do, the calls in an order that keeps every login served. */
export interface Rollback {
  readonly changes: readonly PlannedChange[];
  readonly steps: readonly Step[];
  /** What cannot be put back, and why. */
  readonly notes: readonly string[];
}

/** What a rollback is planned from, beside its goal. */
export interface RollbackInput {
  readonly now: Snapshot;
  readonly live: Live;
  /** The secret options of a connection as tenant.yaml gives them: `options` is sent whole, and must not lose them. */
  readonly secretOptions: (connection: string) => Readonly<Record<string, unknown>>;
  /** Secret options that tenant.yaml declares and that have no value here. */
  readonly secretsMissing: (connection: string) => readonly string[];
}

/** The way back of one resource. */
export type Part = (name: string, goal: Goal, input: RollbackInput) => Rollback;
export const NOTHING: Rollback = { changes: [], steps: [], notes: [] };

/** Nothing to do but to say this. */
export function noted(note: string): Rollback {
  return { ...NOTHING, notes: [note] };
}
