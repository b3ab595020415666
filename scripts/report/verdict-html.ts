import type { BranchWay, Finding, TakenWay, Verdict } from '../simulator/verdict.ts';
import { alignLines } from './align-lines.ts';
import {
  headlineOf,
  howOften,
  helpersText,
  loginLines,
  missedText,
  notesOf,
  placesOf,
  sidesOf,
  titleOf,
  toDo,
  wayText,
} from './verdict-lines.ts';
import { STYLE } from './verdict-html-style.ts';

/** The sources of a comparison by file. */
export type Sources = ReadonlyMap<string, string>;

/**
 * The verdicts as one page that needs nothing else: no script, no network, light and dark. The lines of a rule stand
 * beside those of its Action, with what no login reached marked; each finding links to the lines at which its smallest
 * login decides.
 */
export function verdictsHtml(verdicts: readonly Verdict[], sources: Sources): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<title>Rules and Actions compared</title>',
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<h1>Rules and Actions compared</h1>',
    contents(verdicts),
    '<main>',
    ...verdicts.map((verdict, at) => section(verdict, at, sources)),
    '</main>',
    '</body>',
    '</html>',
  ].join('\n');
}

function contents(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(
    (verdict, at) =>
      `<tr><td><a href="#v${at}">${title(verdict)}</a></td><td>${badge(verdict)}</td><td class="number">${verdict.logins}</td></tr>`,
  );
  return `<nav aria-label="Verdicts"><table><thead><tr><th scope="col">Rule and Action</th><th scope="col">Verdict</th><th scope="col">Logins</th></tr></thead><tbody>${rows.join('')}</tbody></table></nav>`;
}

/** An arrow stays in one piece. */
function title(verdict: Verdict): string {
  return text(titleOf(verdict)).replaceAll('-&gt;', '<span class="to">-&gt;</span>');
}

function badge({ verdict }: Verdict): string {
  return `<span class="badge ${verdict.startsWith('equal') ? 'good' : 'bad'}">${text(verdict)}</span>`;
}

function section(verdict: Verdict, at: number, sources: Sources): string {
  const { coverage, logins, seed, node, unusedAcceptances, findings } = verdict;
  const listed = new Set([...verdict.rules, ...verdict.actions].map(({ file }) => file));
  const facts = [
    `${logins} simulated logins, seed ${seed}, Node ${node}`,
    `branches reached: rule ${coverage.rules.reached} of ${coverage.rules.total}, action ${coverage.actions.reached} of ${coverage.actions.total}`,
    ...helpersText(verdict).map((count) => `not reached: ${count}`),
    ...notesOf(verdict),
    ...unusedAcceptances.map((one) => `Accepted in verify.yaml, but never seen: ${one}`),
  ];
  return [
    `<section id="v${at}" aria-labelledby="h${at}">`,
    `<h2 id="h${at}">${title(verdict)} ${badge(verdict)}</h2>`,
    `<ul>${facts.map((fact) => `<li>${text(fact)}</li>`).join('')}</ul>`,
    ...findings.map((finding) => findingBlock(finding, at, listed, logins)),
    listings(verdict, at, sources),
    '</section>',
  ].join('\n');
}

function findingBlock(finding: Finding, at: number, listed: ReadonlySet<string>, logins: number): string {
  const { rule, action } = sidesOf(finding);
  const { announcedBy = [] } = finding;
  const marker = ({ file, line, code }: (typeof announcedBy)[number]): string =>
    `<a href="#${idOf(at, file, line)}">${text(`${file}:${line} ${code}`)}</a>`;
  const step = (way: BranchWay): string =>
    listed.has(way.file)
      ? `<a href="#${idOf(at, way.file, way.line)}">${text(wayText(way))}</a>`
      : text(wayText(way));
  const path = (taken: readonly TakenWay[]): string =>
    taken.map((way) => `<li>${way.decides ? `<strong>${step(way)}</strong>` : step(way)}</li>`).join('');
  const column = (name: string, value: string, taken: readonly TakenWay[]): string =>
    `<div><h4>${name}</h4><p><code>${text(value)}</code></p>${taken.length === 0 ? '' : `<p>by this way:</p><ol>${path(taken)}</ol>`}</div>`;
  return [
    `<details class="${finding.status}"${finding.status === 'different' ? ' open' : ''}>`,
    `<summary>${text(headlineOf(finding))} <small>${text(howOften(finding, logins))}</small></summary>`,
    ...(placesOf(finding).length === 0 ? [] : [`<p>At ${placesOf(finding).map(quoted).join(', ')}</p>`]),
    `<p>Smallest login: ${loginLines(finding).map(quoted).join(', ')}</p>`,
    `<div class="sides">${column('Rule', rule, finding.taken.rules)}${column('Action', action, finding.taken.actions)}</div>`,
    ...(announcedBy.length === 0
      ? []
      : [`<p>Marked by the converter: ${announcedBy.map(marker).join(', ')}</p>`]),
    `<p>${text(toDo(finding))}</p>`,
    '</details>',
  ].join('\n');
}

/** A line of code, and what no login did there. */
interface Line {
  readonly id: string;
  readonly number: number;
  readonly code: string;
  readonly missed: readonly BranchWay[];
}

/** The rules on the left, the Actions on the right, with what belongs together in one row. */
function listings({ rules, actions, coverage }: Verdict, at: number, sources: Sources): string {
  const left = linesOf(rules, coverage.rules.unreached, at, sources);
  const right = linesOf(actions, coverage.actions.unreached, at, sources);
  const codes = (lines: readonly Line[]): string[] => lines.map(({ code }) => code);
  const rows = alignLines(codes(left), codes(right)).map((row) => {
    const [rule, action] = [left[row.left ?? -1], right[row.right ?? -1]];
    return `<tr>${cells(rule)}${cells(action)}</tr>`;
  });
  const head = (side: string, files: readonly { readonly file: string }[]): string =>
    `<th scope="col" colspan="2">${side} <code>${text(files.map(({ file }) => file).join(', '))}</code></th>`;
  return [
    '<div class="listing" tabindex="0" role="region" aria-label="Rule and Action, line by line"><table>',
    '<colgroup><col><col><col><col></colgroup>',
    `<thead><tr>${head('Rule', rules)}${head('Action', actions)}</tr></thead>`,
    `<tbody>${rows.join('')}</tbody></table></div>`,
  ].join('');
}

function linesOf(
  files: readonly { readonly file: string }[],
  missed: readonly BranchWay[],
  at: number,
  sources: Sources,
): Line[] {
  return files.flatMap(({ file }) =>
    (sources.get(file) ?? '')
      .replace(/\n$/, '')
      .split('\n')
      .map((code, index) => ({
        id: idOf(at, file, index + 1),
        number: index + 1,
        code,
        missed: missed.filter((way) => way.file === file && way.line === index + 1),
      })),
  );
}

/** The number and the code of a line; of none, the room for it. */
function cells(line: Line | undefined): string {
  if (line === undefined) return '<td class="none" colspan="2"></td>';
  const { id, number, code, missed } = line;
  const mark =
    missed.length === 0 ? '' : ` class="missed" title="${text(missed.map(missedText).join('; '))}"`;
  const note =
    missed.length === 0 ? '' : ` <em>${text(missed.map(({ way }) => `never ${way}`).join(', '))}</em>`;
  return `<td class="line" id="${id}">${number}</td><td${mark}><code>${text(code)}</code>${note}</td>`;
}

/** An anchor for a line: letters, digits and dashes, whatever the file is called. */
function idOf(at: number, file: string, line: number): string {
  return `v${at}-${file.replaceAll(/[^A-Za-z0-9]/g, '-')}-${line}`;
}

function quoted(value: string): string {
  return `<code>${text(value)}</code>`;
}

function text(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return value.replaceAll(/[&<>"']/g, (mark) => entities[mark]!);
}
