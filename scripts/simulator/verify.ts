import type { Acceptance } from './acceptance.ts';
import type { Aims } from './aims.ts';
import { counterexampleOf } from './counterexample.ts';
import { coverageOf } from './coverage.ts';
import { explore } from './explore.ts';
import { grouped } from './groups.ts';
import type { Branch } from './instrument.ts';
import { nobodyIn } from './nobody-in.ts';
import { unseenRefusals, type RefusalPlace } from './refusals.ts';
import { remarksOn } from './remarks.ts';
import { repeatability } from './repeatability.ts';
import type { Sides } from './scenario.ts';
import type { Setting } from './settings.ts';
import type { Finding, Verdict, VerdictKind } from './verdict.ts';

/** Both sides of a verification, with and without instruments. */
export interface Subject {
  /** As deployed. */
  readonly sides: Sides;
  /** The same, telling which way its branches go. */
  readonly instrumented: Sides;
  readonly aims: Aims;
  readonly branches: { readonly rules: readonly FileBranch[]; readonly actions: readonly FileBranch[] };
  /** Where the Rules refuse logins. */
  readonly refusals: readonly RefusalPlace[];
  readonly acceptances: readonly Acceptance[];
  /** Those among them that are about a part of it: whether they are needed shows where that is compared alone. */
  readonly ofParts?: readonly Acceptance[];
}

export type FileBranch = Branch & { readonly file: string };

export interface VerifyOptions {
  readonly seed: number;
  /** Logins to try at least. */
  readonly runs: number;
  /** Logins to try first. */
  readonly saved?: readonly (readonly Setting[])[];
}

/** The part of a Verdict that comes from running; hashes are the caller's. */
export type Comparison = Pick<
  Verdict,
  'verdict' | 'reasons' | 'seed' | 'logins' | 'coverage' | 'findings' | 'unusedAcceptances'
>;

/** How many kinds of differences are shrunk to a counterexample. */
const FINDINGS = 20;

/** Runs both sides on logins aimed at them, compares, shrinks what differs and judges. */
export async function verify(subject: Subject, options: VerifyOptions): Promise<Comparison> {
  const explored = await explore(subject, options);
  const coverage = {
    rules: {
      ...coverageOf(subject.branches.rules, explored.seen),
      refusals: unseenRefusals(subject.refusals, explored.seen),
    },
    actions: coverageOf(subject.branches.actions, explored.seen),
  };
  const common = { seed: options.seed, logins: explored.logins, coverage };

  const exits = explored.noted.get('exits') ?? 0;
  const doubts = [
    ...explored.notes
      .filter(({ code }) => code === 'syntax')
      .map(
        ({ message }) =>
          `The Rule does not compile: ${message}. Give placeholders a value under substitute in verify.yaml.`,
      ),
    ...explored.notes
      .filter(({ code }) => code === 'missing-module')
      .map(
        ({ message }) =>
          `The code requires ${message}, which is neither installed here nor simulated: npm install --no-save ${message.replace(/ \(.*/, '')}`,
      ),
    ...(exits > 0
      ? [
          `The code ends its process (process.exit) in ${exits} of ${explored.logins} logins: what becomes of such a login is not known.`,
        ]
      : await repeatability(subject, explored.found)),
  ];
  if (doubts.length > 0) {
    return { ...common, verdict: 'not verifiable', reasons: doubts, findings: [], unusedAcceptances: [] };
  }
  const groups = grouped(explored.found, subject.acceptances);
  const looked = await Promise.all(
    groups.slice(0, FINDINGS).map((group) => counterexampleOf(subject, group)),
  );
  const findings = looked.flatMap(({ finding }) => finding ?? []);
  const used = new Set(groups.map(({ acceptance }) => acceptance));
  const reasons = [...remarksOn(subject, explored), ...looked.flatMap(({ remark }) => remark ?? [])];
  const verdict = verdictOf(findings);
  const unproved = verdict === 'different' ? undefined : nobodyIn(subject, explored);
  return {
    ...common,
    verdict: unproved === undefined ? verdict : 'not verifiable',
    reasons: unproved === undefined ? reasons : [unproved, ...reasons],
    findings,
    unusedAcceptances: subject.acceptances
      .filter((acceptance) => !used.has(acceptance) && !subject.ofParts?.includes(acceptance))
      .map(({ difference, reason }) => `${difference}: ${reason}`),
  };
}

function verdictOf(findings: readonly Finding[]): VerdictKind {
  if (findings.some(({ status }) => status === 'different')) return 'different';
  return findings.some(({ status }) => status === 'accepted') ? 'equal with accepted differences' : 'equal';
}
