import type { Severity } from './notes.ts';

/** `exact`: proved equal. `review`: works, with something a person has to look at. `manual`: needs work first. */
export type ConversionVerdict = 'exact' | 'review' | 'manual';

export interface ConversionNote {
  readonly code: string;
  readonly severity: Severity;
  /** What it is about: a name, a value, a package. */
  readonly subject?: string;
  readonly reason: string;
  readonly url: string;
  /** Lines count from 1. */
  readonly ruleLine: number;
  readonly actionLine: number;
}

/** One rule, converted: the Action and everything there is to say about it. Serialisable. */
export interface Conversion {
  readonly rule: {
    readonly name: string;
    readonly file: string;
    readonly id?: string;
    readonly order: number;
    readonly enabled: boolean;
    /** SHA-256 of the rule's source. */
    readonly hash: string;
  };
  readonly action: {
    readonly name: string;
    /** SHA-256 of `code`. */
    readonly hash: string;
  };
  readonly verdict: ConversionVerdict;
  /** The one thing to know first, when there is one. */
  readonly headline?: string;
  readonly notes: readonly ConversionNote[];
  /** Keys of the configuration, now secrets of the Action. */
  readonly secrets: readonly string[];
  /** npm packages; null where the rule named no version. */
  readonly dependencies: readonly { readonly name: string; readonly version: string | null }[];
  /** Scopes of the machine-to-machine application, when the Action needs one. */
  readonly scopes: readonly string[];
  /** What the rule reads from, and leaves for, other rules. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Modules in shared/ that the Action imports, without folder and extension; absent when there are none. */
  readonly imports?: readonly string[];
  /** The TypeScript source of the Action. */
  readonly code: string;
}
