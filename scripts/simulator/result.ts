import type { ApiCommand, TransactionState } from '../auth0/api-host.ts';
import type { HttpRequest } from './exchange.ts';

/** One Action as it is bound to the trigger. */
export interface BoundAction {
  readonly name: string;
  /** CommonJS, as deployed. */
  readonly code: string;
  readonly secrets?: Readonly<Record<string, string>>;
  /** npm packages that the code may require, beside those of Node. */
  readonly dependencies?: readonly { readonly name: string; readonly version?: string }[];
}

/** Where the login stands after the Actions. */
export type LoginEnd =
  | { readonly kind: 'allowed' }
  | {
      readonly kind: 'denied';
      readonly error: 'access_denied';
      readonly reason: string;
      readonly action: string;
    }
  | {
      readonly kind: 'failed';
      /** The OAuth error that the application receives. */
      readonly error: 'access_denied' | 'interaction_required';
      readonly reason: string;
      readonly action: string;
      /** As in the tenant log (`actions_execution_failed`). */
      readonly cause: 'action_error' | 'action_timeout' | 'platform_error';
    }
  | {
      readonly kind: 'suspended';
      readonly by: 'redirect' | 'prompt';
      readonly action: string;
      /** Where the user is sent; for a prompt the ID of the form. */
      readonly target: string;
    };

/** Custom claims of one token as the application receives them, and what was left out. */
export interface TokenClaims {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly dropped: readonly { readonly name: string; readonly reason: string }[];
}

export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly action: string;
}

export interface ConsoleLine {
  readonly level: string;
  readonly text: string;
}

/** One call of one handler of one Action. */
export interface ActionRun {
  readonly action: string;
  readonly handler: 'onExecutePostLogin' | 'onContinuePostLogin';
  readonly commands: readonly ApiCommand[];
  readonly console: readonly ConsoleLine[];
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string };
}

/** What is left of a run that waits for the user to come back; hand it to `runActions` to go on. */
export interface Suspension {
  readonly index: number;
  readonly state: TransactionState;
  readonly runs: readonly ActionRun[];
  readonly warnings: readonly Warning[];
  readonly metadata: MetadataWrites;
}

/** One batched profile write: first-level keys, null removes. */
export interface MetadataWrites {
  readonly app: Readonly<Record<string, unknown>>;
  readonly user: Readonly<Record<string, unknown>>;
}

/** What the user, the application and the tenant see of one login; serialisable. */
export interface ActionsResult {
  readonly outcome: LoginEnd;
  /** Virtual milliseconds until the last handler had ended, since the login or the return of the user. */
  readonly took: number;
  readonly idToken: TokenClaims;
  readonly accessToken: TokenClaims;
  /** Scopes added to and removed from the access token. */
  readonly scopes: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly metadata: MetadataWrites;
  /** The last `api.multifactor.enable` and every challenge and enrolment, assumed to be passed. */
  readonly multifactor: readonly ApiCommand[];
  readonly saml: {
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly settings: Readonly<Record<string, unknown>>;
  };
  readonly primaryUser?: string;
  readonly validationErrors: readonly { readonly code: string; readonly message: string }[];
  readonly sessionCommands: readonly ApiCommand[];
  readonly transactionMetadata: Readonly<Record<string, string | number | boolean>>;
  /** Every request that the code made, in order. */
  readonly requests: readonly HttpRequest[];
  readonly warnings: readonly Warning[];
  readonly runs: readonly ActionRun[];
  readonly suspension?: Suspension;
}
