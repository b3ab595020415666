import { columns } from '../lib/columns.ts';
import type { LiveLogin } from '../project/live-login.ts';
import type { PipelineRun } from '../project/tenant-log.ts';

/** A real login, for people: request, steps, Actions, token, role. */
export function loginText(login: LiveLogin): string {
  const { person, application, tenant, request, steps, runs, end } = login;
  return [
    columns([
      ['Person', `${person.name} <${person.email}>${groupsOf(person.groups)}`],
      ['Application', application],
      ['Tenant', tenant],
    ]),
    `Request: ${login.flow === 'code' ? 'code flow with PKCE' : 'implicit flow'}\n${columns(Object.entries(request), '  ')}`,
    `Steps\n${columns(
      steps.map(({ method, path, status, what }) => [method, path, String(status), what]),
      '  ',
    )}`,
    ...(runs.length === 0 ? ['Actions: none ran'] : runs.map(runText)),
    endText(login),
    ...(end.kind === 'signed-in' ? [roleText(login)] : []),
    `Done in ${login.seconds.toFixed(1)} s.`,
  ].join('\n\n');
}

function groupsOf(groups: readonly string[]): string {
  return groups.length === 0 ? ', in no groups' : `, in ${groups.join(', ')}`;
}

function runText(run: PipelineRun): string {
  const { milliseconds, outcome, reason, actions, dropped, warnings, requests } = run;
  const rows = actions.flatMap((one, index) => [
    [
      String(index + 1),
      one.handler === 'onContinuePostLogin' ? `${one.action} (continued)` : one.action,
      one.calls.length === 0 ? 'changes nothing' : [...new Set(one.calls)].join(', '),
    ],
    ...Object.entries(one.claims).flatMap(([token, claims]) =>
      Object.entries(claims).map(([name, value]) => ['', '', `${token}: ${name} = ${JSON.stringify(value)}`]),
    ),
    ...one.console.map(({ level, text }) => ['', '', `console.${level}: ${text}`]),
    ...(one.error ? [['', '', `threw ${one.error.name}: ${one.error.message}`]] : []),
  ]);
  const remarks = [
    ...requests.map(({ method, url, answer }) => `  Network: ${method} ${url} ${answer}`),
    ...dropped.map((claim) => `  Dropped: ${claim.name}, ${claim.reason}`),
    ...warnings.map((warning) => `  Warning: ${warning}`),
  ];
  const title = `Actions: ${outcome}${reason === '' ? '' : `, ${reason}`}, in ${milliseconds} ms`;
  return [title, columns(rows, '  '), ...remarks].join('\n');
}

function endText({ end, algorithm }: LiveLogin): string {
  if (end.kind === 'denied') return `Denied: ${end.error}${end.reason === '' ? '' : `, ${end.reason}`}`;
  if (end.kind === 'stranded') return `Not signed in: HTTP ${end.status}, ${end.title} ${end.text}`.trimEnd();
  const claims = Object.entries(end.claims).map(([name, value]) => [name, JSON.stringify(value)]);
  return `ID token: ${algorithm}, its signature, issuer, audience, nonce and times verified\n${columns(claims, '  ')}`;
}

function roleText({ role, stray, application }: LiveLogin): string {
  if (role === undefined) {
    const token =
      stray.length === 0 ? 'is untouched' : `CARRIES ${stray.join(', ')}, which is not meant for it`;
    return `Role: none to find, as torq.yaml is not about ${application}. Its token ${token}.`;
  }
  const given = role.given ?? 'no access';
  const why =
    role.row === undefined
      ? 'no row matches'
      : `row ${role.row.number}: ${role.row.of.claim} = ${role.row.of.value}`;
  const fits =
    role.given === role.declared
      ? 'as torq.yaml declares'
      : `BUT TORQ.YAML DECLARES ${role.declared ?? 'no access'}`;
  return `Role: ${given} (${why}), ${fits}`;
}
