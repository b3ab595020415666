import { limits } from './limits.ts';
import {
  CLAIMS_MIGRATION_PAGE,
  CLAIMS_PAGE,
  HARNESS,
  assumptions,
  reservedDomains,
  restrictedClaims,
  standardClaims,
  throwingClaims,
} from './claim-names.ts';

export type Token = 'idToken' | 'accessToken';

/** What becomes of one custom claim: set, dropped in silence, or an exception at the call. */
type ClaimFate =
  | { readonly kind: 'set' }
  | { readonly kind: 'dropped' | 'throws'; readonly reason: string; readonly source: string };

interface ClaimOptions {
  /** The audience of the access token; absent: an API of one's own. */
  readonly audience?: string;
  /** The scopes that were asked for; absent: none. Only access tokens look at them. */
  readonly scopes?: readonly string[];
  /** Host names of the tenant beside `*.auth0.com`: custom domains, a local tenant with its port. */
  readonly tenantHosts?: readonly string[];
}

/** Whether Auth0 puts a claim of this name into this token. */
export function claimFate(token: Token, name: string, options: ClaimOptions = {}): ClaimFate {
  if (throwingClaims.has(name)) {
    return { kind: 'throws', reason: `"${name}" cannot be set as a claim`, source: HARNESS };
  }
  if (restrictedClaims.has(name)) return dropped(`"${name}" is a restricted claim`);
  const namespace = reservedNamespace(name);
  if (namespace) return dropped(`the namespace ${namespace} is reserved`, CLAIMS_MIGRATION_PAGE);
  if (token === 'idToken') return { kind: 'set' };

  const scope = standardClaims.get(name);
  if (scope !== undefined && !options.scopes?.includes(scope)) {
    return dropped(`"${name}" needs the scope ${scope}, which was not asked for`);
  }
  if (scope === undefined && isAuth0Api(options) && !isNamespaced(name)) {
    return dropped(`access tokens of the Auth0 API ${options.audience} take no claim without a namespace`);
  }
  return { kind: 'set' };
}

export interface EffectiveClaims {
  /** What the token carries, as its reader parses it. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** What was set and does not arrive. */
  readonly dropped: readonly { readonly name: string; readonly reason: string }[];
  /** The size of the claims as JSON, names included, UTF-8. */
  readonly bytes: number;
  /** Over the limit of custom claims: the whole authentication fails. */
  readonly tooLarge: boolean;
}

/**
 * The claims that remain of all `setCustomClaim` calls of one token. Calls are their arguments, `[name, value]`, in
 * the order they were made: the last value of a name wins, `undefined` takes the claim back, `null` is a value,
 * everything else travels as JSON.
 */
export function effectiveClaims(
  token: Token,
  calls: readonly (readonly unknown[])[],
  options: ClaimOptions = {},
): EffectiveClaims {
  const last = new Map(calls.map(([name, value]) => [String(name), value]));
  const claims: [string, unknown][] = [];
  const dropped: { name: string; reason: string }[] = [];
  for (const [name, value] of last) {
    if (value === undefined) continue;
    const fate = claimFate(token, name, options);
    const json = fate.kind === 'set' ? asJson(value) : fate;
    if ('reason' in json) dropped.push({ name, reason: json.reason });
    else claims.push([name, json.value]);
  }
  const result = Object.fromEntries(claims);
  const bytes = Buffer.byteLength(JSON.stringify(result));
  return { claims: result, dropped, bytes, tooLarge: bytes > limits.customClaims.documented };
}

function dropped(reason: string, source: string = CLAIMS_PAGE): ClaimFate {
  return { kind: 'dropped', reason, source };
}

/** The reserved domain or URN that a claim's name lies in. */
function reservedNamespace(name: string): string | undefined {
  if (/^urn:auth0(:|$)/i.test(name)) return 'urn:auth0';
  const host = hostOf(name);
  return reservedDomains.find((domain) => host === domain || host?.endsWith(`.${domain}`));
}

function hostOf(name: string): string | undefined {
  const url = URL.canParse(name) ? new URL(name).hostname : '';
  const bare = assumptions.domainWithoutScheme ? /^[a-z0-9.-]+(?=[/:]|$)/i.exec(name)?.[0] : undefined;
  return (url || bare)?.toLowerCase().replace(/\.$/, '');
}

function isNamespaced(name: string): boolean {
  if (/^urn:/i.test(name)) return !assumptions.urnNeedsOwnApi;
  return /^https?:\/\//i.test(name) && URL.canParse(name);
}

/** The Management and MFA APIs of the tenant; its `/userinfo` takes any claim. */
function isAuth0Api({ audience = '', tenantHosts = [] }: ClaimOptions): boolean {
  if (!URL.canParse(audience)) return false;
  const { host, hostname, pathname } = new URL(audience);
  const ours =
    hostname.endsWith('.auth0.com') || tenantHosts.includes(host) || tenantHosts.includes(hostname);
  return ours && /^\/(api|api\/v2|mfa)\/?$/.test(pathname);
}

function asJson(value: unknown): { readonly value: unknown } | { readonly reason: string } {
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) return { reason: `a ${typeof value} has no JSON form` };
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return {
      reason: `the value has no JSON form: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
