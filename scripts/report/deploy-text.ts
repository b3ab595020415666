import type { Bundle } from '../bundle/bundle.ts';
import type { PersonaLogin, PersonaLogins } from '../project/persona-logins.ts';
import type { FieldChange } from '../tenant/diff.ts';
import type { Live } from '../tenant/live.ts';
import type { PlannedChange } from '../tenant/plan.ts';
import { show, TITLES } from './plan-text.ts';
import { columns } from '../lib/columns.ts';
import { bundleTable } from './text.ts';

/** What a deploy did, for its report. */
export interface DeployResult {
  readonly target: string;
  readonly bundles: readonly Bundle[];
  readonly changes: readonly PlannedChange[];
  readonly live: Live;
  readonly personas: PersonaLogins;
  /** True for a tenant of Auth0: nobody has logged in to it yet. */
  readonly isReal: boolean;
  /** The Receipt that was written, relative to the project; undefined when nothing was changed. */
  readonly receipt: string | undefined;
  readonly seconds: number;
}

const DONE: Readonly<Record<PlannedChange['kind'], string>> = {
  create: 'created',
  update: 'changed',
  remove: 'deleted',
  unchanged: 'left as it was',
};

const SECRET_SENT: Readonly<Record<string, string>> = {
  'absent set': 'added',
  'set absent': 'removed',
  'set changes': 'changed',
};

/** What a deploy did, one line a resource and one for each field that differed. */
function changesTable(changes: readonly PlannedChange[]): string {
  return columns(
    changes.flatMap((change) => [
      [TITLES[change.type], change.name, DONE[change.kind]],
      ...(change.kind === 'create' ? [] : change.fields.map((field) => ['', '', describeField(field)])),
    ]),
    '  ',
  );
}

function describeField({ path, before, after, secret }: FieldChange): string {
  if (secret)
    return `  ${path}: ${SECRET_SENT[`${String(before)} ${String(after)}`] ?? 'sent again, its value may differ'}`;
  if (path === 'code')
    return `  code: ${before === undefined ? 'never deployed' : 'differs from the deployed version'}`;
  return `  ${path}: ${show(before)} -> ${show(after)}`;
}

/** The report of a deploy, for people. */
export function deployText(result: DeployResult): string {
  const { changes, personas, live } = result;
  const nothing = changes.every((change) => change.kind === 'unchanged');
  const sections = [
    `Target   ${result.target}`,
    `Bundles\n${bundleTable(result.bundles, '  ')}`,
    `${nothing ? 'Nothing changed' : 'Deployed'}\n${changesTable(changes)}`,
    `Live\n${liveTable(live)}`,
    personas.logins.length === 0
      ? 'No persona of torq.yaml signs in through the connection: nobody was logged in, and a lock-out would not show.'
      : `Logins through the live Actions: ID token\n${loginTable(personas.logins)}`,
    ...(personas.skipped.length === 0
      ? []
      : [
          `Not run in these logins, which may end otherwise: ${personas.skipped.join(', ')}\n` +
            '  tenant.yaml does not declare them, and they have secrets or need packages or the network.',
        ]),
    ...(result.isReal ? [`To check on ${result.target}\n${checks(result)}`] : []),
    ...(result.receipt === undefined ? [] : [`Receipt  ${result.receipt}`]),
    `Done in ${result.seconds.toFixed(1)} s.`,
  ];
  return sections.join('\n\n');
}

/** What only a person at the real tenant can see. */
function checks({ personas }: DeployResult): string {
  return [
    ...personas.logins.map(
      ({ person, declaredRole }) => `Log in as ${person.name}: ${declaredRole ?? 'no access'}.`,
    ),
    'Log in to an application that is none of this, as it was before.',
    'Look for failed logins and Actions in Auth0 under Monitoring > Logs.',
  ]
    .map((line) => `  ${line}`)
    .join('\n');
}

function liveTable(live: Live): string {
  return columns(
    [...live.bindings].map(([trigger, bindings]) => [
      trigger,
      bindings
        .map(
          ({ actionName }) =>
            `${actionName} (version ${live.actions.get(actionName)?.deployed?.number ?? '?'})`,
        )
        .join(', then '),
    ]),
    '  ',
  );
}

function loginTable(logins: readonly PersonaLogin[]): string {
  return columns(
    logins.map((one) => [
      one.person.name,
      one.outcome.kind,
      claimsOf(one),
      roleOf(one),
      one.elsewhere === undefined ? '' : `BUT ${one.elsewhere}`,
    ]),
    '  ',
  );
}

function claimsOf({ idToken }: PersonaLogin): string {
  const set = Object.entries(idToken.claims).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const dropped = idToken.dropped.map(({ name, reason }) => `${name} dropped: ${reason}`);
  return [...set, ...dropped].join('; ') || 'no custom claim';
}

function roleOf({ role, declaredRole }: PersonaLogin): string {
  const name = (value: string | undefined): string => value ?? 'no access';
  return role === declaredRole
    ? name(role)
    : `${name(role).toUpperCase()}, torq.yaml declares ${name(declaredRole)}`;
}
