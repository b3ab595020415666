import { isDeepStrictEqual } from 'node:util';
import type { ApiCommand } from '../auth0/api-host.ts';
import { isPlainObject } from '../auth0/api-host.ts';
import { standardClaims } from '../auth0/claim-names.ts';
import type { Login } from '../auth0/login.ts';
import { effectiveClaims, type Token } from '../auth0/restricted-claims.ts';
import { claimOptions } from './effects.ts';
import type { HttpRequest } from './exchange.ts';
import type { ActionsResult } from './result.ts';
import { patched } from './rule-profile.ts';
import type { RulesResult } from './rules-result.ts';
import { sameUrl } from './same-url.ts';
import { actionSaml, ruleSaml, type Saml } from './saml.ts';

/** Where the login stands, in words that fit both worlds. */
type OutcomeEnd =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'redirected'; readonly target: string }
  | {
      readonly kind: 'refused';
      /** Said by the code, an error it did not catch, never answered, sent to no URL, logged in as no user, or impossible without a user to ask. */
      readonly how: 'said' | 'threw' | 'stalled' | 'nowhere' | 'nobody' | 'platform';
      readonly error: string;
      readonly reason?: string;
      /** Of an error: `TypeError` and the like. */
      readonly name?: string;
    };

/** What the user, the application and the tenant see of one login: the normal form in which both worlds are compared. */
export interface Outcome {
  readonly end: OutcomeEnd;
  /** Standard and custom claims as they arrive. */
  readonly idToken: Readonly<Record<string, unknown>>;
  /** Custom claims as they arrive. */
  readonly accessToken: Readonly<Record<string, unknown>>;
  /** Granted scopes, sorted. */
  readonly scopes: readonly string[];
  /** What the profile stores afterwards. */
  readonly profile: { readonly app_metadata: unknown; readonly user_metadata: unknown };
  readonly multifactor?: unknown;
  readonly challenges: readonly ApiCommand[];
  readonly saml: Saml;
  readonly primaryUser?: string;
  readonly session: readonly ApiCommand[];
  /** What the user is told to put right. */
  readonly validation: readonly unknown[];
  /** Requests to anybody but the tenant's own token endpoint, sorted. */
  readonly requests: readonly HttpRequest[];
}

/** The normal form of a login through Rules. */
export function outcomeOfRules(result: RulesResult, login: Login): Outcome {
  const { user, context } = result;
  const profile = { app_metadata: result.stored.app, user_metadata: result.stored.user };
  const requests = comparable(result.requests);
  const end = endOfRules(result);
  if (end.kind !== 'allowed') return { ...undecided, end, profile, requests };

  const idToken = custom('idToken', context['idToken'], login, standard(unmerged(user, login), login));
  const { scope, ...accessClaims } = claimsIn(context['accessToken']);
  const { primaryUser, multifactor, samlConfiguration } = context;
  return {
    end,
    idToken,
    accessToken: custom('accessToken', accessClaims, login),
    scopes: scopesOf(scope, login),
    profile,
    challenges: NONE,
    saml: isEmpty(samlConfiguration) ? NO_SAML : ruleSaml(samlConfiguration, { ...user, ...idToken }),
    session: NONE,
    validation: NONE,
    requests,
    ...(multifactor == null ? undefined : { multifactor: ruleMultifactor(multifactor) }),
    ...(typeof primaryUser === 'string' && primaryUser !== '' ? { primaryUser } : undefined),
  };
}

/** The normal form of a login that nothing is done to. */
export function untouchedOutcome(login: Login): Outcome {
  const { app_metadata: app = {}, user_metadata: user = {} } = login.user;
  const stored = { app, user };
  const result = {
    end: { kind: 'next' },
    ran: 0,
    took: 0,
    unfinished: false,
    user: login.user,
    context: {},
    stored,
    requests: [],
    notes: [],
    console: [],
  };
  return outcomeOfRules(result as RulesResult, login);
}

/** The normal form of a login through Actions. */
export function outcomeOfActions(result: ActionsResult, login: Login): Outcome {
  const { metadata, scopes, multifactor, sessionCommands: session, validationErrors: validation } = result;
  const profile = {
    app_metadata: changed(login.user.app_metadata, metadata.app),
    user_metadata: changed(login.user.user_metadata, metadata.user),
  };
  const requests = comparable(result.requests);
  const challenges = multifactor.filter(({ method }) => method !== 'multifactor.enable');
  const end = endOfActions(result);
  if (end.kind !== 'allowed')
    return { ...undecided, end, profile, challenges, session, validation, requests };

  const enabled = multifactor.find(({ method }) => method === 'multifactor.enable');
  const removed = new Set(scopes.removed);
  const granted = [...(login.transaction?.requested_scopes ?? []), ...scopes.added];
  return {
    end,
    idToken: { ...standard(login.user, login), ...result.idToken.claims },
    accessToken: result.accessToken.claims,
    scopes: [...new Set(granted)].filter((scope) => !removed.has(scope)).toSorted(),
    profile,
    challenges,
    saml: actionSaml(result.saml),
    session,
    validation,
    requests,
    ...(enabled === undefined ? undefined : { multifactor: actionMultifactor(enabled.args) }),
    ...(result.primaryUser === undefined ? undefined : { primaryUser: result.primaryUser }),
  };
}

const NONE: readonly never[] = [];

const NO_SAML: Saml = { attributes: {}, settings: {} };

/**
 * All that a login that is refused, or goes on elsewhere first, comes to beside its end, the profile and the requests:
 * nobody gets a token. What was decided before the user left and still stands on return shows then.
 */
const undecided = {
  idToken: {},
  accessToken: {},
  scopes: NONE,
  challenges: NONE,
  saml: NO_SAML,
  session: NONE,
  validation: NONE,
};

function changed(stored: unknown, change: Readonly<Record<string, unknown>>): unknown {
  return isEmpty(change) ? (stored ?? {}) : patched(stored, change);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (isPlainObject(value) && Object.keys(value).length === 0);
}

function claimsIn(token: unknown): Readonly<Record<string, unknown>> {
  return isPlainObject(token) ? token : {};
}

function endOfRules({ end }: RulesResult): OutcomeEnd {
  switch (end.kind) {
    case 'next':
      return { kind: 'allowed' };
    case 'redirect':
      return { kind: 'redirected', target: sameUrl(end.target) };
    case 'refused':
      return { kind: 'refused', how: 'said', error: end.error, reason: end.reason };
    case 'threw':
      return { kind: 'refused', how: 'threw', error: 'access_denied', reason: end.reason, name: end.name };
    case 'stalled':
      return { kind: 'refused', how: 'stalled', error: 'access_denied' };
    case 'nowhere':
    case 'nobody':
      return { kind: 'refused', how: end.kind, error: 'access_denied' };
    case 'interaction_required':
      return { kind: 'refused', how: 'platform', error: 'interaction_required' };
    default:
      return end satisfies never;
  }
}

function endOfActions({ outcome, runs }: ActionsResult): OutcomeEnd {
  switch (outcome.kind) {
    case 'allowed':
      return { kind: 'allowed' };
    case 'denied':
      return { kind: 'refused', how: 'said', error: outcome.error, reason: outcome.reason };
    case 'suspended':
      return {
        kind: 'redirected',
        target: outcome.by === 'redirect' ? sameUrl(outcome.target) : `form ${outcome.target}`,
      };
    case 'failed': {
      if (outcome.error === 'interaction_required') {
        return { kind: 'refused', how: 'platform', error: outcome.error };
      }
      if (outcome.cause === 'action_timeout')
        return { kind: 'refused', how: 'stalled', error: outcome.error };
      const name = runs.at(-1)?.error?.name ?? 'Error';
      return { kind: 'refused', how: 'threw', error: outcome.error, reason: outcome.reason, name };
    }
    default:
      return outcome satisfies never;
  }
}

/** Assumption: what Rules merely saw of app_metadata at the root of the user is not in tokens; what they wrote is. */
function unmerged(user: Readonly<Record<string, unknown>>, login: Login): Readonly<Record<string, unknown>> {
  const { app_metadata: metadata } = login.user;
  if (!isPlainObject(metadata)) return user;
  const seen = Object.entries(metadata).filter(([name, value]) => isDeepStrictEqual(user[name], value));
  if (seen.length === 0) return user;
  return { ...user, ...Object.fromEntries(seen.map(([name]) => [name, login.user[name]])) };
}

const standardEntries = [...standardClaims];

/** Standard claims of an ID token, as far as their scope was asked for. */
function standard(user: Readonly<Record<string, unknown>>, login: Login): Record<string, unknown> {
  const requested = login.transaction?.requested_scopes ?? [];
  const claims: Record<string, unknown> = {};
  for (const [name, scope] of standardEntries) {
    const value = user[name];
    if (value !== undefined && requested.includes(scope)) claims[name] = value;
  }
  return claims;
}

/** The claims of `before`, and the custom ones that arrive. */
function custom(
  token: Token,
  claims: unknown,
  login: Login,
  before: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const calls = Object.entries(claimsIn(claims));
  if (calls.length === 0) return before;
  return { ...before, ...effectiveClaims(token, calls, claimOptions(login)).claims };
}

/** A Rule replaces the scopes, by an array or by text with blanks; without that, what was asked for is granted. */
function scopesOf(scope: unknown, login: Login): string[] {
  const list = typeof scope === 'string' ? scope.split(/\s+/) : scope;
  const granted = Array.isArray(list) ? list.map(String) : [...(login.transaction?.requested_scopes ?? [])];
  return [...new Set(granted.filter((name) => name !== ''))].toSorted();
}

/** Rules remembered the browser unless told otherwise, Actions only when told so. */
function ruleMultifactor(value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  const { provider, allowRememberBrowser, ignoreCookie, ...options } = value;
  return normalMultifactor(provider, allowRememberBrowser ?? ignoreCookie !== true, options);
}

function actionMultifactor([provider, options]: readonly unknown[]): unknown {
  const { allowRememberBrowser, providerOptions } = isPlainObject(options) ? options : {};
  return normalMultifactor(provider, allowRememberBrowser ?? false, providerOptions ?? {});
}

function normalMultifactor(provider: unknown, remember: unknown, options: unknown): object {
  return { provider, allowRememberBrowser: Boolean(remember), options };
}

/** A Rule was handed a token for the Management API; an Action fetches its own. */
function isOwnToken({ url, body }: HttpRequest): boolean {
  return (
    url.endsWith('/oauth/token') &&
    isPlainObject(body) &&
    body['grant_type'] === 'client_credentials' &&
    String(body['audience']).endsWith('/api/v2/')
  );
}

/** Requests in an order that does not depend on timing, without those for a token, which only an Action has to make. */
function comparable(requests: readonly HttpRequest[]): readonly HttpRequest[] {
  if (requests.length === 0) return NONE;
  return requests
    .filter((request) => !isOwnToken(request))
    .map((request) => ({ ...request, url: sameUrl(request.url) }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
