import type { Finding, Verdict } from '../simulator/verdict.ts';
import {
  headlineOf,
  howOften,
  helpersText,
  decidedAt,
  loginLines,
  markersOf,
  missedText,
  notesOf,
  placesOf,
  sidesOf,
  titleOf,
  toDo,
  wayText,
} from './verdict-lines.ts';

/** The verdicts as Markdown for a pull request: a table first, then each finding; what is fine is folded. */
export function verdictsMarkdown(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ verdict, logins, coverage: { rules, actions }, ...rest }) =>
    [
      cell(titleOf({ verdict, logins, coverage: { rules, actions }, ...rest })),
      verdict === 'different' ? `**${verdict}**` : verdict,
      logins,
      `${rules.reached}/${rules.total}`,
      `${actions.reached}/${actions.total}`,
    ].join(' | '),
  );
  const table = [
    '| Rule and Action | Verdict | Logins | Rule branches | Action branches |',
    '| --- | --- | ---: | ---: | ---: |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
  return ['## Rules and Actions compared', table, ...verdicts.flatMap(verdictSections)].join('\n\n');
}

function verdictSections(verdict: Verdict): string[] {
  const notes = [
    ...notesOf(verdict),
    ...verdict.unusedAcceptances.map((text) => `Accepted in verify.yaml, but never seen: ${text}`),
  ].map((note) => `- ${cell(note)}`);
  const section = (finding: Finding): string => findingSection(finding, verdict.logins);
  const open = verdict.findings.filter(({ status }) => status === 'different').map(section);
  const settled = verdict.findings.filter(({ status }) => status !== 'different').map(section);
  const missed = [...verdict.coverage.rules.unreached, ...verdict.coverage.actions.unreached];
  const parts = [
    ...notes,
    ...open,
    ...folded('Differences that are accepted or come with the platform', settled),
    ...folded('Branches that no login reached', [
      ...missed.map((one) => `- ${code(missedText(one))}`),
      ...helpersText(verdict).map((text) => `- ${text}`),
    ]),
  ];
  return parts.length === 0 ? [] : [`### ${cell(titleOf(verdict))}: ${verdict.verdict}`, ...parts];
}

function folded(summary: string, parts: readonly string[]): string[] {
  if (parts.length === 0) return [];
  return [`<details><summary>${summary} (${parts.length})</summary>\n\n${parts.join('\n')}\n\n</details>`];
}

function findingSection(finding: Finding, logins: number): string {
  const { rule, action } = sidesOf(finding);
  const ruleAt = decidedAt(finding.taken.rules);
  const actionAt = decidedAt(finding.taken.actions);
  return [
    `- **${cell(headlineOf(finding))}**, ${howOften(finding, logins)}`,
    ...(placesOf(finding).length === 0 ? [] : [`  - at ${placesOf(finding).map(code).join(', ')}`]),
    `  - rule: ${code(rule)}${ruleAt === undefined ? '' : ` at ${code(wayText(ruleAt))}`}`,
    `  - action: ${code(action)}${actionAt === undefined ? '' : ` at ${code(wayText(actionAt))}`}`,
    `  - smallest login: ${loginLines(finding).map(code).join(', ')}`,
    ...(markersOf(finding).length === 0
      ? []
      : [`  - marked by the converter: ${markersOf(finding).map(code).join(', ')}`]),
    `  - ${cell(toDo(finding))}`,
  ].join('\n');
}

/** Text of the code under test cannot end a table cell, start HTML or mention anybody. */
function cell(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[|@`*_[\]]/g, (mark) => `\\${mark}`)
    .replaceAll('\n', ' ');
}

function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  const pad = fence.length > 1 ? ' ' : '';
  return `${fence}${pad}${text.replaceAll('\n', ' ')}${pad}${fence}`;
}
