import { Problem, type Location } from '../lib/problem.ts';

/** What is to be taken away, each by name. Rules are switched off, never deleted; applications and connections stay. */
export interface Removals {
  /** By trigger: Actions to unbind. */
  readonly bindings: Readonly<Record<string, readonly string[]>>;
  /** By connection: applications that are to lose it. */
  readonly enabled_clients: Readonly<Record<string, readonly string[]>>;
  /** By connection: options that are to go back to their default. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly actions: readonly string[];
  readonly rules: readonly string[];
}

export const NO_REMOVALS: Removals = {
  bindings: {},
  enabled_clients: {},
  options: {},
  actions: [],
  rules: [],
};

const FORMS = `bindings/TRIGGER/ACTION, enabled_clients/CONNECTION/APPLICATION, options/CONNECTION/OPTION, actions/NAME, rules/NAME`;

/** The removals with those that `--remove` names. Throws a Problem for one that is not of a known form. */
export function withFlags(removals: Removals, flags: readonly string[]): Removals {
  return flags.reduce(withFlag, removals);
}

function withFlag(removals: Removals, flag: string): Removals {
  const [type = '', first = '', ...rest] = flag.split('/');
  if ((type === 'actions' || type === 'rules') && first !== '') {
    return { ...removals, [type]: [...removals[type], [first, ...rest].join('/')] };
  }
  if ((type === 'bindings' || type === 'enabled_clients' || type === 'options') && rest.join('/') !== '') {
    const names = [...(removals[type][first] ?? []), rest.join('/')];
    return { ...removals, [type]: { ...removals[type], [first]: names } };
  }
  throw new Problem('remove-form', `--remove ${flag} is not understood.`, {
    hint: `The forms are: ${FORMS}.`,
  });
}

interface Declared {
  readonly connections: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
  readonly actions: readonly { readonly name: string }[];
  readonly triggers: Readonly<Record<string, readonly { readonly action_name: string }[]>>;
}

/**
 * Throws a Problem for what is asked for and to be removed at once, as it would come and go with every deploy, and
 * for a connection that is not declared.
 */
export function refuseContradiction(removals: Removals, declared: Declared, at: () => Location): void {
  const connection = (name: string) => declared.connections.find((one) => one.name === name);
  const both = [
    ...removals.actions.filter((name) => declared.actions.some((action) => action.name === name)),
    ...pairs(removals.bindings).flatMap(([trigger, name]) =>
      declared.triggers[trigger]?.some((one) => one.action_name === name) ? [`${trigger}/${name}`] : [],
    ),
    ...pairs(removals.enabled_clients).flatMap(([name, client]) =>
      (connection(name)?.['enabled_clients'] as string[] | undefined)?.includes(client)
        ? [`${name}/${client}`]
        : [],
    ),
    ...pairs(removals.options).flatMap(([name, option]) =>
      option in ((connection(name)?.['options'] as object | undefined) ?? {}) ? [`${name}/${option}`] : [],
    ),
  ];
  if (both.length > 0) {
    throw new Problem('remove-declared', `${both.join(', ')} is declared and to be removed at once.`, {
      at: at(),
      hint: 'Take it out of one of the two.',
    });
  }
  const unknown = [...Object.keys(removals.enabled_clients), ...Object.keys(removals.options)].find(
    (name) => connection(name) === undefined,
  );
  if (unknown === undefined) return;
  throw new Problem('remove-unknown', `remove names the connection "${unknown}", which is not declared.`, {
    at: at(),
    hint: 'Only from a connection that tenant.yaml declares is anything removed.',
  });
}

function pairs(names: Readonly<Record<string, readonly string[]>>): (readonly [string, string])[] {
  return Object.entries(names).flatMap(([key, values]) => values.map((value) => [key, value] as const));
}
