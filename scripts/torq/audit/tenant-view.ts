import type { Location } from '../../lib/problem.ts';
import type { YamlFile, YamlPath } from '../../lib/yaml.ts';

/** One resource of a tenant as its file, or the tenant itself, spells it. */
export interface Item {
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly path: YamlPath;
}

/** What the audit looks at in a tenant: tenant.yaml, or a snapshot of a live tenant. */
export interface TenantView {
  readonly clients: readonly Item[];
  readonly connections: readonly Item[];
  readonly actions: readonly Item[];
  /** Names of the Actions bound to post-login, in order; undefined when the file does not say. */
  readonly bindings: readonly string[] | undefined;
  /** Rules that are switched on; undefined when unknown. */
  readonly enabledRules: readonly Item[] | undefined;
  /** Issuer from the discovery document; undefined when unknown. */
  readonly issuer: string | undefined;
  /** Idle and absolute session lifetime in hours; undefined when unknown. */
  readonly sessionHours: number | undefined;
  /** When Auth0 itself asks for a second factor, for instance `all-applications`; undefined when unknown. */
  readonly mfaPolicies: readonly string[] | undefined;
  /** Hosts of the tenant beside its own; undefined when unknown. */
  readonly customDomains: readonly string[] | undefined;
  /** What a live tenant did not tell, and why: `tenant`, `rules`, `mfa_policies`, `custom_domains`, `discovery`. */
  readonly unread: ReadonlyMap<string, string>;
  locate(path: YamlPath): Location;
}

const KEYWORD = /^(@@|##)(\w+)\1$/u;

/** True for a value that is known only at the deploy: a placeholder that no profile fills in. */
export function isKeyword(value: unknown): boolean {
  return typeof value === 'string' && KEYWORD.test(value);
}

/**
 * Reads tenant.yaml as auth0-deploy-cli has it, leniently: what is of another shape is left out, for the deploy to
 * refuse. Placeholders found in `keywords` are filled in, all others stay as they are. Throws a Problem for an
 * alias without its anchor.
 */
export function readTenantView(yaml: YamlFile, keywords: Readonly<Record<string, unknown>>): TenantView {
  const content = filled(yaml.content(), keywords);
  return viewOf(isRecord(content) ? content : {}, (path) => yaml.locatePath(path));
}

/** The view of plain resources, for instance of a live tenant. */
export function viewOf(
  content: Readonly<Record<string, unknown>>,
  locate: (path: YamlPath) => Location,
  unread: ReadonlyMap<string, string> = new Map(),
): TenantView {
  const triggers = content['triggers'];
  const postLogin = isRecord(triggers) ? triggers['post-login'] : undefined;
  const rules = content['rules'];
  const tenant = content['tenant'];
  const session = isRecord(tenant) ? tenant['session_lifetime'] : undefined;
  const issuer = content['issuer'];
  const policies = content['mfa_policies'];
  const domains = content['custom_domains'];
  return {
    clients: items(content['clients'], 'clients'),
    connections: items(content['connections'], 'connections'),
    actions: items(content['actions'], 'actions'),
    bindings: Array.isArray(postLogin) ? postLogin.flatMap(boundName) : undefined,
    enabledRules: Array.isArray(rules)
      ? items(rules, 'rules').filter(({ value }) => value['enabled'] !== false)
      : undefined,
    issuer: typeof issuer === 'string' ? issuer : undefined,
    sessionHours: typeof session === 'number' ? session : undefined,
    mfaPolicies: Array.isArray(policies) ? policies.filter((one) => typeof one === 'string') : undefined,
    customDomains: Array.isArray(domains) ? domains.flatMap(readyDomain) : undefined,
    unread,
    locate,
  };
}

/** The value below `key`, as a list of texts; undefined when it is none. */
export function texts(item: Item, key: string): string[] | undefined {
  const value = item.value[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
}

/** A connection's option; undefined when it is not set. */
export function option(connection: Item, key: string): unknown {
  const options = connection.value['options'];
  return isRecord(options) ? options[key] : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function items(value: unknown, kind: string): Item[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown, index) => {
    const name = isRecord(one) ? one['name'] : undefined;
    return isRecord(one) && typeof name === 'string' ? [{ name, value: one, path: [kind, index] }] : [];
  });
}

/** https://auth0.com/docs/customize/custom-domains: `ready` once its certificate is there. */
function readyDomain(value: unknown): string[] {
  if (!isRecord(value) || value['status'] !== 'ready') return [];
  return typeof value['domain'] === 'string' ? [value['domain']] : [];
}

function boundName(binding: unknown): string[] {
  const name = isRecord(binding) ? binding['action_name'] : undefined;
  return typeof name === 'string' ? [name] : [];
}

function filled(value: unknown, keywords: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((one) => filled(one, keywords));
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, keywords)]));
  }
  const name = typeof value === 'string' ? KEYWORD.exec(value)?.[2] : undefined;
  return name !== undefined && Object.hasOwn(keywords, name) ? keywords[name] : value;
}
