// What a Rule reads and writes, and where an Action finds it: the one table that the converter renames by, the
// simulator builds both worlds from, and the documentation prints. Longer than other files because it is the table.

/** How a value of a Rule compares with the value an Action reads. */
type MappingKind =
  /** Same value under the same name: `user.email`, `event.user.email`. */
  | 'exact'
  /** Same value under another name. */
  | 'renamed'
  /** Same value, but one side may lack it where the other always has it. */
  | 'optional-differs'
  /** Another shape, unit, range of values or origin; the note says which. */
  | 'value-differs'
  /** An Action cannot read it; it may still be able to write it. */
  | 'unavailable';

export interface MappingRow {
  /** The path in a Rule; `[]` is any element, `*` any other property. */
  readonly rule: string;
  /** Whether a Rule may find it undefined. */
  readonly ruleOptional: boolean;
  /** The expression in an Action, with `?.` where a parent may be absent. */
  readonly event?: string;
  /** Whether an Action may find it undefined. */
  readonly eventOptional: boolean;
  /** Whether what lies below it needs a `?.` of its own; not when it is only absent together with its parent. */
  readonly eventGuard: boolean;
  readonly kind: MappingKind;
  /** The method that stands for an assignment in the Rule; absent: an assignment has no counterpart. */
  readonly write?: string;
  readonly note?: string;
  /** The page that describes the Rule's side, or the difference. */
  readonly source: string;
}

const DOCS = 'https://auth0.com/docs/customize';
const USER = `${DOCS}/rules/user-object-in-rules`;
const CONTEXT = `${DOCS}/rules/context-object`;
const GUIDE = `${DOCS}/actions/migrate/migrate-from-rules-to-actions`;
const GAPS = `${DOCS}/actions/migrate/actions-migration-limitations`;
const REDIRECT = `${DOCS}/actions/redirect-with-actions`;
const LIMITATIONS = `${DOCS}/actions/limitations`;
const SAML =
  'https://auth0.com/docs/authenticate/protocols/saml/saml-configuration/customize-saml-assertions';
const GROUPS = 'https://community.auth0.com/t/125654';

const CLAIM_NOTE = 'Claims that were set cannot be read back or deleted, by this Action or a later one.';
const SAML_NOTE =
  'Rules shaped WS-Federation tokens with it too; the methods of Actions are documented for SAML.';
const UNDOCUMENTED = 'Not a documented property: it may come from an earlier Rule.';

/** `parent`: whenever its parent is there. */
type Presence = 'always' | 'maybe' | 'parent';
type Columns = readonly [
  rule: string,
  inRule: 'always' | 'maybe',
  event: string | null,
  inEvent: Presence | null,
  kind: MappingKind,
  write: string | null,
  source: string,
  note?: string,
];

/** The keys of `context.samlConfiguration` that have a setter of their own in Actions. */
// oxfmt-ignore
const samlKeys = [
  'audience', 'recipient', 'destination', 'issuer', 'createUpnClaim', 'passthroughClaimsWithNoMapping',
  'mapUnknownClaimsAsIs', 'mapIdentities', 'signatureAlgorithm', 'digestAlgorithm', 'lifetimeInSeconds',
  'signResponse', 'nameIdentifierFormat', 'nameIdentifierProbes', 'authnContextClassRef', 'typedAttributes',
  'includeAttributeNameFormat', 'signingCert', 'encryptionCert', 'encryptionPublicKey', 'cert', 'key', 'RelayState',
] as const;

/** Key of `context.samlConfiguration` to the method that sets it: call it for `false` as well. */
export const samlSetters: ReadonlyMap<string, string> = new Map(
  samlKeys.map((key) => [key, `api.samlResponse.set${key.charAt(0).toUpperCase()}${key.slice(1)}`]),
);

// oxfmt-ignore
const columns: readonly Columns[] = [
  // The user
  ['user.user_id',             'always', 'event.user.user_id',             'always', 'exact',            null, USER],
  ['user.email',               'maybe',  'event.user.email',               'maybe',  'exact',            null, USER],
  ['user.email_verified',      'always', 'event.user.email_verified',      'always', 'exact',            null, USER],
  ['user.name',                'maybe',  'event.user.name',                'maybe',  'exact',            null, USER],
  ['user.nickname',            'maybe',  'event.user.nickname',            'maybe',  'exact',            null, USER],
  ['user.given_name',          'maybe',  'event.user.given_name',          'maybe',  'exact',            null, USER],
  ['user.family_name',         'maybe',  'event.user.family_name',         'maybe',  'exact',            null, USER],
  ['user.picture',             'maybe',  'event.user.picture',             'maybe',  'exact',            null, USER],
  ['user.username',            'maybe',  'event.user.username',            'maybe',  'exact',            null, USER],
  ['user.phone_number',        'maybe',  'event.user.phone_number',        'maybe',  'exact',            null, USER,
    'Rules had it for SMS connections only.'],
  ['user.phone_verified',      'maybe',  'event.user.phone_verified',      'maybe',  'exact',            null, USER,
    'Rules had it for SMS connections only.'],
  ['user.created_at',          'always', 'event.user.created_at',          'always', 'exact',            null, USER],
  ['user.updated_at',          'always', 'event.user.updated_at',          'always', 'exact',            null, USER],
  ['user.last_password_reset', 'maybe',  'event.user.last_password_reset', 'maybe',  'exact',            null, USER],
  ['user.multifactor',         'maybe',  'event.user.multifactor',         'maybe',  'exact',            null, USER],
  ['user.app_metadata',        'maybe',  'event.user.app_metadata',        'always', 'optional-differs', 'api.user.setAppMetadata', GUIDE,
    'An Action reads {} where a Rule read undefined. Writes are per root key, and only stand for auth0.users.updateAppMetadata.'],
  ['user.user_metadata',       'maybe',  'event.user.user_metadata',       'always', 'optional-differs', 'api.user.setUserMetadata', GUIDE,
    'An Action reads {} where a Rule read undefined. Writes are per root key, and only stand for auth0.users.updateUserMetadata.'],
  ['user.identities',               'always', 'event.user.identities',               'always', 'value-differs',    null, GAPS,
    'Without the tokens of the identity provider.'],
  ['user.identities[].connection',  'always', 'event.user.identities[].connection',  'maybe',  'optional-differs', null, USER],
  ['user.identities[].provider',    'always', 'event.user.identities[].provider',    'maybe',  'optional-differs', null, USER],
  ['user.identities[].user_id',     'always', 'event.user.identities[].user_id',     'maybe',  'optional-differs', null, USER],
  ['user.identities[].isSocial',    'always', 'event.user.identities[].isSocial',    'maybe',  'optional-differs', null, USER],
  ['user.identities[].profileData', 'maybe',  'event.user.identities[].profileData', 'maybe',  'exact',            null, USER],
  ['user.identities[].*',           'maybe',  null,                                  null,     'unavailable',      null, GAPS,
    'Tokens of the identity provider come from the Management API: GET /users/{id}, scope read:user_idp_tokens.'],
  ['user.groups',      'maybe', 'event.user.groups', 'maybe', 'value-differs', null, GROUPS,
    'The same list if the connection of the primary identity provides it; absent if an earlier Rule, app_metadata or the Authorization Extension set it.'],
  ['user.permissions', 'maybe', null,                null,    'unavailable',   null, USER,
    'Set by the Authorization Extension.'],
  ['user.roles',       'maybe', null,                null,    'unavailable',   null, USER,
    'Set by the Authorization Extension. Roles of Auth0 itself are event.authorization?.roles.'],
  ['user.*',           'maybe', 'event.user.*',      'maybe', 'value-differs', null, USER,
    'The same value if the identity provider sent it with the primary identity; absent if an earlier Rule set it or Rules merged it from app_metadata.'],

  // Where the login happens
  ['context.tenant',             'always', 'event.tenant.id',           'always', 'renamed',          null, CONTEXT],
  ['context.clientID',           'always', 'event.client.client_id',    'always', 'renamed',          null, CONTEXT],
  ['context.clientName',         'always', 'event.client.name',         'always', 'renamed',          null, CONTEXT],
  ['context.clientMetadata',     'maybe',  'event.client.metadata',     'always', 'optional-differs', null, GUIDE],
  ['context.connectionID',       'always', 'event.connection.id',       'always', 'renamed',          null, CONTEXT],
  ['context.connection',         'always', 'event.connection.name',     'always', 'renamed',          null, CONTEXT],
  ['context.connectionStrategy', 'always', 'event.connection.strategy', 'always', 'renamed',          null, CONTEXT],
  ['context.connectionMetadata', 'maybe',  'event.connection.metadata', 'maybe',  'renamed',          null, CONTEXT],
  ['context.connectionOptions',  'maybe',  null,                        null,     'unavailable',      null, GAPS,
    'Copy what is needed into the metadata of the connection, or into a secret.'],
  ['context.organization',          'maybe', 'event.organization',           'maybe', 'value-differs', null, CONTEXT,
    'An Action also has display_name.'],
  ['context.organization.id',       'maybe', 'event.organization?.id',       'parent', 'exact', null, CONTEXT],
  ['context.organization.name',     'maybe', 'event.organization?.name',     'parent', 'exact', null, CONTEXT],
  ['context.organization.metadata', 'maybe', 'event.organization?.metadata', 'parent', 'exact', null, CONTEXT],
  ['context.organization.*',        'maybe', null,                           null,    'unavailable', null, CONTEXT, UNDOCUMENTED],

  // How the user authenticates
  ['context.protocol', 'always', 'event.transaction?.protocol', 'maybe', 'value-differs', null, REDIRECT,
    'redirect-callback is onContinuePostLogin; delegation does not exist; Actions know further values.'],
  ['context.riskAssessment',                     'maybe',  'event.authentication?.riskAssessment',      'maybe',  'renamed',       null, CONTEXT],
  ['context.authentication',                     'maybe',  'event.authentication',                      'maybe',  'value-differs', null, CONTEXT,
    'An Action also has riskAssessment; timestamps differ.'],
  ['context.authentication.methods',             'maybe',  'event.authentication?.methods',             'parent', 'value-differs', null, CONTEXT,
    'The timestamps differ, and Actions know passkey, phone_number and URLs as well.'],
  ['context.authentication.methods[].name',      'always', 'event.authentication?.methods[].name',      'always', 'exact',         null, CONTEXT],
  ['context.authentication.methods[].timestamp', 'always', 'event.authentication?.methods[].timestamp', 'always', 'value-differs', null, CONTEXT,
    'A number of milliseconds in Rules (the page says seconds, its sample shows milliseconds), ISO 8601 in Actions: Date.parse.'],
  ['context.authentication.methods[].*',         'maybe',  null,                                        null,     'unavailable',   null, CONTEXT, UNDOCUMENTED],
  ['context.authentication.*',                   'maybe',  null,                                        null,     'unavailable',   null, CONTEXT, UNDOCUMENTED],
  ['context.authorization',       'maybe',  'event.authorization',        'maybe',  'exact',   null, CONTEXT],
  ['context.authorization.roles', 'maybe',  'event.authorization?.roles', 'parent', 'exact',   null, CONTEXT],
  ['context.authorization.*',     'maybe',  null,                         null,     'unavailable', null, CONTEXT, UNDOCUMENTED],
  ['context.stats',               'always', 'event.stats',                'always', 'value-differs', null, CONTEXT, 'The keys are renamed.'],
  ['context.stats.loginsCount',   'always', 'event.stats.logins_count',   'always', 'renamed', null, CONTEXT],
  ['context.stats.*',             'maybe',  null,                         null,     'unavailable',   null, CONTEXT, UNDOCUMENTED],
  ['context.sso',                 'maybe',  null,                         null,     'unavailable',   null, CONTEXT],
  ['context.sso.with_auth0',      'maybe',  null,                         null,     'unavailable',   null, CONTEXT],
  ['context.sso.with_dbconn',     'maybe',  null,                         null,     'unavailable',   null, CONTEXT],
  ['context.sso.current_clients', 'maybe',  'event.session?.clients',     'maybe',  'value-differs', null, CONTEXT,
    'Client IDs in Rules, objects with client_id in Actions; enterprise plan.'],
  ['context.sso.*',               'maybe',  null,                         null,     'unavailable',   null, CONTEXT, UNDOCUMENTED],
  ['context.sessionID',           'maybe',  'event.session?.id',          'parent', 'value-differs', null, CONTEXT,
    'In Rules it only matched the final session with prompt=none.'],

  // The request
  ['context.request',           'maybe', 'event.request',            'always', 'value-differs',    null, CONTEXT, 'The keys are renamed.'],
  ['context.request.ip',        'maybe', 'event.request.ip',         'always', 'optional-differs', null, CONTEXT],
  ['context.request.hostname',  'maybe', 'event.request.hostname',   'maybe',  'exact',            null, CONTEXT],
  ['context.request.userAgent', 'maybe', 'event.request.user_agent', 'maybe',  'renamed',          null, CONTEXT],
  ['context.request.query',     'maybe', 'event.request.query',      'always', 'optional-differs', null, CONTEXT],
  ['context.request.body',      'maybe', 'event.request.body',       'always', 'value-differs',    null, CONTEXT,
    'Rules filled it for oauth2-resource-owner, oauth2-resource-owner-jwt-bearer and wstrust-usernamemixed only.'],
  ['context.request.geoip',                  'maybe', 'event.request.geoip',                 'always', 'value-differs', null, CONTEXT,
    'snake_case in Rules, camelCase in Actions.'],
  ['context.request.geoip.country_code',     'maybe', 'event.request.geoip.countryCode',     'maybe',  'renamed', null, CONTEXT],
  ['context.request.geoip.country_code3',    'maybe', 'event.request.geoip.countryCode3',    'maybe',  'renamed', null, CONTEXT],
  ['context.request.geoip.country_name',     'maybe', 'event.request.geoip.countryName',     'maybe',  'renamed', null, CONTEXT],
  ['context.request.geoip.city_name',        'maybe', 'event.request.geoip.cityName',        'maybe',  'renamed', null, CONTEXT],
  ['context.request.geoip.latitude',         'maybe', 'event.request.geoip.latitude',        'maybe',  'exact',   null, CONTEXT],
  ['context.request.geoip.longitude',        'maybe', 'event.request.geoip.longitude',       'maybe',  'exact',   null, CONTEXT],
  ['context.request.geoip.time_zone',        'maybe', 'event.request.geoip.timeZone',        'maybe',  'renamed', null, CONTEXT],
  ['context.request.geoip.continent_code',   'maybe', 'event.request.geoip.continentCode',   'maybe',  'renamed', null, CONTEXT],
  ['context.request.geoip.subdivision_code', 'maybe', 'event.request.geoip.subdivisionCode', 'maybe',  'renamed', null, CONTEXT],
  ['context.request.geoip.subdivision_name', 'maybe', 'event.request.geoip.subdivisionName', 'maybe',  'renamed', null, CONTEXT],
  ['context.request.geoip.*',                'maybe', null,                                  null,     'unavailable', null, CONTEXT, UNDOCUMENTED],
  ['context.request.*',                      'maybe', null,                                  null,     'unavailable', null, CONTEXT, UNDOCUMENTED],

  // What a Rule writes
  ['context.idToken',           'always', null, null, 'unavailable', 'api.idToken.setCustomClaim',        GAPS, CLAIM_NOTE],
  ['context.idToken.*',         'maybe',  null, null, 'unavailable', 'api.idToken.setCustomClaim',        GAPS, CLAIM_NOTE],
  ['context.accessToken',       'always', null, null, 'unavailable', 'api.accessToken.setCustomClaim',    GAPS, CLAIM_NOTE],
  ['context.accessToken.*',     'maybe',  null, null, 'unavailable', 'api.accessToken.setCustomClaim',    GAPS, CLAIM_NOTE],
  ['context.accessToken.scope', 'maybe',  null, null, 'unavailable', 'api.accessToken.addScope',          GAPS,
    'An assignment replaced the scopes: add what is new and remove (api.accessToken.removeScope) what is missing, compared with event.transaction?.requested_scopes. Granted scopes cannot be read.'],
  ['context.multifactor',       'maybe',  null, null, 'unavailable', 'api.multifactor.enable',            GUIDE,
    'allowRememberBrowser was true unless given and is now false unless given: always pass it.'],
  ['context.redirect',          'maybe',  null, null, 'unavailable', 'api.redirect.sendUserTo',           REDIRECT,
    'Rules redirected after all Rules and ran all of them again; an Action redirects after itself and resumes in its onContinuePostLogin.'],
  ['context.primaryUser',       'maybe',  null, null, 'unavailable', 'api.authentication.setPrimaryUser', LIMITATIONS,
    'Once a transaction; the identity must be linked already; user metadata set by the same Action is lost.'],

  // SAML
  ['context.samlConfiguration',          'maybe', null, null, 'unavailable', null,                            SAML, SAML_NOTE],
  ['context.samlConfiguration.mappings', 'maybe', null, null, 'unavailable', 'api.samlResponse.setAttribute', SAML,
    'A mapping names a property of the user by its path, setAttribute takes the value. Replacing all mappings also switched off those of the dashboard: set the others to null.'],
  ...[...samlSetters].map(([key, method]): Columns =>
    [`context.samlConfiguration.${key}`, 'maybe', null, null, 'unavailable', method,                          SAML, SAML_NOTE]),
  ['context.samlConfiguration.*',        'maybe', null, null, 'unavailable', null,                            SAML,
    'logout, binding and wctx have no counterpart, nor has anything undocumented.'],

  ['context.*', 'maybe', null, null, 'unavailable', null, CONTEXT, UNDOCUMENTED],
];

/** Every property of a Rule's `user` and `context`. */
export const mapping: readonly MappingRow[] = columns.map(
  ([rule, inRule, event, inEvent, kind, write, source, note]) => ({
    rule,
    ruleOptional: inRule === 'maybe',
    ...(event === null ? {} : { event }),
    eventOptional: inEvent !== 'always',
    eventGuard: inEvent === 'maybe',
    kind,
    ...(write === null ? {} : { write }),
    source,
    ...(note === undefined ? {} : { note }),
  }),
);
