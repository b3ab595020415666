// What a post-login Action is told about the login.
// https://auth0.com/docs/actions/reference/post-login/post-login-event-object

/** One login, or one exchange of a refresh token, as an Action sees it. Every Action gets its own copy. */
interface Event {
  /** The AI agent that acts in this login; early access. */
  readonly agent?: Agent;
  /** The visit that preceded this login; beta. https://auth0.com/docs/manage-users/sessions/anonymous-sessions */
  readonly anonymous_session?: AnonymousSession;
  /** How the user has proved who they are, in this session. */
  readonly authentication?: Authentication;
  /** What Auth0's role-based access control grants the user. */
  readonly authorization?: Authorization;
  /** The application the user logs in to. */
  readonly client: Client;
  /** Private to Auth0; always empty for an Action of one's own. */
  readonly configuration: Configuration;
  /** The connection that authenticated the user. */
  readonly connection: Connection;
  /** The custom domain the request came through. */
  readonly custom_domain?: CustomDomain;
  /** The variation this login takes part in; beta. `null`, not absent, while no experiment is active. */
  readonly experiment?: Experiment | null;
  /** The organization the user logs in to. */
  readonly organization?: Organization;
  /** The form that was shown by `api.prompt.render`. */
  readonly prompt?: Prompt;
  /** The refresh token; only while one is exchanged. Enterprise plan. */
  readonly refresh_token?: RefreshToken;
  /** The request that led here. After a redirect or a challenge it is the request that came back. */
  readonly request: Request;
  /** The API the access token is for; absent when no audience of an API was asked for. */
  readonly resource_server?: ResourceServer;
  /** The secrets of this Action; no other Action sees them. */
  readonly secrets: Secrets;
  /** Fingerprints of the TLS handshake. */
  readonly security_context?: SecurityContext;
  /** The session of the login. */
  readonly session?: Session;
  /** The token that carried a native session to the browser; early access. */
  readonly session_transfer_token?: SessionTransferToken;
  /** Counters of the user. */
  readonly stats: Stats;
  /** The tenant. */
  readonly tenant: Tenant;
  /** The OAuth, OIDC, SAML or WS-Federation transaction. */
  readonly transaction?: Transaction;
  /** The user who logs in. */
  readonly user: User;
}

/** Always empty for an Action of one's own. */
type Configuration = Readonly<Record<string, never>>;

/** Name to value; reading a secret that was never set gives `undefined`. */
type Secrets = Readonly<Record<string, string>>;

/** A string map a tenant's administrator maintains. */
type StringMap = Readonly<Record<string, string>>;

/** A JSON object whose content nobody vouches for. */
type UnknownMap = Readonly<Record<string, unknown>>;

// ---- Who ----

/**
 * The user who logs in: the fields Auth0 knows, and any attribute the identity provider sent.
 *
 * The index signature is `unknown`, the official one is `any`: `groups`, `upn`, `job_title` and the like come from
 * outside, and an absent or malformed one must be handled before it opens a door. They appear only from version 3
 * of the trigger and only for the primary identity of linked accounts.
 * https://community.auth0.com/t/125654
 */
interface User {
  /** Any other attribute of the profile, as the identity provider sent it: UNTRUSTED, narrow it before use. */
  readonly [attribute: string]: unknown;
  /** The user's identifier, the only profile field every connection provides. */
  readonly user_id: string;
  /** What the tenant keeps about the user and the user cannot change; an object, possibly empty. */
  readonly app_metadata: UnknownMap;
  /** What the user may change themselves; an object, possibly empty. Never decide about access by it. */
  readonly user_metadata: UnknownMap;
  /** When the profile was created; ISO 8601. */
  readonly created_at: string;
  /** When the profile last changed; ISO 8601. */
  readonly updated_at: string;
  /** The e-mail address; absent for connections that have none. */
  readonly email?: string;
  /** Whether the e-mail address was verified. */
  readonly email_verified: boolean;
  /** The family name. */
  readonly family_name?: string;
  /** The given name. */
  readonly given_name?: string;
  /** The full name. */
  readonly name?: string;
  /** The nickname. */
  readonly nickname?: string;
  /** The address of the user's picture. */
  readonly picture?: string;
  /** The user name, on connections that use one. */
  readonly username?: string;
  /** The phone number. */
  readonly phone_number?: string;
  /** Whether the phone number was verified. */
  readonly phone_verified?: boolean;
  /** When the password was last reset; ISO 8601. */
  readonly last_password_reset?: string;
  /** The identities linked to this profile, the primary one first. */
  readonly identities: readonly Identity[];
  /** The providers of second factors the user has enrolled in; the e-mail factor is left out. */
  readonly multifactor?: readonly string[];
  /**
   * The second factors the user has enrolled in, e-mail included.
   * https://auth0.com/docs/secure/multi-factor-authentication/adaptive-mfa/customize-adaptive-mfa
   */
  readonly enrolledFactors?: readonly EnrolledFactor[];
}

/**
 * One account of the user at one connection. The tokens of the identity provider are not among its documented
 * fields. https://auth0.com/docs/customize/actions/migrate/actions-migration-limitations
 */
interface Identity {
  /** The name of the connection. */
  readonly connection?: string;
  /** The kind of identity provider, such as `waad`. */
  readonly provider?: string;
  /** The user's identifier at that provider. */
  readonly user_id?: string;
  /** Whether the provider is a social one. */
  readonly isSocial?: boolean;
  /** The profile as that provider sent it, for identities other than the primary one. */
  readonly profileData?: StringMap;
}

interface EnrolledFactor {
  /** The factor, such as `phone` or `webauthn-roaming`. */
  readonly type: string;
  /** Settings that depend on the factor. */
  readonly options?: UnknownMap;
}

// ---- How they authenticated, and what they may do ----

interface Authentication {
  /** What the user completed in this session, the oldest first. */
  readonly methods: readonly AuthenticationMethod[];
  /** How risky Adaptive MFA finds the login. */
  readonly riskAssessment?: RiskAssessment;
}

/** A completed authentication method. Rules gave `timestamp` as a number, Actions give ISO 8601. */
type AuthenticationMethod =
  | {
      /** A built-in method, or the URL that `api.authentication.recordMethod` was given. */
      readonly name:
        | 'federated'
        | 'pwd'
        | 'passkey'
        | 'sms'
        | 'email'
        | 'phone_number'
        | 'mock'
        | `http://${string}`
        | `https://${string}`;
      /** When it was completed; ISO 8601. */
      readonly timestamp: string;
    }
  | {
      /** A second factor. */
      readonly name: 'mfa';
      /** When it was completed; ISO 8601. */
      readonly timestamp: string;
      /** The kind of factor; in the samples of the documentation only. */
      readonly type?: string;
    };

type Confidence = 'low' | 'medium' | 'high' | 'neutral';

/** https://auth0.com/docs/secure/multi-factor-authentication/adaptive-mfa/customize-adaptive-mfa */
interface RiskAssessment {
  /** The overall confidence that the login is legitimate. */
  readonly confidence: Confidence;
  /** The version of the assessment. */
  readonly version: string;
  /** The single assessments. */
  readonly assessments: Assessments;
  /** What other services say about the login. */
  readonly supplemental?: {
    /** Headers of Akamai in front of the tenant; early access. */
    readonly akamai?: Akamai;
  };
}

interface Assessments {
  /** Whether an AI agent acts. */
  readonly AgentDetection?: {
    readonly code: 'unknown' | 'verified_agent';
    readonly confidence: Confidence;
    readonly details?: { readonly provider?: string };
  };
  /** Whether the user could have travelled here since the last login. */
  readonly ImpossibleTravel?: {
    readonly code:
      | 'minimal_travel_from_last_login'
      | 'travel_from_last_login'
      | 'substantial_travel_from_last_login'
      | 'impossible_travel_from_last_login'
      | 'invalid_travel'
      | 'missing_geoip'
      | 'anonymous_proxy'
      | 'unknown_location'
      | 'initial_login'
      | 'location_history_not_found'
      | 'assessment_not_available';
    readonly confidence: Confidence;
  };
  /** Whether the device was seen before. */
  readonly NewDevice?: {
    readonly code:
      | 'match'
      | 'partial_match'
      | 'no_match'
      | 'initial_login'
      | 'unknown_device'
      | 'no_device_history'
      | 'assessment_not_available';
    readonly confidence: Confidence;
    readonly details?: {
      readonly device?: 'known' | 'unknown';
      readonly useragent?: 'known' | 'unknown';
    };
  };
  /** Whether the IP address is on a deny list. */
  readonly UntrustedIP?: {
    readonly code:
      | 'not_found_on_deny_list'
      | 'found_on_deny_list'
      | 'invalid_ip_address'
      | 'assessment_not_available';
    readonly confidence: Confidence;
    readonly details?: {
      readonly ip?: string;
      readonly matches?: string;
      readonly source?: string;
      readonly category?: string;
    };
  };
}

interface Akamai {
  /** Findings of the bot manager. */
  readonly akamaiBot?: {
    readonly type?: string;
    readonly action?: string;
    readonly botnetId?: string;
    readonly botScoreResponseSegment?: string;
    readonly botCategory?: readonly string[];
    readonly botScore?: number;
  };
  /** Findings of the account protector. */
  readonly akamaiUserRisk?: {
    readonly action?: string;
    readonly emailDomain?: string;
    readonly ouid?: string;
    readonly requestid?: string;
    readonly username?: string;
    readonly uuid?: string;
    readonly allow?: number;
    readonly score?: number;
    readonly status?: number;
    readonly general?: UnknownMap;
    readonly risk?: UnknownMap;
    readonly trust?: UnknownMap;
  };
}

interface Authorization {
  /** Names of the user's roles. */
  readonly roles: readonly string[];
}

// ---- Where they log in, and through what ----

interface Client {
  /** The client ID of the application. */
  readonly client_id: string;
  /** The name of the application. */
  readonly name: string;
  /** The metadata of the application; an object, possibly empty. */
  readonly metadata: StringMap;
  /** Refresh-token settings of the application; early access. */
  readonly refresh_token?: {
    /** The APIs one refresh token may be exchanged for. */
    readonly policies?: readonly { readonly audience?: string; readonly scope?: readonly string[] }[];
  };
}

interface Connection {
  /** The connection's identifier. */
  readonly id: string;
  /** The connection's name. */
  readonly name: string;
  /** The kind of connection, such as `auth0`, `waad` or `samlp`; a social connection's own name. */
  readonly strategy: string;
  /** The metadata of the connection. */
  readonly metadata?: StringMap;
}

interface CustomDomain {
  /** The host name. */
  readonly domain: string;
  /** The metadata of the custom domain. */
  readonly domain_metadata: StringMap;
}

interface Organization {
  /** The organization's identifier. */
  readonly id: string;
  /** The organization's name. */
  readonly name: string;
  /** The name people see. */
  readonly display_name: string;
  /** The metadata of the organization. */
  readonly metadata: StringMap;
}

interface ResourceServer {
  /** The audience of the API. */
  readonly identifier: string;
}

interface Stats {
  /** How often the user has logged in, this login included. */
  readonly logins_count: number;
}

interface Tenant {
  /** The name of the tenant. */
  readonly id: string;
}

// ---- The request and its transaction ----

interface Request {
  /** The IP address of the user's device. */
  readonly ip: string;
  /** The HTTP method. */
  readonly method: string;
  /** The host name the request was made to. */
  readonly hostname?: string;
  /** The language the browser asks for. */
  readonly language?: string;
  /** The user agent. */
  readonly user_agent?: string;
  /** The autonomous system of the IP address, such as `AS13335`. */
  readonly asn?: string;
  /** Where the IP address is. */
  readonly geoip: GeoIP;
  /** The query parameters, chosen by whoever made the request: UNTRUSTED (officially `any`). */
  readonly query: UnknownMap;
  /** The body of a POST, chosen by whoever made the request: UNTRUSTED (officially `any`). */
  readonly body: UnknownMap;
}

/** Keys are camelCase here and were snake_case in Rules. */
interface GeoIP {
  /** The city. */
  readonly cityName?: string;
  /** Two letters. */
  readonly continentCode?: string;
  /** ISO 3166-1, two letters. */
  readonly countryCode?: string;
  /** ISO 3166-1, three letters. */
  readonly countryCode3?: string;
  /** The country. */
  readonly countryName?: string;
  /** Degrees. */
  readonly latitude?: number;
  /** Degrees. */
  readonly longitude?: number;
  /** The state or province, as a code. */
  readonly subdivisionCode?: string;
  /** The state or province. */
  readonly subdivisionName?: string;
  /** The name of the time zone, such as `Europe/Berlin`. */
  readonly timeZone?: string;
}

interface Transaction {
  /** The transaction's identifier. */
  readonly id?: string;
  /** How the application talks to Auth0. `redirect-callback` and `delegation` of Rules do not exist here. */
  readonly protocol?: Protocol;
  /** Authentication context classes the application asks for. */
  readonly acr_values?: readonly string[];
  /** Who acts for the user in a token exchange, up to four levels deep. */
  readonly actor?: Actor;
  /** The type of the actor's token in a token exchange. */
  readonly actor_token_type?: string;
  /** The type of the subject's token in a token exchange. */
  readonly subject_token_type?: string;
  /** The identifier the application gave the transaction. */
  readonly correlation_id?: string;
  /** The session this login continues when accounts are linked. */
  readonly linking_id?: string;
  /** The language of the login pages. */
  readonly locale?: string;
  /** Whom the application expects to log in. */
  readonly login_hint?: string;
  /** What Actions keep for the rest of the transaction. https://auth0.com/docs/customize/actions/transaction-metadata */
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  /** The prompts the application asks for, such as `none` or `login`. */
  readonly prompt?: readonly string[];
  /** Where the user goes after the login. */
  readonly redirect_uri?: string;
  /** What the application asks to be authorized, in detail (RFC 9396). */
  readonly requested_authorization_details?: readonly AuthorizationDetail[];
  /** The scopes the application asked for; absent for password grants. */
  readonly requested_scopes?: readonly string[];
  /** How the answer is sent. */
  readonly response_mode?: 'query' | 'fragment' | 'form_post' | 'web_message';
  /** What the application wants back. */
  readonly response_type?: readonly ('code' | 'token' | 'id_token')[];
  /** The state the application sent. */
  readonly state?: string;
  /** The languages the application asks for. */
  readonly ui_locales?: readonly string[];
}

type Protocol =
  | 'oidc-basic-profile'
  | 'oidc-ciba'
  | 'oidc-ciba-web-link'
  | 'oidc-hybrid-profile'
  | 'oidc-implicit-profile'
  | 'oauth2-access-token'
  | 'oauth2-device-code'
  | 'oauth2-password'
  | 'oauth2-refresh-token'
  | 'oauth2-resource-owner'
  | 'oauth2-resource-owner-jwt-bearer'
  | 'oauth2-token-exchange'
  | 'oauth2-webauthn'
  | 'samlp'
  | 'wsfed'
  | 'wstrust-usernamemixed';

interface Actor {
  /** Who acts. */
  readonly sub: string;
  /** For whom that one acts in turn. */
  readonly act?: Actor;
}

interface AuthorizationDetail {
  /** The type of the authorization request. */
  readonly type: string;
  /** Whatever belongs to that type, as the application sent it: UNTRUSTED. */
  readonly [field: string]: unknown;
}

// ---- Sessions and tokens ----

interface Session {
  /** The session's identifier. */
  readonly id: string;
  /** Whose session it is; this and all below: enterprise plan. */
  readonly user_id?: string;
  /** ISO 8601. */
  readonly created_at?: string;
  /** ISO 8601. */
  readonly updated_at?: string;
  /** When the user last authenticated; ISO 8601. */
  readonly authenticated_at?: string;
  /** When it ends at the latest; ISO 8601. */
  readonly expires_at?: string;
  /** When it ends unless it is used; ISO 8601. */
  readonly idle_expires_at?: string;
  /** When it was last used; ISO 8601. */
  readonly last_interacted_at?: string;
  /** The applications the user has logged in to in this session. */
  readonly clients?: readonly { readonly client_id: string }[];
  /** The device the session lives on. */
  readonly device?: Device;
  /** Whether the cookie outlives the browser. */
  readonly cookie?: { readonly mode: 'persistent' | 'non-persistent' };
  /** What `api.session.setMetadata` keeps. */
  readonly metadata?: StringMap;
  /** Who acts in this session for the user. */
  readonly actor?: { readonly sub: string } & Readonly<Record<string, string | number | boolean | null>>;
  /** Where the session came from, if it was transferred; early access. */
  readonly session_transfer?: {
    readonly parent_refresh_token?: { readonly id?: string; readonly metadata?: StringMap };
  };
}

interface Device {
  /** The first IP address. */
  readonly initial_ip?: string;
  /** The first autonomous system. */
  readonly initial_asn?: string;
  /** The first user agent. */
  readonly initial_user_agent?: string;
  /** The latest IP address. */
  readonly last_ip?: string;
  /** The latest autonomous system. */
  readonly last_asn?: string;
  /** The latest user agent. */
  readonly last_user_agent?: string;
}

interface RefreshToken {
  /** The refresh token's identifier. */
  readonly id: string;
  /** ISO 8601. */
  readonly created_at: string;
  /** The application it was issued to. */
  readonly client_id?: string;
  /** Whose it is. */
  readonly user_id?: string;
  /** The session it belongs to. */
  readonly session_id?: string;
  /** When it ends at the latest; ISO 8601. */
  readonly expires_at?: string;
  /** When it ends unless it is used; ISO 8601. */
  readonly idle_expires_at?: string;
  /** When it was last exchanged; ISO 8601. */
  readonly last_exchanged_at?: string;
  /** Whether each exchange replaces it. */
  readonly rotating?: boolean;
  /** The device it is used on. */
  readonly device?: Device;
  /** The APIs and scopes (space-separated) it is good for. */
  readonly resource_servers?: readonly { readonly audience: string; readonly scopes: string }[];
  /** What `api.refreshToken.setMetadata` keeps. */
  readonly metadata?: StringMap;
  /** Where it came from, if its session was transferred. */
  readonly session_transfer?: { readonly parent_refresh_token?: { readonly id?: string } };
}

interface SessionTransferToken {
  /** The application that asked for it. */
  readonly client_id: string;
  /** Its scopes. */
  readonly scope: readonly string[];
  /** The request it was issued for. */
  readonly request: {
    readonly ip: string;
    readonly asn?: string;
    readonly user_agent?: string;
    readonly geoip?: GeoIP;
  };
}

interface SecurityContext {
  /** JA3 fingerprint. */
  readonly ja3?: string;
  /** JA4 fingerprint. */
  readonly ja4?: string;
}

// ---- Forms, agents, experiments ----

interface Prompt {
  /** The identifier of the form. */
  readonly id: string;
  /** What the user entered: UNTRUSTED. */
  readonly fields?: UnknownMap;
  /** What the form was given or computed. */
  readonly vars?: UnknownMap;
}

interface Agent {
  /** The agent's identifier. */
  readonly agent_id: string;
  /** The agent's name. */
  readonly name: string;
  /** The metadata of the agent. */
  readonly agent_metadata: UnknownMap;
}

/** The documentation gives the times as numbers, Auth0's samples as ISO 8601: handle both. */
interface AnonymousSession {
  readonly user_id: string;
  readonly session_id: string;
  readonly created_at: string | number;
  readonly expires_at: string | number;
  readonly metadata: StringMap;
}

/** https://auth0.com/docs/customize/experiment-center/integrations/actions-integration-guide */
interface Experiment {
  readonly experiment_id: string;
  readonly variation_id: string;
  /** Setting to value. */
  readonly config: Readonly<Record<string, { readonly value: unknown }>>;
  /** Whether this login is in the control group. */
  readonly is_control: boolean;
}

export type { Configuration, Event, Secrets };
