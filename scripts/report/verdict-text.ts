import { inherentText } from '../simulator/compare.ts';
import { RULE_STALLS } from '../simulator/acceptance.ts';
import type { Finding, Verdict } from '../simulator/verdict.ts';
import { columns } from './text.ts';

/** How much of a value is shown. */
const WIDTH = 100;

/** Several verdicts and, when there is more than one, their summary. */
export function verdictsText(verdicts: readonly Verdict[]): string {
  const all = verdicts.map(verdictText);
  if (verdicts.length > 1) {
    all.push(
      columns(verdicts.map((verdict) => [titleOf(verdict), verdict.verdict, `${verdict.logins} logins`])),
    );
  }
  return all.join('\n\n');
}

export function titleOf({ rules, actions }: Verdict): string {
  const names = (all: readonly { readonly name: string }[]): string => all.map(({ name }) => name).join(', ');
  return `${names(rules)} -> ${names(actions)}`;
}

function verdictText(verdict: Verdict): string {
  const { coverage, logins, seed, node } = verdict;
  const part = ({ reached, total }: { reached: number; total: number }): string => `${reached} of ${total}`;
  return [
    `${titleOf(verdict)}: ${verdict.verdict.toUpperCase()}`,
    columns(
      [
        ['logins', `${logins} simulated, seed ${seed}, Node ${node}`],
        ['branches', `rule ${part(coverage.rules)}, action ${part(coverage.actions)} reached`],
        ...verdict.reasons.map((reason) => ['note', reason]),
      ],
      '  ',
    ),
    ...verdict.findings.map((finding) => findingText(finding, logins)),
    ...notReached(verdict),
    ...verdict.unusedAcceptances.map((text) => `  Accepted in verify.yaml, but never seen: ${text}`),
  ].join('\n\n');
}

function findingText(finding: Finding, logins: number): string {
  const { difference, status, inherent, acceptedBy } = finding;
  const share = `${finding.logins} of ${logins} logins`;
  const decided = acceptedBy
    ? [['accepted', `${acceptedBy.reason} (${acceptedBy.by}, ${acceptedBy.on})`]]
    : [];
  const why = inherent
    ? [
        ['platform', inherentText(inherent).text],
        ['', inherentText(inherent).source],
      ]
    : [];
  const head = difference.startsWith(RULE_STALLS)
    ? `  ${status === 'different' ? 'DIFFERENT: ' : ''}the Rule stalls the login, the Action lets it through (${share})`
    : `  ${status === 'different' ? 'DIFFERENT: ' : ''}${difference} (${share})`;
  const sides = difference.startsWith(RULE_STALLS)
    ? [
        ['rule', `never calls back: the login hung until it failed after 20 s`],
        ['action', difference === RULE_STALLS ? 'allows it, untouched' : 'allows it, and changes it'],
        ...(status === 'different'
          ? [['decide', `accept ${difference} in verify.yaml, or let the Action deny`]]
          : []),
      ]
    : [
        ['rule', show(finding.rule)],
        ['action', show(finding.action)],
      ];
  return `${head}\n${columns([...sides, ...loginRows(finding), ...decided, ...why], '    ')}`;
}

function loginRows({ login }: Finding): string[][] {
  const settings = Object.entries(login).map(([path, value]) => `${path} = ${show(value)}`);
  const [first = 'the default one', ...rest] = settings;
  return [['login', first], ...rest.map((setting) => ['', setting])];
}

/** A value on one line, cut where it becomes unreadable. */
export function show(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 3)}...`;
}

function notReached({ coverage }: Verdict): string[] {
  const missed = [...coverage.rules.unreached, ...coverage.actions.unreached];
  if (missed.length === 0) return [];
  const rows = missed.map(({ file, line, column, text, way }) => [
    `${file}:${line}:${column}`,
    way === 'entered' ? 'never entered' : `never ${way}`,
    text,
  ]);
  return [`  Not reached by any login\n${columns(rows, '    ')}`];
}
