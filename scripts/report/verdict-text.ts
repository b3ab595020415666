import type { Finding, Verdict } from '../simulator/verdict.ts';
import { columns } from '../lib/columns.ts';
import {
  decisionOf,
  headlineOf,
  helpersText,
  decidedAt,
  loginLines,
  markersOf,
  notesOf,
  placesOf,
  refusalsOf,
  sidesOf,
  titleOf,
  wayText,
} from './verdict-lines.ts';

/** Several verdicts and, when there is more than one, their summary. */
export function verdictsText(verdicts: readonly Verdict[]): string {
  const all = verdicts.map(verdictText);
  if (verdicts.length > 1) {
    all.push(
      columns(
        verdicts.map((verdict) => [
          titleOf(verdict),
          verdict.verdict,
          `${verdict.logins} logins`,
          ...(refusalsOf(verdict).length === 0 ? [] : ['a refusal is not proved']),
        ]),
      ),
    );
  }
  return all.join('\n\n');
}

function verdictText(verdict: Verdict): string {
  const { coverage, logins, seed, node } = verdict;
  const isUnclear = verdict.verdict === 'not verifiable';
  const part = ({ reached, total }: { reached: number; total: number }): string => `${reached} of ${total}`;
  return [
    `${titleOf(verdict)}: ${verdict.verdict.toUpperCase()}`,
    columns(
      [
        ['logins', `${logins} simulated, seed ${seed}, Node ${node}`],
        ['branches', `rule ${part(coverage.rules)}, action ${part(coverage.actions)} reached`],
        ...notesOf(verdict).map((reason, at) => [isUnclear && at === 0 ? 'why' : 'note', reason]),
      ],
      '  ',
    ),
    ...verdict.findings.map((finding) => findingText(finding, logins)),
    ...notReached(verdict),
    ...verdict.unusedAcceptances.map((text) => `  Accepted in verify.yaml, but never seen: ${text}`),
  ].join('\n\n');
}

function findingText(finding: Finding, logins: number): string {
  const { rule, action } = sidesOf(finding);
  const at = (taken: Finding['taken']['rules']): string[][] => {
    const last = decidedAt(taken);
    return last === undefined ? [] : [['', wayText(last)]];
  };
  const [first = '', ...rest] = loginLines(finding);
  const rows = [
    ...placesOf(finding).map((place, at) => [at === 0 ? 'at' : '', place]),
    ['rule', rule],
    ...at(finding.taken.rules),
    ['action', action],
    ...at(finding.taken.actions),
    ['login', first],
    ...rest.map((line) => ['', line]),
    ...markersOf(finding).map((marker, at) => [at === 0 ? 'marked' : '', marker]),
    [finding.status === 'different' ? 'do' : '', decisionOf(finding)],
  ];
  return `  ${headlineOf(finding)} (${finding.logins} of ${logins} logins)\n${columns(rows, '    ')}`;
}

function notReached(verdict: Verdict): string[] {
  const { rules, actions } = verdict.coverage;
  const missed = [...rules.unreached, ...actions.unreached];
  const more = helpersText(verdict).map((text) => `    ${text}`);
  if (missed.length + more.length === 0) return [];
  const rows = missed.map(({ file, line, column, text, way }) => [
    `${file}:${line}:${column}`,
    way === 'entered' ? 'never entered' : `never ${way}`,
    text,
  ]);
  const listed = rows.length === 0 ? [] : [columns(rows, '    ')];
  return [['  Not reached by any login', ...listed, ...more].join('\n')];
}
