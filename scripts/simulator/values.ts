import { NO_AIMS, type Aims } from './aims.ts';
import { login } from './login.ts';

/** Values of the configuration or of secrets, by name. */
type Values = Readonly<Record<string, string>>;

/** Made-up values for everything that code reads from its configuration or its secrets: the same on both sides. */
export function madeUpValues({ paths }: Pick<Aims, 'paths'>): Values {
  const names = paths
    .filter(([section]) => section === 'configuration' || section === 'secrets')
    .flatMap(([, name]) => name ?? []);
  return Object.fromEntries(names.map((name) => [name, madeUp(name)]));
}

/** Credentials of an Action's own application reach the tenant of the simulated logins; what is called a URL is one. */
function madeUp(name: string): string {
  if (name === 'AUTH0_DOMAIN') return login().request.hostname!;
  if (/ur[il]\b|ur[il]_|endpoint|webhook/i.test(name))
    return `https://value-of-${name.toLowerCase()}.example.com/`;
  return `value-of-${name}`;
}

/** The values are worth trying in a login too: code compares with them. */
export function aimsAt(values: Values): Aims {
  const texts = Object.values(values).flatMap((value) => [value, ...value.split(/[\s,;]+/)]);
  return { ...NO_AIMS, texts };
}
