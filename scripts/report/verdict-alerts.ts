import {
  type BranchWay,
  type Coverage,
  type Finding,
  unprovedRefusals,
  type Verdict,
} from '../simulator/verdict.ts';
import { headlineOf, decidedAt, loginLines, sidesOf, titleOf, toDo } from './verdict-lines.ts';

/** Something to show on a line of a source. */
export interface Alert {
  readonly id: 'different' | 'not-verifiable' | 'accepted-never-seen' | 'refusal-unproved' | 'unreached';
  readonly level: 'error' | 'warning' | 'note';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

type RefusalPlace = NonNullable<Coverage['refusals']>[number];

/** What the verdicts have to say about lines: differences where the Action decides last, and branches nobody reached. */
export function alertsOf(verdicts: readonly Verdict[]): Alert[] {
  return verdicts.flatMap((verdict) => [
    ...verdict.findings
      .filter(({ status }) => status === 'different')
      .map((finding) => differenceAlert(verdict, finding)),
    ...(verdict.verdict === 'not verifiable'
      ? verdict.reasons.map((reason) => ruleAlert(verdict, 'not-verifiable', 'warning', reason))
      : []),
    ...verdict.unusedAcceptances.map((text) =>
      ruleAlert(
        verdict,
        'accepted-never-seen',
        'warning',
        `Accepted in verify.yaml, but never seen: ${text}`,
      ),
    ),
    ...unprovedRefusals(verdict).map(refusalAlert),
    ...[...verdict.coverage.rules.unreached, ...verdict.coverage.actions.unreached].map(unreachedAlert),
  ]);
}

function differenceAlert(verdict: Verdict, finding: Finding): Alert {
  const { rule, action } = sidesOf(finding);
  // Without lines: the same finding keeps its message when they move.
  const marked = [...new Set(finding.announcedBy?.map(({ code }) => code))].join(', ');
  const { file } = own(verdict.actions, verdict);
  const at = decidedAt(finding.taken.actions) ?? { file, line: 1, column: 1 };
  return {
    id: 'different',
    level: 'error',
    file: at.file,
    line: at.line,
    column: at.column,
    message: `${titleOf(verdict)}: ${headlineOf(finding)}. Rule: ${rule}. Action: ${action}. Login: ${loginLines(finding).join(', ')}.${marked && ` Marked by the converter: ${marked}.`} ${toDo(finding)}.`,
  };
}

function ruleAlert(verdict: Verdict, id: Alert['id'], level: Alert['level'], message: string): Alert {
  return {
    id,
    level,
    file: own(verdict.rules, verdict).file,
    line: 1,
    column: 1,
    message: `${titleOf(verdict)}: ${message}`,
  };
}

/** The Rule or the Action that a verdict is about: the first of a chain, the last behind those that it needs. */
function own<T>(all: readonly T[], { needs }: Verdict): T {
  return all.at(needs === undefined ? 0 : -1)!;
}

function refusalAlert({ file, line, column, text }: RefusalPlace): Alert {
  const message = `The Rule refuses logins here (${text}), and no simulated login came here: that the Action refuses them is not proved.`;
  return { id: 'refusal-unproved', level: 'warning', file, line, column, message };
}

function unreachedAlert({ file, line, column, text, way }: BranchWay): Alert {
  const never = way === 'entered' ? 'was never entered' : `was never ${way}`;
  return {
    id: 'unreached',
    level: 'note',
    file,
    line,
    column,
    message: `No simulated login reached this: ${text} ${never}.`,
  };
}
