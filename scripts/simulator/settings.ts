import fc from 'fast-check';
import { copyOf } from '../auth0/copy.ts';
import type { Login } from '../auth0/login.ts';
import type { Aims } from './aims.ts';
import { answersWith } from './answers.ts';
import { ABSENT, ALWAYS, isRootAttribute, settable } from './domains.ts';
import type { HttpPlan, HttpReply } from './exchange.ts';
import { spansOfKeeping } from './instants.ts';
import { login } from './login.ts';
import { seedsAround } from './random.ts';
import type { Scenario } from './scenario.ts';
import { hintedValues, valuesFor } from './values-at.ts';
import { tokenSettings } from './tokens.ts';
import { SECTIONS } from './words.ts';

/** One way in which a scenario differs from the default login; a scenario is a list of them. */
export interface Setting {
  /**
   * In the login; or `configuration` and a name for a value of both sides, `now` for the instant, `seed` for what random
   * numbers begin with, `http` for the
   * answers of the network, or for those to one URL, a part of it or one method, `back` for the way back from a
   * redirect, `again` for a second login.
   */
  readonly path: readonly string[];
  /** ABSENT removes the key. */
  readonly value: unknown;
}

/** The default login with the settings, in order. */
export function scenarioOf(settings: readonly Setting[]): Scenario {
  const about = login() as unknown as Record<string, unknown>;
  let http: HttpPlan = { otherwise: { status: 200, body: {} } };
  const exchanges: NonNullable<HttpPlan['exchanges']>[number][] = [];
  let back: Scenario['back'];
  let again: Scenario['again'];
  let now: number | undefined;
  let seed: number | undefined;
  const values: Record<string, string | null> = {};
  for (const { path, value } of settings) {
    if (path[0] === 'http' && path[1] !== undefined)
      exchanges.unshift({ ...targetOf(path[1]), reply: value as HttpReply | 'refused' });
    else if (path[0] === 'http') http = { otherwise: value as HttpPlan['otherwise'] & object };
    else if (path[0] === 'now') now = Date.parse(value as string);
    else if (path[0] === 'seed') seed = value as number;
    else if (path[0] === 'back') back = value as NonNullable<Scenario['back']>;
    else if (path[0] === 'again') again = value as NonNullable<Scenario['again']>;
    else if (path[0] === 'configuration') values[path[1]!] = value === ABSENT ? null : (value as string);
    else set(about, path, value);
  }
  return {
    login: about as unknown as Login,
    http: exchanges.length === 0 ? http : { ...http, exchanges },
    ...(now === undefined ? {} : { now }),
    ...(seed === undefined ? {} : { seed }),
    ...(back === undefined ? {} : { back }),
    ...(again === undefined ? {} : { again }),
    ...(Object.keys(values).length === 0 ? {} : { values }),
  };
}

function set(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let target = root;
  for (const [at, key] of path.slice(0, -1).entries()) {
    const next = target[key];
    if (typeof next !== 'object' || next === null || Array.isArray(next)) {
      if (value === ABSENT) return;
      target[key] = copyOf(at === 0 ? (SECTIONS[key] ?? {}) : {});
    }
    target = target[key] as Record<string, unknown>;
  }
  const last = path.at(-1)!;
  if (value === ABSENT) delete target[last];
  else if (last === 'methods' || !Array.isArray(value) || path[0] !== 'authentication')
    target[last] = copyOf(value);
  else target[last] = { methods: copyOf(value) };
}

/**
 * Settings that matter to the sources, and, now and then, one that should not; undefined when `others` is empty and
 * there is nothing that they look at.
 */
export function settingsOf(
  aims: Aims,
  others: readonly (readonly string[])[] = ALWAYS,
): fc.Arbitrary<readonly Setting[]> | undefined {
  const aimed = aimedPaths(aims);
  const choices = [
    ...aimed.map((path) => ({ weight: 6, path })),
    ...others.map((path) => ({ weight: 1, path })),
  ].flatMap(({ weight, path }) => {
    const values = valuesFor(path, aims);
    return values === undefined
      ? []
      : [{ weight, arbitrary: values.map((value): Setting => ({ path, value })) }];
  });
  for (const { path, value } of aims.hints) {
    const values = hintedValues(path, value);
    if (values.length > 0) {
      const arbitrary = fc.constantFrom(...values).map((one): Setting => ({ path, value: one }));
      choices.push({ weight: 5, arbitrary });
    }
  }
  for (const { name, values } of aims.declared) {
    const arbitrary = fc.constantFrom(...values.map((value) => value ?? ABSENT));
    choices.push({
      weight: 5,
      arbitrary: arbitrary.map((value) => ({ path: ['configuration', name], value })),
    });
  }
  if (aims.usesNetwork) {
    const reply = replies(aims);
    choices.push({ weight: 8, arbitrary: reply.map((value) => ({ path: ['http'], value })) });
    for (const name of answered(aims))
      choices.push({ weight: 3, arbitrary: reply.map((value) => ({ path: ['http', name], value })) });
  }
  if (aims.draws) {
    const seeds = fc.constantFrom(...seedsAround(aims.numbers));
    choices.push({ weight: 6, arbitrary: seeds.map((value) => ({ path: ['seed'], value })) });
  }
  if (aims.leaves)
    choices.push({ weight: 8, arbitrary: returns(aims).map((value) => ({ path: ['back'], value })) });
  if (aims.keeps) {
    const after = fc.constantFrom(...spansOfKeeping(aims));
    const again = fc.record({ after, other: fc.boolean() });
    choices.push({ weight: 8, arbitrary: again.map((value) => ({ path: ['again'], value })) });
  }
  if (choices.length === 0) return undefined;
  const single = fc.oneof(...choices).map((setting): readonly Setting[] => [setting]);
  const tokens = tokenSettings(aims);
  const several = [
    ...(aimed.length < 2 ? [] : [{ weight: 1, arbitrary: echoes(aimed, aims) }]),
    ...(tokens === undefined ? [] : [{ weight: 3, arbitrary: tokens }]),
  ];
  return several.length === 0 ? single : fc.oneof({ weight: 6, arbitrary: single }, ...several);
}

/** Everything that the sources look at and that can be set, each once. */
function aimedPaths(aims: Aims): (readonly string[])[] {
  const shared = new Set(sharedValues(aims));
  const all = [...aims.paths, ...mergedPaths(aims), ...(aims.readsClock ? [['now']] : [])]
    .filter(([section, name]) => section !== 'configuration' || shared.has(name!))
    .map(settable)
    .filter((path) => path !== undefined);
  return [...new Map(all.map((path) => [path.join('.'), path])).values()];
}

/** The same word in several places, for code that compares them with each other. */
function echoes(paths: readonly (readonly string[])[], aims: Aims): fc.Arbitrary<readonly Setting[]> {
  const usual = login();
  const words = paths
    .map((path) =>
      path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], usual),
    )
    .filter((value) => typeof value === 'string')
    .flatMap((value) => [value, ...value.split(/[\s,;@|]+/)]);
  const word = fc.constantFrom('other', ...aims.texts, ...words).filter((text) => text !== '');
  return fc
    .tuple(fc.uniqueArray(fc.constantFrom(...paths), { minLength: 2, maxLength: 3 }), word, fc.nat())
    .map(([places, value, choice]) =>
      places.flatMap((path) => {
        const values = hintedValues(path, value);
        return values.length === 0 ? [] : [{ path, value: values[choice % values.length] }];
      }),
    );
}

/** Names that the Rule reads from its configuration and the Action from its secrets. */
function sharedValues({ paths }: Aims): string[] {
  const named = (section: string) => paths.filter(([first]) => first === section).map(([, name]) => name!);
  const secrets = new Set(named('secrets'));
  return named('configuration').filter((name) => secrets.has(name));
}

/** Attributes that Rules would also have found in app_metadata. */
function mergedPaths({ paths }: Aims): string[][] {
  return paths.filter(isRootAttribute).map(([, name]) => ['user', 'app_metadata', name!]);
}

/** What answers of their own are tried for, so that one of several requests fails: URLs, parts of them, methods. */
function answered({ texts, names }: Aims): string[] {
  const urls = texts.filter((text) => /^https?:\/\/[^/]|^\/[\w-]/.test(text));
  const written = new Set([...texts, ...names].map((name) => name.toUpperCase()));
  return [...urls, ...METHODS.filter((method) => written.has(method))];
}

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** What the name of a setting of the network stands for: a method, or a URL or a part of one. */
function targetOf(name: string): { method?: string; url: string } {
  return METHODS.includes(name) ? { method: name, url: '' } : { url: name };
}

/** Answers of the network: any, and those with the words of the sources where they are looked for. */
function replies(aims: Aims): fc.Arbitrary<unknown> {
  const any = valuesFor(['user', 'anything'], aims)!.map((value) => (value === ABSENT ? {} : value));
  const word = fc.constantFrom<unknown>(true, false, 1, null, ...aims.texts, ...aims.numbers);
  const value = fc.oneof(
    word,
    word.map((one) => [one]),
    fc.tuple(word, word),
    any,
  );
  const aimed = answersWith(aims.foreign, value);
  const line = fc.constantFrom('other', ...textsOf(login()), ...aims.texts);
  const written = (separators: readonly string[]): fc.Arbitrary<unknown> =>
    fc
      .tuple(fc.array(line, { maxLength: 3 }), fc.constantFrom(...separators))
      .map(([all, by]) => all.join(by));
  const body = fc.oneof(
    any,
    ...(aimed === undefined
      ? []
      : [
          { weight: 4, arbitrary: aimed },
          { weight: 1, arbitrary: fc.array(aimed, { maxLength: 2 }) },
        ]),
    ...(aims.separators.length === 0 ? [] : [written(aims.separators)]),
  );
  const reply = fc.record({
    status: fc.constantFrom(200, 200, 200, 201, 204, 400, 401, 404, 429, 500),
    body,
  });
  const late = fc.tuple(reply, fc.constantFrom(...delays(aims))).map(([one, after]) => ({ ...one, after }));
  return fc.oneof(
    { weight: 4, arbitrary: reply },
    { weight: 1, arbitrary: fc.constant('refused') },
    ...(aims.patience.length > 0 ? [{ weight: 1, arbitrary: late }] : []),
  );
}

/** Longer than nearly everybody waits, in milliseconds. */
const NEVER = 60_000;

/** How long answers take where code gives up on some: more than it waits. */
function delays({ patience }: Aims): number[] {
  const waits = patience.filter((wait) => wait >= 100 && wait <= 10_000);
  return [NEVER, ...waits.map((wait) => wait + 1000)];
}

/** Texts in the profile. */
function textsOf({ user }: Login): string[] {
  return Object.values(user).filter((value) => typeof value === 'string');
}

/** The way back: parameters of any name, and those that the code compares with what it does. */
function returns(aims: Aims): fc.Arbitrary<unknown> {
  const values = valuesFor(['request', 'query', 'any'], aims)!.filter((value) => value !== ABSENT);
  const any = fc.dictionary(fc.constantFrom('state', ...aims.names), values, { maxKeys: 3 });
  const compared = aims.hints.filter(
    ({ path, value }) => path.length === 3 && path[0] === 'request' && typeof value === 'string',
  );
  const partOf = (section: string): fc.Arbitrary<Record<string, unknown>> => {
    const wanted = compared.filter(({ path }) => path[1] === section);
    if (wanted.length === 0) return any;
    const aimed = fc
      .tuple(any, fc.constantFrom(...wanted))
      .map(([others, { path, value }]) => ({ ...others, [path[2]!]: value }));
    return fc.oneof(any, aimed);
  };
  return fc.record({ query: partOf('query'), body: partOf('body') });
}
