import type { HttpRequest } from './exchange.ts';
import type { ConsoleLine } from './result.ts';

/** One legacy Rule, ready to run. */
export interface BoundRule {
  readonly name: string;
  /** An expression that is the rule's function. */
  readonly code: string;
  /** Line of the file at which `code` begins, counted from 0. */
  readonly lineOffset?: number;
  /** Somebody wants logins at which it hangs to go on as if it had not run: later Rules see what it was given. */
  readonly isPassed?: boolean;
}

/** How the Rules of a login ended. */
export type RulesEnd =
  | { readonly kind: 'next' }
  | { readonly kind: 'redirect'; readonly target: string }
  /** Sent to what is no URL. */
  | { readonly kind: 'nowhere'; readonly rule: string; readonly target: string }
  /** Logged in as what is no user ID. */
  | { readonly kind: 'nobody'; readonly rule: string }
  | {
      readonly kind: 'refused';
      readonly rule: string;
      readonly error: 'unauthorized' | 'access_denied';
      readonly reason: string;
    }
  /** An error that the rule did not hand to its callback. */
  | {
      readonly kind: 'threw';
      readonly rule: string;
      /** `TypeError` and the like. */
      readonly name: string;
      readonly reason: string;
      readonly line?: number;
    }
  /** The callback was never called: the login hung until Rules gave up after 20 s, then failed. */
  | { readonly kind: 'stalled'; readonly rule: string }
  | { readonly kind: 'interaction_required'; readonly rule: string };

export interface RuleNote {
  readonly code:
    | 'callback-twice'
    | 'syntax'
    | 'missing-module'
    | 'late-error'
    | 'unserialisable'
    | 'leaves'
    | 'keeps';
  readonly rule: string;
  readonly message: string;
}

/** What a login looks like after its Rules; serialisable. */
export interface RulesResult {
  readonly end: RulesEnd;
  /** How many Rules ran. */
  readonly ran: number;
  /** Virtual milliseconds until the last of them had called back. */
  readonly took: number;
  /** One of them called back, or failed, before its own requests were answered. */
  readonly unfinished: boolean;
  readonly user: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
  /** What the profile holds afterwards; only calls of the Management API change it. */
  readonly stored: { readonly app: unknown; readonly user: unknown };
  readonly requests: readonly HttpRequest[];
  readonly notes: readonly RuleNote[];
  readonly console: readonly ConsoleLine[];
}
