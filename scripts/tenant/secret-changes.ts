import { isDeepStrictEqual } from 'node:util';
import type { Desired, DesiredAction, Resource } from './desired.ts';
import type { FieldChange } from './diff.ts';
import { isNotGiven } from './keywords.ts';
import type { Live, LiveAction } from './live.ts';
import { holdsSecret, secretsIn } from './secret-fields.ts';
import { isSent, type SecretsLock } from './secrets-lock.ts';

/** A secret that the desired state sets, with the key of its entry in the lock. */
export interface PlannedSecret {
  readonly key: string;
  readonly value: string;
  readonly updatedAt: string | undefined;
}

/** Every secret that the desired state sets, with the tenant's time of its last change. */
export function secretsOf(desired: Desired, live: Live): PlannedSecret[] {
  const ofActions = desired.actions.flatMap((action) =>
    (action.secrets ?? []).flatMap(({ name, value }) =>
      typeof value === 'string'
        ? [
            {
              key: actionSecretKey(action.name, name),
              value,
              updatedAt: live.actions.get(action.name)?.secrets.find((one) => one.name === name)?.updatedAt,
            },
          ]
        : [],
    ),
  );
  const ofConnections = desired.connections.flatMap((connection) =>
    secretOptions(connection).flatMap(([option, value]) =>
      isGiven(value)
        ? [{ key: connectionSecretKey(connection.name, option), value: textOf(value), updatedAt: undefined }]
        : [],
    ),
  );
  return [...ofActions, ...ofConnections];
}

/** Every secret text in the desired state, wherever it stands: what nothing may show. */
export function secretTexts({ actions, clients, connections }: Desired): string[] {
  return [
    ...actions.flatMap(({ secrets = [] }) => secrets.map(({ value }) => value)),
    ...[...clients, ...connections].flatMap((one) =>
      Object.entries(one).flatMap(([name, value]) => secretsIn(name, value)),
    ),
  ].filter((value) => typeof value === 'string');
}

/** What becomes of an Action's secrets, as states, never values. */
export function diffSecrets(
  action: DesiredAction,
  live: LiveAction | undefined,
  lock: SecretsLock,
): FieldChange[] {
  if (action.secrets === undefined) return [];
  const names = new Set(action.secrets.map((secret) => secret.name));
  const removed = (live?.secrets ?? []).filter((one) => !names.has(one.name));
  return [
    ...action.secrets.flatMap(({ name, value }) => {
      const current = live?.secrets.find((one) => one.name === name);
      const key = actionSecretKey(action.name, name);
      const after = current === undefined ? 'set' : secretState(lock, key, value, current.updatedAt);
      return secretField(`secrets.${name}`, current !== undefined, after);
    }),
    ...removed.map(({ name }) => ({ path: `secrets.${name}`, before: 'set', after: 'absent', secret: true })),
  ];
}

/** What sending a secret does: nothing when the tenant is known to hold it, or when there is no value to send. */
function secretState(
  lock: SecretsLock,
  key: string,
  value: unknown,
  updatedAt: string | undefined,
): 'same' | 'changes' | 'unknown' {
  if (isNotGiven(value)) return 'same';
  if (typeof value === 'string' && isSent(lock, key, value, updatedAt)) return 'same';
  const sent = lock.sent[key];
  return sent !== undefined && sent.updatedAt === updatedAt ? 'changes' : 'unknown';
}

/** A secret that differs, or nothing for one that stays the same. */
export function secretField(path: string, isSet: boolean, after: string): FieldChange[] {
  return after === 'same' ? [] : [{ path, before: isSet ? 'set' : 'absent', after, secret: true }];
}

/** What becomes of the options of a connection that hold a secret. */
export function diffConnectionSecrets(
  connection: Resource & { name: string },
  current: Resource,
  lock: SecretsLock,
): FieldChange[] {
  return secretOptions(connection).flatMap(([option, value]) => {
    const known = optionsOf(current)[option];
    const key = connectionSecretKey(connection.name, option);
    const after =
      known === undefined || !isGiven(value)
        ? secretState(lock, key, isGiven(value) ? textOf(value) : NOT_GIVEN, undefined)
        : isDeepStrictEqual(known, value)
          ? 'same'
          : 'changes';
    return secretField(`options.${option}`, true, after);
  });
}

/** The options of a connection that hold a secret, with their values. */
export function secretOptions(connection: Resource): [option: string, value: unknown][] {
  return Object.entries(optionsOf(connection)).filter(([option, value]) => holdsSecret(option, value));
}

/** The secret options that have a value in this run. */
export function givenSecretOptions(connection: Resource): Record<string, unknown> {
  return Object.fromEntries(secretOptions(connection).filter(([, value]) => isGiven(value)));
}

/** The fields without the options that hold a secret on either side. */
export function withoutSecrets(fields: readonly FieldChange[], ...sides: readonly Resource[]): FieldChange[] {
  const secret = new Set(sides.flatMap(secretOptions).map(([option]) => option));
  return fields.filter(({ path }) => {
    const [first, option = ''] = path.split('.');
    return first !== 'options' || !secret.has(option);
  });
}

const NOT_GIVEN = { notGiven: '' };

/** True when every text of a secret option has a value in this run. */
function isGiven(value: unknown): boolean {
  if (isNotGiven(value)) return false;
  return typeof value !== 'object' || value === null || Object.values(value).every(isGiven);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The options of a connection as an object. */
export function optionsOf(connection: Resource): Resource {
  return (connection['options'] as Resource | undefined) ?? {};
}

const actionSecretKey = (action: string, secret: string): string => `actions/${action}/${secret}`;
const connectionSecretKey = (connection: string, option: string): string =>
  `connections/${connection}/${option}`;
