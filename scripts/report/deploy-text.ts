import type { Bundle } from '../bundle/bundle.ts';
import type { PersonaLogin, PersonaLogins } from '../project/persona-logins.ts';
import type { FieldChange } from '../tenant/diff.ts';
import type { Live } from '../tenant/live.ts';
import type { Change, ResourceType } from '../tenant/plan.ts';
import { bundleTable, columns } from './text.ts';

/** What a deploy did, for its report. */
export interface DeployResult {
  readonly target: string;
  readonly bundles: readonly Bundle[];
  readonly changes: readonly Change[];
  readonly live: Live;
  readonly personas: PersonaLogins;
  readonly seconds: number;
}

const TITLES: Readonly<Record<ResourceType, string>> = {
  clients: 'application',
  connections: 'connection',
  actions: 'action',
  triggers: 'binding',
};

const DONE: Readonly<Record<Change['kind'], string>> = {
  create: 'created',
  update: 'changed',
  unchanged: 'left as it was',
};

/** What a deploy would do or did, one line a resource and one for each field that differs. */
export function changesTable(
  changes: readonly Change[],
  words: Readonly<Record<Change['kind'], string>> = DONE,
): string {
  return columns(
    changes.flatMap((change) => [
      [TITLES[change.type], change.name, words[change.kind]],
      ...change.fields.map((field) => ['', '', describeField(field)]),
    ]),
    '  ',
  );
}

function describeField({ path, before, after, secret }: FieldChange): string {
  if (secret)
    return `  ${path}: ${before === 'absent' ? 'added' : after === 'absent' ? 'removed' : 'sent again, its value may differ'}`;
  if (path === 'code')
    return `  code: ${before === undefined ? 'never deployed' : 'differs from the deployed version'}`;
  return `  ${path}: ${show(before)} -> ${show(after)}`;
}

function show(value: unknown): string {
  const text = value === undefined ? 'none' : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
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
    `Logins through the live Actions: ID token\n${loginTable(personas.logins)}`,
    ...(personas.skipped.length === 0
      ? []
      : [`Not run in these logins, as tenant.yaml does not manage them: ${personas.skipped.join(', ')}`]),
    `Done in ${result.seconds.toFixed(1)} s.`,
  ];
  return sections.join('\n\n');
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
      one.othersUntouched ? '' : 'ANOTHER APPLICATION IS TOUCHED',
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
