import type { Login } from '../auth0/login.ts';
import type { HttpPlan } from './exchange.ts';
import type { ContinueRequest } from './pipeline.ts';
import type { ActionsResult, BoundAction } from './result.ts';
import type { RuleQuirks } from './rule-input.ts';
import type { BoundRule, RulesResult } from './rules-result.ts';

/** One login with the world around it: all that decides what code does. */
export interface Scenario {
  readonly login: Login;
  /** When it takes place, in milliseconds since the epoch; left out: the usual frozen instant. */
  readonly now?: number;
  readonly http?: HttpPlan;
  /** What its random numbers begin with; left out: the usual seed. */
  readonly seed?: number;
  /** Values of the configuration that differ from the usual, and of secrets of the same name; null: not set. */
  readonly values?: Readonly<Record<string, string | null>>;
  /** The request with which the user comes back, should the code, or another Rule, send them away. */
  readonly back?: ContinueRequest;
  /** A second login, for which the same instances are still there; left out: none. */
  readonly again?: Again;
}

/** How a second login differs from the first. */
export interface Again {
  /** Milliseconds between the two. */
  readonly after: number;
  /** Whether it is another user's. */
  readonly other: boolean;
}

/** The two sides of a comparison. */
export interface Sides {
  readonly rules: readonly BoundRule[];
  readonly actions: readonly BoundAction[];
  readonly configuration: Readonly<Record<string, string>>;
  readonly quirks: RuleQuirks;
  /** Whether another Rule of the tenant may send the user away: all Rules run again then, and Actions do not. */
  readonly redirectsElsewhere?: boolean;
  /** Directory whose node_modules holds packages. */
  readonly root: string;
}

/** What both sides made of one scenario; with it the way back from a redirect, of both or of another Rule, or the second login. */
export interface Pair {
  readonly rules: RulesResult;
  readonly actions: ActionsResult;
  readonly back?: { readonly rules: RulesResult; readonly actions: ActionsResult };
  readonly again?: { readonly rules: RulesResult; readonly actions: ActionsResult; readonly login: Login };
  /** Branch outcomes that were taken, as instrumented code reports them. */
  readonly seen: readonly number[];
}

/** Time and randomness of every simulated login, the same on both sides. */
export const FROZEN = { now: Date.parse('2026-01-15T09:00:00.000Z'), seed: 1 } as const;
