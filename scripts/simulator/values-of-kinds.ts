import fc from 'fast-check';
import { reservedAppMetadataKeys } from '../auth0/limits.ts';
import type { Aims } from './aims.ts';
import { configuredOf } from './configured.ts';
import { ABSENT, type Kind } from './domains.ts';
import { birthdaysOf, clockTexts, instantsOf, stampsOf, timesOf } from './instants.ts';
import { longLists, severalOf, wholeLists } from './lists.ts';
import { PROTOCOLS } from './protocols.ts';
import { addresses, emailsAt, matching, ownWords, pick, strangers } from './words.ts';

/** Values of a kind: those that the sources mention, and the edges of what the platform allows. */
export function arbitraryOf(kind: Kind, aims: Aims): fc.Arbitrary<unknown> {
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

/** Scopes have no blanks. */
export const SCOPE = /^[\w:.-]+$/;

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
