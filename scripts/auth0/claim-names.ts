/** Where Auth0 says which names a custom claim may have. */
export const CLAIMS_PAGE = 'https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims';
export const CLAIMS_MIGRATION_PAGE =
  'https://auth0.com/docs/troubleshoot/product-lifecycle/past-migrations/custom-claims-migration';
/** Auth0's package, whose test harness refuses some names at the call. */
export const HARNESS = 'https://github.com/auth0/auth0-actions';

/** Names for which `setCustomClaim` throws. */
export const throwingClaims: ReadonlySet<string> = new Set(['scope']);

/** Names Auth0 keeps for itself: setting one is dropped without a word. Compared as written, like any claim name. */
// oxfmt-ignore
export const restrictedClaims: ReadonlySet<string> = new Set([
  'acr', 'act', 'active', 'amr', 'at_hash', 'ath', 'attest', 'aud', 'auth_time', 'authorization_details', 'azp',
  'c_hash', 'client_id', 'cnf', 'cty', 'dest', 'entitlements', 'events', 'exp', 'groups', 'gty', 'htm', 'htu',
  'iat', 'internalService', 'iss', 'jcard', 'jku', 'jti', 'jwe', 'jwk', 'kid', 'may_act', 'mky', 'nbf', 'nonce',
  'object_id', 'org_id', 'org_name', 'orig', 'origid', 'permissions', 'roles', 'rph', 's_hash', 'sid',
  'sip_callid', 'sip_cseq_num', 'sip_date', 'sip_from_tag', 'sip_via_branch', 'sub', 'sub_jwk', 'toe', 'txn',
  'typ', 'uuid', 'vot', 'vtm', 'x5t#S256',
]);

/** Domains that are no namespace for custom claims, nor are their subdomains. */
export const reservedDomains = ['auth0.com', 'webtask.io', 'webtask.run'] as const;

/** The standard names an Action may set, and the scope that an access token must have been asked for. */
// oxfmt-ignore
export const standardClaims: ReadonlyMap<string, string> = new Map([
  ...['birthdate', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname', 'picture',
      'preferred_username', 'profile', 'updated_at', 'website', 'zoneinfo'].map((name) => [name, 'profile'] as const),
  ...['email', 'email_verified'].map((name) => [name, 'email'] as const),
  ...['phone_number', 'phone_number_verified'].map((name) => [name, 'phone'] as const),
  ['address', 'address'],
]);

/**
 * Assumptions the documentation leaves open; each is the reading under which fewer claims arrive, because a claim
 * that is promised and missing is what locks people out.
 */
export const assumptions = {
  /** `auth0.com/roles`, without a scheme, counts as a name in the reserved domain. */
  domainWithoutScheme: true,
  /** On an Auth0 API's access token only http(s) names count as namespaced: URNs need an API of one's own. */
  urnNeedsOwnApi: true,
} as const;
