import type { Dependency } from './dependencies.ts';

/** What is deployed as one Action: the code as Auth0 receives it, and what it was made from. */
export interface Bundle {
  /** The Action's name, which is also its file name. */
  readonly name: string;
  /** The TypeScript source, relative to tenant.yaml's folder. */
  readonly source: string;
  /** The legacy Rule that the Action replaces, relative to tenant.yaml's folder. */
  readonly rule: string | undefined;
  /** Where the code is written, relative to tenant.yaml's folder (a0deploy reads no file outside it). */
  readonly path: string;
  readonly code: string;
  /** SHA-256 over the code without its banner, in hex. */
  readonly hash: string;
  /** Size of `code` in bytes, UTF-8. */
  readonly bytes: number;
  /** npm packages that Auth0 installs for the Action, by name. */
  readonly dependencies: readonly Dependency[];
}
