import { NO_AIMS, type Aims } from './aims.ts';
import { TENANT_DOMAIN } from './login.ts';

/** Values of the configuration or of secrets, by name. */
type Values = Readonly<Record<string, string>>;

/** Made-up values for everything that code reads from its configuration or its secrets: the same on both sides. */
export function madeUpValues({ paths, uses }: Pick<Aims, 'paths' | 'uses'>): Values {
  const names = paths
    .filter(([section]) => section === 'configuration' || section === 'secrets')
    .flatMap(([, name]) => name ?? []);
  return Object.fromEntries(
    names.map((name) => [
      name,
      madeUp(
        name,
        uses.filter(({ path: [section, own] }) => own === name && section !== 'user'),
      ),
    ]),
  );
}

/**
 * Credentials of an Action's own application reach the tenant of the simulated logins; what is called a URL, or is the
 * beginning of one, is one; what is read as JSON is JSON.
 */
function madeUp(name: string, uses: Aims['uses']): string {
  if (name === 'AUTH0_DOMAIN') return TENANT_DOMAIN;
  if (uses.some(({ as }) => as === 'json')) return '{}';
  const scheme = SCHEMES.find(([pattern]) => pattern.test(name))?.[1];
  if (scheme !== undefined) return `${scheme}://value-of-${hostOf(name)}.example.com/db`;
  if (uses.some(({ as }) => as === 'url')) return `https://value-of-${hostOf(name)}.example.com`;
  if (/ur[il]\b|ur[il]_|endpoint|webhook/i.test(name)) return `https://value-of-${hostOf(name)}.example.com/`;
  return `value-of-${name}`;
}

/** Where a database is. */
const SCHEMES: readonly (readonly [name: RegExp, scheme: string])[] = [
  [/mongo.*(?:connection|ur[il])/i, 'mongodb'],
  [/(?:postgres|pg).*(?:connection|ur[il])/i, 'postgres'],
  [/mysql.*(?:connection|ur[il])/i, 'mysql'],
  [/redis.*(?:connection|ur[il])/i, 'redis'],
];

function hostOf(name: string): string {
  return name.toLowerCase();
}

/** Values that nobody declares and that Rules look into are worth trying although no Action reads them. */
export function openTables({ uses }: Aims, declared: readonly string[]): Aims {
  const names = uses.flatMap(({ path: [section, name], as }) =>
    section === 'configuration' && as === 'json' ? [name!] : [],
  );
  const open = names.filter((name) => !declared.includes(name));
  return { ...NO_AIMS, paths: open.map((name) => ['secrets', name]) };
}

/** What is declared for a name: one value, or several of which the first is the usual one; null: not set. */
type Declared = Readonly<Record<string, string | readonly (string | null)[]>>;

/** The usual values of what is declared. */
export function usualValues(declared: Declared): Values {
  const usual = Object.entries(declared).map(([name, value]) => [name, allOf(value)[0]] as const);
  return Object.fromEntries(usual.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** The values beside the usual ones, to be tried as well. */
export function otherValues(declared: Declared): Aims {
  const all = Object.entries(declared).map(([name, value]) => ({ name, values: allOf(value) }));
  return { ...NO_AIMS, declared: all.filter(({ values }) => values.length > 1) };
}

function allOf(value: Declared[string]): readonly (string | null)[] {
  return typeof value === 'string' ? [value] : value;
}

/** The values are worth trying in a login too: code compares with them. */
export function aimsAt(values: Values): Aims {
  const texts = Object.values(values).flatMap((value) => [value, ...value.split(/[\s,;]+/)]);
  return { ...NO_AIMS, texts };
}
