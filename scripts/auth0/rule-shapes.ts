// What a Rule was given, and could change: `function (user, context, callback) { … configuration … }`.
// Mutable, unlike the event of an Action: all Rules of a login passed on one user and one context.
// https://auth0.com/docs/customize/rules/user-object-in-rules
// https://auth0.com/docs/customize/rules/context-object

/**
 * Protocols for which Rules saw the body of the request. Assumption: the documentation says that of logins with a
 * password, and names no protocols; so whoever reads the body is told to look.
 */
export const PROTOCOLS_WITH_BODY = [
  'oauth2-resource-owner',
  'oauth2-resource-owner-jwt-bearer',
  'oauth2-password',
  'wstrust-usernamemixed',
] as const;

/** The user, with the keys of app_metadata merged in and whatever earlier Rules have added. */
export interface RuleUser {
  [attribute: string]: unknown;
  user_id: string;
  email?: string;
  email_verified: boolean;
  name?: string;
  nickname?: string;
  given_name?: string;
  family_name?: string;
  picture?: string;
  username?: string;
  /** SMS connections only. */
  phone_number?: string;
  /** SMS connections only. */
  phone_verified?: boolean;
  /** ISO 8601. */
  created_at: string;
  /** ISO 8601. */
  updated_at: string;
  /** ISO 8601; database connections only, after the first reset. */
  last_password_reset?: string;
  /** Providers of second factors the user has enrolled in. */
  multifactor?: string[];
  /** Undefined until something is stored. */
  app_metadata?: Record<string, unknown>;
  /** Undefined until something is stored. */
  user_metadata?: Record<string, unknown>;
  identities: RuleIdentity[];
}

/** One account of the user at one connection. */
interface RuleIdentity {
  connection: string;
  provider: string;
  user_id: string;
  isSocial: boolean;
  /** The profile at that provider, for linked accounts. */
  profileData?: Record<string, unknown>;
  /** A token of the identity provider; an Action does not get it. */
  access_token?: string;
  /** Other fields, such as further tokens, depend on the provider. */
  [field: string]: unknown;
}

/** The login, and the place where a Rule leaves what is to happen. */
export interface RuleContext {
  /** Whatever an earlier Rule has left. */
  [property: string]: unknown;
  tenant: string;
  clientID: string;
  clientName: string;
  clientMetadata?: Record<string, string>;
  connectionID: string;
  connection: string;
  connectionStrategy: string;
  connectionMetadata?: Record<string, string>;
  /** Settings of the connection; an Action does not get them. */
  connectionOptions?: { tenant_domain?: string; domain_aliases?: string[]; [option: string]: unknown };
  protocol: RuleProtocol;
  /** The request of the login; Rules may find it undefined. */
  request?: RuleRequest;
  stats: { loginsCount: number; [counter: string]: unknown };
  sso?: { with_auth0?: boolean; with_dbconn?: boolean; current_clients?: string[] };
  /** Only meaningful with prompt=none. */
  sessionID?: string;
  riskAssessment?: Record<string, unknown>;
  authentication?: { methods: RuleAuthenticationMethod[] };
  /** Names of the user's roles. */
  authorization?: { roles: string[] };
  organization?: { id: string; name: string; metadata: Record<string, string> };
  /** Claims to add; `scope` replaces the granted scopes. */
  accessToken: { scope?: string[] | string; [claim: string]: unknown };
  /** Claims to add. */
  idToken: Record<string, unknown>;
  /** SAML and WS-Federation logins only. */
  samlConfiguration?: RuleSamlConfiguration;
  /** Asks for a second factor after all Rules. */
  multifactor?: RuleMultifactor;
  /** Sends the user elsewhere after all Rules. */
  redirect?: { url: string };
  /** The user to whom this identity was linked. */
  primaryUser?: string;
}

/** The last two exist in Rules only. Values of newer flows are left out: Rules of a tenant may still have met them. */
type RuleProtocol =
  | 'oidc-basic-profile'
  | 'oidc-implicit-profile'
  | 'oidc-hybrid-profile'
  | 'oauth2-access-token'
  | 'oauth2-device-code'
  | 'oauth2-password'
  | 'oauth2-refresh-token'
  | 'oauth2-resource-owner'
  | 'oauth2-resource-owner-jwt-bearer'
  | 'oauth2-token-exchange'
  | 'samlp'
  | 'wsfed'
  | 'wstrust-usernamemixed'
  | 'delegation'
  | 'redirect-callback';

interface RuleRequest {
  userAgent?: string;
  ip?: string;
  hostname?: string;
  query?: Record<string, unknown>;
  /** oauth2-resource-owner, oauth2-resource-owner-jwt-bearer and wstrust-usernamemixed only. */
  body?: Record<string, unknown>;
  geoip?: RuleGeoip;
}

interface RuleGeoip {
  country_code?: string;
  country_code3?: string;
  country_name?: string;
  city_name?: string;
  latitude?: number;
  longitude?: number;
  time_zone?: string;
  continent_code?: string;
  subdivision_code?: string;
  subdivision_name?: string;
}

interface RuleAuthenticationMethod {
  name: string;
  /** Milliseconds since 1970: the page says seconds, its sample shows milliseconds. */
  timestamp: number;
}

interface RuleMultifactor {
  provider: string;
  /** True unless given. */
  allowRememberBrowser?: boolean;
  /** The older, inverse spelling of `allowRememberBrowser`. */
  ignoreCookie?: boolean;
  /** Keys of the provider, such as those of duo. */
  [setting: string]: unknown;
}

interface RuleSamlConfiguration {
  audience?: string;
  recipient?: string;
  destination?: string;
  issuer?: string;
  createUpnClaim?: boolean;
  passthroughClaimsWithNoMapping?: boolean;
  mapUnknownClaimsAsIs?: boolean;
  mapIdentities?: boolean;
  signatureAlgorithm?: string;
  digestAlgorithm?: string;
  lifetimeInSeconds?: number;
  signResponse?: boolean;
  nameIdentifierFormat?: string;
  nameIdentifierProbes?: string[];
  authnContextClassRef?: string;
  typedAttributes?: boolean;
  includeAttributeNameFormat?: boolean;
  signingCert?: string;
  encryptionCert?: string;
  encryptionPublicKey?: string;
  cert?: string;
  key?: string;
  RelayState?: string;
  /** Attribute of the assertion to the PATH of a property of the user, never to a value. */
  mappings?: Record<string, string>;
  logout?: unknown;
  binding?: unknown;
  wctx?: unknown;
}
