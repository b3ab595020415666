// What may stand where in a login: one table of kinds and one of the values of each. Longer than other files because it is
// both tables.

import { isIP } from 'node:net';
import fc from 'fast-check';
import { reservedAppMetadataKeys } from '../auth0/limits.ts';
import type { Aims } from './aims.ts';
import { configuredOf, tablesOf } from './configured.ts';
import { birthdaysOf, clockTexts, instantsOf, stampsOf, timesOf } from './instants.ts';
import { PROTOCOLS } from './protocols.ts';
import {
  addresses,
  emailsAt,
  longLists,
  manyAlike,
  matching,
  ownWords,
  strangers,
  wholeLists,
} from './words.ts';

/** Stands for a key that is not there. */
export const ABSENT = Symbol('absent');

type Kind =
  | 'id'
  | 'text'
  | 'text?'
  | 'email?'
  | 'texts'
  | 'texts?'
  | 'flag'
  | 'number'
  | 'count'
  | 'time'
  | 'labels'
  | 'labels?'
  | 'object?'
  | 'geoip'
  | 'risk'
  | 'session'
  | 'json'
  | 'ip'
  | 'protocol'
  | 'strategy'
  | 'scopes'
  | 'methods'
  | 'identities'
  | 'organization'
  | 'roles'
  | 'audience'
  | 'configured'
  | 'instant';

/** What the platform guarantees of a value, by its path; the first row that fits counts, `*` is any one key. */
// oxfmt-ignore
const domains: readonly (readonly [path: string, kind: Kind | undefined])[] = [
  ['user.user_id',                 'id'],
  ['user.email_verified',          'flag'],
  ['user.phone_verified',          'flag'],
  ['user.created_at',              'time'],
  ['user.updated_at',              'time'],
  ['user.last_password_reset',     'time'],
  ['user.multifactor',             'texts?'],
  ['user.identities',              'identities'],
  ['user.app_metadata',            'object?'],
  ['user.user_metadata',           'object?'],
  ['user.email',                   'email?'],
  ['user.name',                    'text?'],
  ['user.nickname',                'text?'],
  ['user.given_name',              'text?'],
  ['user.family_name',             'text?'],
  ['user.picture',                 'text?'],
  ['user.username',                'text?'],
  ['user.phone_number',            'text?'],
  ['user.*',                       'json'],
  ['user.app_metadata.**',         'json'],
  ['user.user_metadata.**',        'json'],
  ['client.client_id',             'id'],
  ['client.name',                  'id'],
  ['client.metadata',              'labels?'],
  ['client.metadata.*',            'text?'],
  ['connection.id',                'id'],
  ['connection.name',              'id'],
  ['connection.strategy',          'strategy'],
  ['connection.metadata',          'labels?'],
  ['connection.metadata.*',        'text?'],
  ['connection.options.**',        'json'],
  ['organization',                 'organization'],
  ['organization.id',              'id'],
  ['organization.name',            'id'],
  ['organization.display_name',    'text'],
  ['organization.metadata.*',      'text?'],
  ['authorization',                'roles'],
  ['authorization.roles',          'texts'],
  ['authentication',               'methods'],
  ['authentication.methods',       'methods'],
  ['authentication.riskAssessment', 'risk'],
  ['session',                      'session'],
  ['request.ip',                   'ip'],
  ['request.hostname',             'id'],
  ['request.user_agent',           'text?'],
  ['request.language',             'text?'],
  ['request.query',                'labels'],
  ['request.query.*',              'text?'],
  ['request.body',                 'labels'],
  ['request.body.*',               'text?'],
  ['request.geoip',                'geoip'],
  ['request.geoip.latitude',       'number'],
  ['request.geoip.longitude',      'number'],
  ['request.geoip.*',              'text?'],
  ['transaction.protocol',         'protocol'],
  ['transaction.requested_scopes', 'scopes'],
  ['transaction.acr_values',       'texts'],
  ['transaction.metadata',         undefined], // only Actions fill it, during the login
  ['transaction.*',                'text?'],
  ['resource_server',              'audience'],
  ['stats.logins_count',           'count'],
  ['configuration.*',              'configured'],
  ['now',                          'instant'],
];

/** Paths that are varied now and then although no source names them: code may pass a whole object on. */
export const ALWAYS: readonly (readonly string[])[] = [
  'user.user_id',
  'user.email',
  'user.app_metadata',
  'client.client_id',
  'connection.strategy',
  'organization',
  'authorization',
  'transaction.protocol',
  'transaction.requested_scopes',
  'stats.logins_count',
].map((path) => path.split('.'));

/** Values for a path: those that the sources mention, and the edges of what the platform allows there. */
export function valuesFor(path: readonly string[], aims: Aims): fc.Arbitrary<unknown> | undefined {
  const kind = kindOf(path);
  if (kind === undefined) return undefined;
  const isHere = (list: readonly string[]): boolean => list.join('.') === path.join('.');
  const isWritten = aims.uses.some((use) => use.as === 'json' && isHere(use.path));
  const written =
    kind === 'configured' ? tablesOf(aims) : TEXTUAL.has(kind) ? writtenOf(kind, aims) : undefined;
  const usual = arbitraryOf(kind, aims);
  const values = isWritten && written ? fc.oneof(usual, written) : usual;
  if (kind !== 'json' || !aims.lists.some(isHere)) return values;
  const names = aims.elements.filter(({ list }) => isHere(list)).map(({ name }) => name);
  return fc.oneof(
    { weight: 2, arbitrary: listsOf(aims) },
    ...(names.length === 0 ? [] : [{ weight: 3, arbitrary: recordsOf([...new Set(names)], aims) }]),
    { weight: 1, arbitrary: values },
  );
}

/** Kinds of which a text is one: metadata of a user is an object, whatever reads it as JSON. */
const TEXTUAL: ReadonlySet<Kind> = new Set(['id', 'text', 'text?', 'email?', 'json']);

/** The values at a path that a comparison with `value` may be about: itself, what ends or begins with it, a list of it. */
export function hintedValues(path: readonly string[], value: string | number | boolean): unknown[] {
  const kind = kindOf(path);
  if (typeof value === 'boolean') return kind === 'json' ? [value, !value, String(value)] : [];
  const around = [value, 'other', `${value}x`];
  if (kind === 'texts' || kind === 'texts?')
    return [[value], around, around.toReversed()].map((list) => list.map(String));
  if (kind === 'scopes') return SCOPE.test(String(value)) ? [[String(value)]] : [];
  if (kind === 'configured') return [String(value), around.join(), JSON.stringify(around)];
  if (kind === 'json')
    return typeof value === 'string'
      ? [value, [value], around, `x${value}`]
      : [value, value + 1, value - 1, value - 0.5, value + 0.5];
  if (kind === 'count') return typeof value === 'number' ? [Math.max(1, value), Math.max(1, value + 1)] : [];
  if (kind === 'number') return typeof value === 'number' ? [value, value + 1, value - 1] : [];
  if (kind === 'protocol') return PROTOCOLS.includes(String(value)) ? [value] : [];
  if (kind === 'ip') return isIP(String(value)) === 0 ? [] : [value];
  if (kind === 'text' || kind === 'text?' || kind === 'email?')
    return [String(value), `x${value}`, `${value}x`];
  return kind === 'id' || kind === 'strategy' ? [value] : [];
}

/** An attribute of the identity provider at the root of the user, which nothing is known about. */
export function isRootAttribute(path: readonly string[]): boolean {
  return path.length === 2 && kindOf(path) === 'json';
}

/** The closest path at or above this one of which it is known what may stand there. */
export function settable(path: readonly string[]): readonly string[] | undefined {
  if (path.length === 0 || kindOf(path) !== undefined) return path.length === 0 ? undefined : path;
  return settable(path.slice(0, -1));
}

function kindOf(path: readonly string[]): Kind | undefined {
  return domains.find(([pattern]) => fits(pattern.split('.'), path))?.[1];
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.at(-1) === '**')
    return path.length >= pattern.length && fits(pattern.slice(0, -1), path.slice(0, pattern.length - 1));
  return pattern.length === path.length && pattern.every((part, at) => part === '*' || part === path[at]);
}

function arbitraryOf(kind: Kind, aims: Aims): fc.Arbitrary<unknown> {
  const own = ownWords(aims);
  const matched = matching(aims);
  const birthdays = birthdaysOf(aims);
  const word = pick(aims.texts, [...strangers(aims), 'auth0|1', ...own]);
  const id = (
    matched === undefined ? word : fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: matched })
  ).filter((text) => text !== '');
  const text = fc.oneof(
    { weight: 4, arbitrary: id },
    {
      weight: 2,
      arbitrary: fc.tuple(id, fc.constantFrom('x', '.', '@', ' ', '1')).map(([part, more]) => more + part),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(id, fc.constantFrom('x', '.', '@example.com', ' '))
        .map(([part, more]) => part + more),
    },
    { weight: 1, arbitrary: id.map((part) => part.toUpperCase()) },
    { weight: 1, arbitrary: fc.constantFrom('', ' ', 'ünï', 'a,b', 'a b', '<b>', LONG) },
    ...(aims.parsesJson
      ? [{ weight: 2, arbitrary: fc.constantFrom('{}', '[]', '[1]', '1', 'null', '""') }]
      : []),
    ...(birthdays.length === 0 ? [] : [{ weight: 8, arbitrary: fc.constantFrom(...birthdays) }]),
  );
  const email = fc.oneof(
    { weight: 1, arbitrary: text },
    { weight: 2, arbitrary: emailsAt([...aims.texts, ...own]) },
  );
  const texts = fc.oneof(
    { weight: 20, arbitrary: fc.array(fc.oneof(id, text), { maxLength: 4 }) },
    { weight: aims.lengths.length === 0 ? 1 : 3, arbitrary: longLists(id, aims) },
    ...(aims.together.length === 0 ? [] : [{ weight: 4, arbitrary: wholeLists(aims) }]),
  );
  const number = fc.oneof(
    pick(
      [...aims.numbers, ...aims.numbers.map((n) => n + 1), ...aims.numbers.map((n) => n - 1)],
      [0, 1, -1, 1.5],
    ),
  );
  const key = pick(aims.names, ['key', ...own]);
  const json = jsonOf(text, texts, number, key);
  const stamps = stampsOf(aims);
  const days = clockTexts(aims);
  const absent = fc.constant(ABSENT);
  const sometimes = (values: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 4, arbitrary: values }, { weight: 1, arbitrary: absent });
  const time = fc.constantFrom(...timesOf(aims));
  const labels = fc.dictionary(key, text, { maxKeys: 3 });

  const table: Readonly<Record<Kind, () => fc.Arbitrary<unknown>>> = {
    id: () => id,
    text: () => text,
    'text?': () => sometimes(text),
    'email?': () => sometimes(email),
    texts: () => texts,
    'texts?': () => sometimes(texts),
    flag: () => fc.boolean(),
    number: () => sometimes(number),
    count: () =>
      fc.oneof(
        pick(aims.numbers, [1, 2, 100]).map((n) => Math.max(1, Math.trunc(n))),
        fc.integer({ min: 1, max: 1000 }),
      ),
    time: () => time,
    labels: () => labels,
    'labels?': () => sometimes(labels),
    'object?': () =>
      sometimes(
        fc.dictionary(
          key.filter((one) => !reservedAppMetadataKeys.has(one)),
          json,
          { maxKeys: 3 },
        ),
      ),
    geoip: () =>
      sometimes(
        fc.record(
          {
            countryCode: text,
            countryCode3: text,
            countryName: text,
            cityName: text,
            continentCode: text,
            timeZone: text,
            latitude: number,
            longitude: number,
          },
          { requiredKeys: [] },
        ),
      ),
    risk: () => sometimes(riskOf(aims)),
    session: () =>
      sometimes(fc.record({ id, clients: fc.array(fc.record({ client_id: id }), { maxLength: 2 }) })),
    json: () =>
      sometimes(
        fc.oneof(
          { weight: 8, arbitrary: json },
          ...(aims.lengths.length === 0 ? [] : [{ weight: 1, arbitrary: longLists(id, aims) }]),
          ...(stamps === undefined ? [] : [{ weight: 8, arbitrary: stamps }]),
          ...(days.length === 0
            ? []
            : [{ weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...days), number, { minKeys: 1 }) }]),
        ),
      ),
    ip: () => addresses(aims),
    protocol: () => fc.constantFrom(...PROTOCOLS),
    strategy: () => pick(aims.texts, ['auth0', 'waad', 'samlp', 'google-oauth2', 'ad', 'github', 'sms']),
    scopes: () =>
      fc.uniqueArray(
        pick(
          aims.texts.filter((one) => SCOPE.test(one)),
          ['openid', 'profile', 'email', 'read:a'],
        ),
        { maxLength: 5 },
      ),
    methods: () =>
      fc.array(fc.record({ name: pick(aims.texts, ['pwd', 'mfa', 'federated']), timestamp: time }), {
        maxLength: 3,
      }),
    identities: () => {
      const identity = fc.record({
        connection: id,
        provider: pick(aims.texts, ['auth0', 'waad', 'google-oauth2']),
        user_id: id,
        isSocial: fc.boolean(),
        profileData: fc.dictionary(key, json, { maxKeys: 2 }),
      });
      return severalOf(identity, aims);
    },
    organization: () =>
      sometimes(
        fc.record({ id, name: id, display_name: id, metadata: fc.dictionary(key, text, { maxKeys: 2 }) }),
      ),
    roles: () => sometimes(fc.record({ roles: texts })),
    audience: () => sometimes(fc.record({ identifier: pick(aims.texts, ['https://api.example.com/']) })),
    configured: () => sometimes(configuredOf(text, texts, number, json, aims)),
    instant: () => {
      const { edges, mentioned } = instantsOf(aims);
      return fc.oneof(fc.constantFrom(...edges), fc.constantFrom(...mentioned));
    },
  };
  return table[kind]();
}

/** Anything that a profile may hold: of every type, with the words of the sources in it. */
function jsonOf(
  text: fc.Arbitrary<string>,
  texts: fc.Arbitrary<string[]>,
  number: fc.Arbitrary<number>,
  key: fc.Arbitrary<string>,
) {
  const simple = fc.oneof(
    text,
    texts,
    number,
    fc.constantFrom<unknown>(null, true, false, 0, '', [], {}, [null], [1]),
  );
  const object = fc.dictionary(key, simple, { maxKeys: 3 });
  return fc.oneof(
    { weight: 4, arbitrary: simple },
    { weight: 2, arbitrary: object },
    { weight: 1, arbitrary: fc.array(object, { maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(simple, { maxLength: 3 }) },
  );
}

/** Lists of texts with none, one and several of them, twice the same, in another order, with strangers; and no list. */
function listsOf(aims: Aims): fc.Arbitrary<unknown> {
  const word = pick(aims.texts, strangers(aims));
  const stranger = fc.constantFrom<unknown>(null, 1, false, '', [], {});
  const lists = fc
    .tuple(word, word, word, stranger)
    .chain(([a, b, c, odd]) =>
      fc.constantFrom<unknown[]>(
        [],
        [a],
        [a, b],
        [b, a],
        [a, b, c],
        [c, a, b, a],
        [a, a],
        [a, odd],
        [odd, b, a],
      ),
    );
  return fc.oneof(
    { weight: 12, arbitrary: lists },
    { weight: 2, arbitrary: fc.oneof(word, stranger) },
    { weight: aims.lengths.length === 0 ? 1 : 4, arbitrary: longLists(word, aims) },
    ...manyAlike(word, aims),
    ...(aims.together.length === 0 ? [] : [{ weight: 4, arbitrary: wholeLists(aims) }]),
  );
}

/** One to three elements; also more than the code counts to. */
function severalOf<T>(element: fc.Arbitrary<T>, aims: Aims): fc.Arbitrary<T[]> {
  const few = fc.array(element, { minLength: 1, maxLength: 3 });
  return fc.oneof({ weight: 4, arbitrary: few }, ...manyAlike(element, aims));
}

/** Texts that hold what code expects to read from JSON. */
function writtenOf(kind: Kind, aims: Aims): fc.Arbitrary<unknown> {
  return fc.oneof(listsOf(aims), arbitraryOf(kind, aims)).map((value) => JSON.stringify(value) ?? 'null');
}

/** Lists of objects with what the code reads of them. */
function recordsOf(names: readonly string[], aims: Aims): fc.Arbitrary<unknown> {
  const word = fc.oneof(
    pick(aims.texts, ['other']),
    fc.constantFrom<unknown>('other', ...ownWords(aims)),
    fc.constantFrom<unknown>(true, false, 1, null, []),
  );
  const record = fc.record(Object.fromEntries(names.map((name) => [name, word])), { requiredKeys: [] });
  return severalOf(record, aims);
}

/** Scopes have no blanks. */
const SCOPE = /^[\w:.-]+$/;

const ASSESSMENTS = ['AgentDetection', 'ImpossibleTravel', 'NewDevice', 'UntrustedIP', 'PhoneNumber'];

function riskOf(aims: Aims): fc.Arbitrary<unknown> {
  const confidence = pick(aims.texts, ['low', 'medium', 'high', 'neutral']);
  const assessment = fc.record({
    confidence,
    code: pick(aims.texts, ['match', 'no_match', 'initial_login']),
  });
  const assessments = fc.dictionary(fc.constantFrom(...ASSESSMENTS), assessment, { maxKeys: 4 });
  return fc.record({ confidence, version: fc.constant('1'), assessments });
}

const LONG = 'x'.repeat(3000);

function pick<T>(given: readonly T[], others: readonly T[]): fc.Arbitrary<T> {
  const all = fc.constantFrom(...others);
  return given.length === 0
    ? all
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...given) }, { weight: 1, arbitrary: all });
}
