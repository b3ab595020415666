import { isPlainObject } from '../auth0/api-host.ts';
import { samlSetters } from '../auth0/mapping.ts';

/** The parts of a SAML response that code changed. */
export interface Saml {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** By the name that Rules had for it, `nameIdentifierFormat`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const ruleNames = new Map(
  [...samlSetters].map(([key, method]) => [method.replace('api.samlResponse.set', ''), key]),
);

/** What `context.samlConfiguration` means: a mapping names where the value is found, in the user or its claims. */
export function ruleSaml(configuration: unknown, values: Readonly<Record<string, unknown>>): Saml {
  if (!isPlainObject(configuration)) return { attributes: {}, settings: {} };
  const { mappings, ...settings } = configuration;
  const attributes = Object.entries(isPlainObject(mappings) ? mappings : {})
    .map(([name, path]) => [name, valueAt(values, path)] as const)
    .filter(([, value]) => value != null);
  return { attributes: Object.fromEntries(attributes), settings };
}

/** What the recorded calls of `api.samlResponse` mean. */
export function actionSaml({ attributes, settings }: Saml): Saml {
  const named = Object.entries(settings).map(([name, value]) => [ruleNames.get(name) ?? name, value]);
  return { attributes, settings: Object.fromEntries(named) as Record<string, unknown> };
}

function valueAt(values: Readonly<Record<string, unknown>>, path: unknown): unknown {
  if (typeof path !== 'string') return undefined;
  if (Object.hasOwn(values, path)) return values[path];
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isPlainObject(value) ? value[key] : undefined), values);
}
