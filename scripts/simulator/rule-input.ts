import { copyOf } from '../auth0/copy.ts';
import { isPlainObject } from '../auth0/api-host.ts';
import { reservedAppMetadataKeys } from '../auth0/limits.ts';
import { toSegments } from '../auth0/mapping-lookup.ts';
import { mapping } from '../auth0/mapping.ts';
import { PROTOCOLS_WITH_BODY } from '../auth0/rule-shapes.ts';
import type { Login } from '../auth0/login.ts';

/** What the first Rule of a login receives. */
export interface RuleInput {
  readonly user: Record<string, unknown>;
  readonly context: Record<string, unknown>;
}

/** Differences of the Rules platform that can be switched off, to see whether they explain a difference. */
export interface RuleQuirks {
  /**
   * Rules saw the properties of app_metadata at the root of the user as well, over those of the identity provider:
   * https://auth0.com/docs/customize/rules/user-object-in-rules
   */
  readonly mergesAppMetadata: boolean;
  /** Names that are not merged all the same. */
  readonly unmerged?: readonly string[];
  /**
   * Rules stop where one of them redirects and go on there on return, as Actions do. They did not: all of them ran, then
   * the user was sent away, then all ran again: https://auth0.com/docs/customize/rules/redirect-users
   */
  readonly suspends?: boolean;
}

const SAME = new Set(['exact', 'renamed', 'optional-differs']);

/** Rows of the mapping table that name one value in both worlds, which is the same in both. */
const copied = mapping
  .filter(({ rule, event, kind }) => event !== undefined && SAME.has(kind) && rule.startsWith('context.'))
  .filter(({ rule }) => !rule.includes('[]') && !rule.includes('*'))
  .map(({ rule, event }) => ({ to: toSegments(rule).slice(1), from: toSegments(event!).slice(1) }));

/** `user` and `context` of a login as its first Rule sees them; fresh objects each time. */
export function ruleInputOf(login: Login, quirks: RuleQuirks, redirectCallback = false): RuleInput {
  return copyOf(ruleViewOf(login, quirks, redirectCallback));
}

/** The same, made of the very objects of the login: to look at, or to copy. */
export function ruleViewOf(login: Login, quirks: RuleQuirks, redirectCallback: boolean): RuleInput {
  const stored = login as Login & Record<string, unknown>;
  const context: Record<string, unknown> = { idToken: {}, accessToken: {}, samlConfiguration: {} };
  for (const { from, to } of copied) write(context, to, read(stored, from));

  // Assumption: metadata of an application that holds nothing is absent, as that of a user is.
  if (isEmpty(context['clientMetadata'])) delete context['clientMetadata'];

  const { transaction, authentication, session, connection, sso, request } = stored;
  const protocol = transaction?.protocol ?? 'oidc-basic-profile';
  context['protocol'] = redirectCallback ? 'redirect-callback' : protocol;
  write(
    context,
    ['request', 'body'],
    redirectCallback || PROTOCOLS_WITH_BODY.some((one) => one === protocol) ? request.body : {},
  );
  if (authentication) {
    const methods = authentication.methods.map((method) => ({
      ...method,
      timestamp: Date.parse(method.timestamp),
    }));
    context['authentication'] = { methods };
  }
  if (connection.options) context['connectionOptions'] = connection.options;
  if (session?.id) context['sessionID'] = session.id;
  const clients = (session?.['clients'] ?? []) as readonly { readonly client_id: string }[];
  const current = clients.map(({ client_id }) => client_id);
  context['sso'] = { with_auth0: current.length > 0, with_dbconn: false, current_clients: current, ...sso };

  const user = withoutEmpty(stored.user);
  const metadata = stored.user.app_metadata;
  if (!quirks.mergesAppMetadata || metadata === undefined || isEmpty(metadata)) return { user, context };
  return { user: { ...user, ...mergeable(metadata, quirks) }, context };
}

/** Assumption: metadata that holds nothing is absent in Rules, whether it was never set or emptied. */
function withoutEmpty(user: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { app_metadata: app, user_metadata: own, ...others } = user;
  const rest: Record<string, unknown> = others;
  if (app !== undefined && !isEmpty(app)) rest['app_metadata'] = app;
  if (own !== undefined && !isEmpty(own)) rest['user_metadata'] = own;
  return rest;
}

function isEmpty(value: unknown): boolean {
  return isPlainObject(value) && Object.keys(value).length === 0;
}

/** Assumption: properties that app_metadata must not have, and the metadata objects themselves, are not merged. */
function mergeable(metadata: unknown, { unmerged = [] }: RuleQuirks): Record<string, unknown> {
  if (!isPlainObject(metadata)) return {};
  const own = Object.entries(metadata).filter(
    ([key]) =>
      !reservedAppMetadataKeys.has(key) &&
      key !== 'app_metadata' &&
      key !== 'user_metadata' &&
      !unmerged.includes(key),
  );
  return Object.fromEntries(own);
}

function read(from: unknown, path: readonly string[]): unknown {
  let value = from;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function write(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  if (value === undefined) return;
  let target = into;
  const last = path.length - 1;
  for (let at = 0; at < last; at++) target = (target[path[at]!] ??= {}) as Record<string, unknown>;
  target[path[last]!] = value;
}
