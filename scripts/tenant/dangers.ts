import { actionNameOf, type Change } from './changes.ts';

/** A change that can take something away from somebody: shown on top of a plan. */
export interface Danger {
  readonly code: string;
  readonly message: string;
}

/** What the verifier found for an Action: `passed`, or why not. Actions that replace no Rule need none. */
export type Verdicts = ReadonlyMap<string, string>;

export interface DangerInput {
  readonly changes: readonly Change[];
  /** Actions that tenant.yaml declares. */
  readonly managed: ReadonlySet<string>;
  /** Actions that tenant.yaml binds. */
  readonly bound: ReadonlySet<string>;
  /** Actions that step back when their Rule has run, as `migrate --guard` makes them. */
  readonly guarded: ReadonlySet<string>;
  /** The Rule that an Action replaces, by the Action's name. */
  readonly rules: ReadonlyMap<string, string>;
  readonly verdicts: Verdicts;
}

// prettier-ignore
const CHECKS: readonly (readonly [code: string, find: (input: DangerInput) => readonly string[]])[] = [
  ['binding-goes',             bindingsThatGo],
  ['application-disconnected', applicationsThatLose],
  ['option-vanishes',          optionsThatVanish],
  ['action-deleted',           deletedActions],
  ['rule-off',                 rulesSwitchedOff],
  ['secret-goes',              secretsThatGo],
  ['secret-steers',            secretsThatSteer],
  ['action-unproved',          unprovedActions],
];

/** The dangerous changes among the planned ones that can be told without running anything. */
export function findDangers(input: DangerInput): Danger[] {
  return CHECKS.flatMap(([code, find]) => find(input).map((message) => ({ code, message })));
}

function bindingsThatGo({ changes, managed }: DangerInput): string[] {
  return changes
    .filter(({ type, kind }) => type === 'triggers' && kind === 'update')
    .flatMap(({ name, fields }) => {
      const order = fields.find(({ path }) => path === 'order');
      const [before, after] = [order?.before, order?.after].map((side) =>
        ((side ?? []) as string[]).map(actionNameOf),
      );
      return before!
        .filter((action) => !after!.includes(action))
        .map(
          (action) =>
            `${action} would no longer run at ${name}${managed.has(action) ? '' : '; tenant.yaml does not manage it'}.`,
        );
    });
}

function applicationsThatLose({ changes }: DangerInput): string[] {
  return lost(changes, 'connections', 'enabled_clients').map(
    ({ change, value }) => `Nobody could log in to ${value} through ${change.name} any more.`,
  );
}

function optionsThatVanish({ changes }: DangerInput): string[] {
  return fieldsOf(changes, 'connections')
    .filter(({ field }) => field.path.startsWith('options.') && field.after === undefined)
    .map(({ change, field }) => `${change.name} would lose ${field.path}.`);
}

function deletedActions({ changes }: DangerInput): string[] {
  return changes
    .filter((change) => change.type === 'actions' && change.kind === 'remove')
    .map((change) => `The Action ${change.name} would be deleted, with all its versions and secrets.`);
}

function rulesSwitchedOff({ changes, bound, guarded, rules }: DangerInput): string[] {
  const replaced = new Map([...rules].map(([action, rule]) => [rule, action]));
  return fieldsOf(changes, 'rules')
    .filter(({ field }) => field.after === false)
    .map(({ change: { name } }) => {
      const action = [...replaced].find(([rule]) => rule.endsWith(`/${name}.js`))?.[1];
      if (action === undefined || !bound.has(action)) {
        return `The rule ${name} would be switched off, and no bound Action replaces it.`;
      }
      const both = `, and beside it until then, as it has no guard: see migrate --guard`;
      return `The rule ${name} would be switched off; ${action} runs in its place${guarded.has(action) ? '' : both}.`;
    });
}

function secretsThatGo({ changes }: DangerInput): string[] {
  return fieldsOf(changes, 'actions')
    .filter(({ field }) => field.secret && field.after === 'absent')
    .map(({ change, field }) => `${change.name} would lose ${field.path}; its value cannot be read back.`);
}

function secretsThatSteer({ changes }: DangerInput): string[] {
  return fieldsOf(changes, 'actions')
    .filter(({ field }) => field.secret && field.after === 'changes')
    .map(
      ({ change, field }) =>
        `${field.path} of ${change.name} changes; what the Action did with the earlier value cannot be simulated.`,
    );
}

function unprovedActions({ changes, rules, verdicts }: DangerInput): string[] {
  return changes
    .filter(({ type, kind }) => type === 'actions' && (kind === 'create' || kind === 'update'))
    .flatMap(({ name }) => {
      const rule = rules.get(name);
      const verdict = verdicts.get(name) ?? (rule === undefined ? 'passed' : 'it was not verified');
      return verdict === 'passed' ? [] : [`${name} is not proved equal to ${rule ?? 'a rule'}: ${verdict}`];
    });
}

function fieldsOf(changes: readonly Change[], type: Change['type']) {
  return changes
    .filter((change) => change.type === type && change.kind === 'update')
    .flatMap((change) => change.fields.map((field) => ({ change, field })));
}

/** The texts that a list of texts loses. */
function lost(changes: readonly Change[], type: Change['type'], path: string) {
  return fieldsOf(changes, type)
    .filter(({ field }) => field.path === path)
    .flatMap(({ change, field }) =>
      ((field.before ?? []) as string[])
        .filter((value) => !((field.after ?? []) as string[]).includes(value))
        .map((value) => ({ change, value })),
    );
}
