import { CLIENT_FIELDS, CONNECTION_FIELDS, WAAD_OPTIONS, type FieldType } from '../auth0/field-types.ts';
import { Problem } from '../lib/problem.ts';
import type { YamlFile, YamlPath } from '../lib/yaml.ts';
import type { Danger } from '../tenant/dangers.ts';
import type { Desired, Resource } from '../tenant/desired.ts';
import { isClientIdOf, isNotGiven } from '../tenant/keywords.ts';
import type { Prepared } from '../tenant/plan.ts';
import { nearest } from '../torq/near.ts';

interface Part {
  readonly type: 'clients' | 'connections';
  readonly resource: string;
  readonly path: YamlPath;
  /** How a plan calls the field. */
  readonly prefix: string;
  readonly value: Resource;
  readonly known: ReadonlyMap<string, FieldType>;
}

/** Throws a Problem for a field of an application or a connection that holds another type than it takes. */
export function refuseWrongTypes(yaml: YamlFile, desired: Desired): void {
  for (const { resource, path, prefix, value, known } of partsOf(desired)) {
    for (const [name, one] of Object.entries(value)) {
      const type = known.get(name);
      if (type === undefined || isNotGiven(one) || isClientIdOf(one) || IS[type](one)) continue;
      throw new Problem(
        'field-type',
        `${prefix}${name} of ${resource} takes ${type}, and is ${JSON.stringify(one)}.`,
        {
          at: yaml.locatePath([...path, name]),
          hint: HINTS[type] ?? 'Correct it, or leave the field out. Nothing was sent.',
        },
      );
    }
  }
}

/**
 * Fields to be sent whose name nobody knows here. Auth0 may know it; when it is misspelt, a tenant refuses that of an
 * application when other things are live already, and takes any option of a connection without a word.
 */
export function unknownFields(yaml: YamlFile, { desired, changes }: Prepared): Danger[] {
  return partsOf(desired).flatMap(({ type, resource, path, prefix, value, known }) => {
    const sent = changes.find((change) => change.type === type && change.name === resource)?.fields ?? [];
    return Object.keys(value)
      .filter((name) => !known.has(name))
      .filter((name) =>
        sent.some((field) => field.path === prefix + name || field.path.startsWith(`${prefix}${name}.`)),
      )
      .map((name) => {
        const { file, line } = yaml.locatePath([...path, name]);
        const near = nearest(name, known.keys());
        const meant = near === undefined ? '' : ` Did you mean ${near}?`;
        return {
          code: 'field-unknown',
          message: `${prefix}${name} of ${resource} is no field that is known here (${file}:${line ?? 1}).${meant}`,
        };
      });
  });
}

function partsOf({ clients, connections }: Desired): Part[] {
  return [
    ...clients.map((value, index): Part => {
      const path = ['clients', index];
      return { type: 'clients', resource: value.name, path, prefix: '', value, known: CLIENT_FIELDS };
    }),
    ...connections.flatMap((value, index): Part[] => {
      const path = ['connections', index];
      const own = { type: 'connections' as const, resource: value.name };
      const options = value['options'];
      const isWaad = value['strategy'] === 'waad' && isMap(options);
      return [
        { ...own, path, prefix: '', value, known: CONNECTION_FIELDS },
        ...(isWaad
          ? [{ ...own, path: [...path, 'options'], prefix: 'options.', value: options, known: WAAD_OPTIONS }]
          : []),
      ];
    }),
  ];
}

function isMap(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null takes a text, a number or a map away; a switch and a list have no such state. */
const IS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  'a text': (value) => value === null || typeof value === 'string',
  'a list of texts': (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  'true or false': (value) => typeof value === 'boolean',
  'a number': (value) => value === null || typeof value === 'number',
  'a map': (value) => value === null || isMap(value),
  anything: () => true,
};

const HINTS: Partial<Record<FieldType, string>> = {
  'true or false': 'Write true or false: in YAML 1.2 yes and no are texts. Nothing was sent.',
  'a text': 'Put it into quotes. Nothing was sent.',
};
