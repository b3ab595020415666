import type { InherentId } from './compare.ts';
import type { Outcome } from './outcome.ts';
import type { RulesEnd } from './rules-result.ts';

/** How a legacy Rule and its Action compare. */
export type VerdictKind = 'equal' | 'equal with accepted differences' | 'different' | 'not verifiable';

/** One way of one branch. Lines and columns count from 1. */
export interface BranchWay {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
  /** `true`, `false` or `entered`. */
  readonly way: string;
}

/** A way that a login took. */
export interface TakenWay extends BranchWay {
  /** The login would go another way here without one of its settings. */
  readonly decides?: true;
}

export interface Coverage {
  readonly reached: number;
  readonly total: number;
  /** Ways that no login took. */
  readonly unreached: readonly BranchWay[];
  /** Further such ways, in functions that the converter adds: counted for a report. */
  readonly inHelpers?: number;
  /** Of a Rule: where it refuses logins, or may, and no login can have arrived. */
  readonly refusals?: readonly Omit<BranchWay, 'way'>[];
}

/** Where the Rule refuses logins and an equal verdict does not prove that the Action does: no login came there. */
export function unprovedRefusals({
  verdict,
  coverage,
}: Pick<Verdict, 'verdict' | 'coverage'>): NonNullable<Coverage['refusals']> {
  return verdict.startsWith('equal') ? (coverage.rules.refusals ?? []) : [];
}

/** One kind of difference, with the smallest login that shows it. */
export interface Finding {
  /** `rule-stalls`, `merged-app-metadata`, `redirect-suspends`, or the path in the outcome. */
  readonly difference: string;
  /** The path in the outcome, where the difference is called something else. */
  readonly path?: string;
  /** All that comes from one cause: paths in the outcome, without the parts of a claim or a field. */
  readonly paths?: readonly string[];
  /** In how many of the logins. */
  readonly logins: number;
  readonly status: 'different' | 'accepted' | 'inherent';
  readonly inherent?: InherentId;
  readonly acceptedBy?: { readonly reason: string; readonly by: string; readonly on: string };
  /** The converter's markers in the Action that foretell it. Looked up for each report: a marker is only a comment. */
  readonly announcedBy?: readonly { readonly file: string; readonly line: number; readonly code: string }[];
  readonly rule: unknown;
  readonly action: unknown;
  /** How the smallest login differs from the default one. */
  readonly settings: readonly {
    readonly path: readonly string[];
    readonly value?: unknown;
    /** The key is not there. */
    readonly absent?: true;
  }[];
  readonly outcomes: { readonly rule: Outcome; readonly action: Outcome };
  readonly ruleEnd: RulesEnd;
  /** The way that the smallest login takes through both sources; those that decide are close to the lines responsible. */
  readonly taken: { readonly rules: readonly TakenWay[]; readonly actions: readonly TakenWay[] };
}

/** What a verification found; serialisable, and stored by the hashes of what it was made from. */
export interface Verdict {
  readonly verdict: VerdictKind;
  /** Why it is not verifiable, or what to know besides. */
  readonly reasons: readonly string[];
  readonly rules: readonly { readonly name: string; readonly file: string; readonly hash: string }[];
  readonly actions: readonly { readonly name: string; readonly file: string; readonly hash: string }[];
  /**
   * What the Rule uses of earlier ones, where it cannot be compared alone: those come before it in `rules` and in
   * `actions`, and it is the last.
   */
  readonly needs?: readonly { readonly rule: string; readonly path: string }[];
  /** Hash of the toolkit's own code, and of what verify.yaml says about the pair. */
  readonly toolkit: string;
  readonly settings: string;
  /** Major version of Node that ran it. */
  readonly node: string;
  readonly seed: number;
  readonly logins: number;
  readonly coverage: { readonly rules: Coverage; readonly actions: Coverage };
  readonly findings: readonly Finding[];
  readonly unusedAcceptances: readonly string[];
}
