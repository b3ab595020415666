/**
 * Every limit Auth0 sets that this toolkit can hold code and data to, one row each.
 *
 * `documented` is what a page of Auth0 says; going over it is a warning where Auth0's own test harness (`enforced`)
 * is known to allow more. Going over what is enforced is an error; without such knowledge the documented number is
 * taken to be enforced. Where a page says kB, 1000 bytes are meant here: what fits the smaller reading fits both.
 */
interface Limit {
  readonly documented: number;
  /** What the test harness of Auth0's package enforces, where it differs. */
  readonly enforced?: number;
  readonly unit: 'bytes' | 'characters' | 'entries' | 'milliseconds' | 'seconds' | 'days';
  readonly source: string;
}

const DOCS = 'https://auth0.com/docs';
const LIMITATIONS = `${DOCS}/customize/actions/limitations`;
const ENTITIES = `${DOCS}/troubleshoot/customer-support/operational-policies/entity-limit-policy`;
const API = `${DOCS}/actions/reference/post-login/post-login-api-object`;
const CLAIMS = `${DOCS}/secure/tokens/json-web-tokens/create-custom-claims`;
const METADATA = `${DOCS}/manage-users/user-accounts/metadata/metadata-fields-data`;
const TRANSACTION = `${DOCS}/customize/actions/transaction-metadata`;
const LOGIN_FLOW = `${DOCS}/troubleshoot/product-lifecycle/past-migrations/migrate-to-1-hour-expiration`;
const RULES = `${DOCS}/rules-best-practices/rules-execution-best-practices`;
const HARNESS = 'https://github.com/auth0/auth0-actions';

const kB = 1000;

// oxfmt-ignore
const rows = {
  // An Action and its tenant
  actionCode:               { documented: 100 * kB,                      unit: 'bytes',        source: LIMITATIONS },
  actionsPerTenant:         { documented: 100,                           unit: 'entries',      source: ENTITIES },
  actionsPerTrigger:        { documented: 20,                            unit: 'entries',      source: ENTITIES },
  versionsPerAction:        { documented: 50,                            unit: 'entries',      source: ENTITIES },
  secretsPerAction:         { documented: 30,                            unit: 'entries',      source: ENTITIES },
  secretName:               { documented: 128,                           unit: 'characters',   source: LIMITATIONS },
  secretValue:              { documented: 4096,                          unit: 'characters',   source: LIMITATIONS },
  dependenciesPerAction:    { documented: 10,                            unit: 'entries',      source: ENTITIES },
  modulesPerTenant:         { documented: 100,                           unit: 'entries',      source: ENTITIES },
  modulesPerAction:         { documented: 3,                             unit: 'entries',      source: ENTITIES },
  // One run
  triggerRun:               { documented: 20_000,                        unit: 'milliseconds', source: LIMITATIONS },
  loginFlow:                { documented: 3600,                          unit: 'seconds',      source: LOGIN_FLOW },
  console:                  { documented: 256,     enforced: 262_144,    unit: 'characters',   source: LIMITATIONS },
  consoleRetention:         { documented: 10,                            unit: 'days',         source: LIMITATIONS },
  // api.cache
  cacheEntries:             { documented: 20,                            unit: 'entries',      source: LIMITATIONS },
  cacheKey:                 { documented: 64,                            unit: 'bytes',        source: LIMITATIONS },
  cacheValue:               { documented: 4 * kB,  enforced: 4096,       unit: 'bytes',        source: LIMITATIONS },
  cacheTotal:               { documented: 8 * kB,  enforced: 16_640,     unit: 'bytes',        source: LIMITATIONS },
  cacheLifetime:            { documented: 86_400_000,                    unit: 'milliseconds', source: LIMITATIONS },
  // Metadata
  appMetadata:              { documented: 32 * kB,                       unit: 'bytes',        source: LIMITATIONS },
  userMetadata:             { documented: 32 * kB,                       unit: 'bytes',        source: LIMITATIONS },
  userProfile:              { documented: 10 * kB,                       unit: 'bytes',        source: METADATA },
  clientMetadataEntries:    { documented: 10,                            unit: 'entries',      source: METADATA },
  clientMetadataText:       { documented: 255,                           unit: 'characters',   source: METADATA },
  transactionMetadataKey:   { documented: 64,                            unit: 'characters',   source: TRANSACTION },
  transactionMetadataValue: { documented: 8 * kB,                        unit: 'bytes',        source: TRANSACTION },
  transactionMetadataTotal: { documented: 16 * kB,                       unit: 'bytes',        source: TRANSACTION },
  sessionMetadataEntries:   { documented: 25,                            unit: 'entries',      source: API },
  sessionMetadataText:      { documented: 255,                           unit: 'characters',   source: API },
  // Tokens
  customClaims:             { documented: 100 * kB,                      unit: 'bytes',        source: CLAIMS },
  scope:                    { documented: 280,                           unit: 'characters',   source: HARNESS },
  scopesAdded:              { documented: 100,     enforced: 1000,       unit: 'entries',      source: HARNESS },
  revokeReason:             { documented: 1024,                          unit: 'characters',   source: API },
  // SAML
  samlAttributes:           { documented: 100,                           unit: 'entries',      source: LIMITATIONS },
  samlAttributeName:        { documented: kB,      enforced: 1024,       unit: 'characters',   source: LIMITATIONS },
  samlAttributeValue:       { documented: 2 * kB,  enforced: 2048,       unit: 'characters',   source: LIMITATIONS },
  samlTotal:                { documented: 10 * kB, enforced: 102_400,    unit: 'bytes',        source: LIMITATIONS },
  samlAddress:              { documented: 2048,                          unit: 'characters',   source: HARNESS },
  samlText:                 { documented: 512,                           unit: 'characters',   source: HARNESS },
  samlPem:                  { documented: 4096,                          unit: 'characters',   source: HARNESS },
  samlProbes:               { documented: 10,                            unit: 'entries',      source: HARNESS },
  // Other calls
  primaryUserId:            { documented: 128,                           unit: 'characters',   source: HARNESS },
  validationText:           { documented: 100,                           unit: 'characters',   source: HARNESS },
  formId:                   { documented: 48,                            unit: 'characters',   source: HARNESS },
  formFields:               { documented: 24,                            unit: 'entries',      source: HARNESS },
  formVars:                 { documented: 24,                            unit: 'entries',      source: HARNESS },
  formOptions:              { documented: 24_576,                        unit: 'bytes',        source: HARNESS },
  rolesPerPage:             { documented: 100,                           unit: 'entries',      source: HARNESS },
  roleIds:                  { documented: 100,                           unit: 'entries',      source: HARNESS },
  roleNames:                { documented: 50,                            unit: 'entries',      source: HARNESS },
  actorDepth:               { documented: 4,                             unit: 'entries',      source: API },
  // The side the code comes from
  ruleRun:                  { documented: 20_000,                        unit: 'milliseconds', source: RULES },
  rulesCode:                { documented: 100 * kB,                      unit: 'bytes',        source: RULES },
} as const satisfies Record<string, Limit>;

export type LimitId = keyof typeof rows;

/** Every limit by name. */
export const limits: Readonly<Record<LimitId, Limit>> = rows;

/** What an amount, in the unit of the limit, means: fine, a warning, or an error. */
export function judge(limit: Limit, amount: number): 'ok' | 'warning' | 'error' {
  if (amount > (limit.enforced ?? limit.documented)) return 'error';
  return amount > limit.documented ? 'warning' : 'ok';
}

/** What applies when a call leaves it open. https://auth0.com/docs/actions/reference/post-login/post-login-api-object */
export const defaults = {
  cacheLifetimeMs: 15 * 60 * 1000,
  redirectTokenSeconds: 900,
  samlLifetimeSeconds: 3600,
} as const;

/** Root keys that app_metadata refuses. https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data */
// oxfmt-ignore
export const reservedAppMetadataKeys: ReadonlySet<string> = new Set([
  '__tenant', '_id', 'blocked', 'clientID', 'created_at', 'email', 'email_verified', 'globalClientID',
  'global_client_id', 'identities', 'lastIP', 'lastLogin', 'loginsCount', 'metadata', 'multifactor',
  'multifactor_last_modified', 'updated_at', 'user_id',
]);
