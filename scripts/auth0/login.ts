/** Keys that an object may hold beside the documented ones. */
type Open = { readonly [key: string]: unknown };
type Attributes = Readonly<Record<string, unknown>>;
type Labels = Readonly<Record<string, string>>;

/**
 * One login as Auth0 knows it before any code runs: plain, serialisable, and the one source of both worlds: the
 * `event` of an Action and the `user` and `context` of a Rule. Names are those of the Action event; where the two
 * worlds differ (an absent `app_metadata` reads `{}` in an Action and `undefined` in a Rule), the login says what was
 * stored and each world shows it its own way.
 */
export interface Login {
  readonly tenant: { readonly id: string };
  readonly user: LoginUser;
  readonly client: { readonly client_id: string; readonly name: string; readonly metadata?: Labels };
  readonly connection: {
    readonly id: string;
    readonly name: string;
    readonly strategy: string;
    readonly metadata?: Labels;
    /** Seen by Rules only (`context.connectionOptions`). */
    readonly options?: Attributes;
  };
  readonly request: LoginRequest;
  readonly transaction?: LoginTransaction;
  readonly authentication?: {
    /** Timestamps are ISO 8601. */
    readonly methods: readonly ({ readonly name: string; readonly timestamp: string } & Open)[];
    readonly riskAssessment?: Attributes;
  };
  readonly authorization?: { readonly roles: readonly string[] };
  readonly organization?: {
    readonly id: string;
    readonly name: string;
    readonly display_name: string;
    readonly metadata: Labels;
  };
  readonly resource_server?: { readonly identifier: string };
  readonly session?: { readonly id: string } & Open;
  readonly refresh_token?: { readonly id: string; readonly created_at: string } & Open;
  readonly custom_domain?: { readonly domain: string; readonly domain_metadata: Labels };
  readonly security_context?: { readonly ja3?: string; readonly ja4?: string };
  readonly stats: { readonly logins_count: number };
  /** Ids of the Rules that ran earlier in this transaction, for `api.rules.wasExecuted`. */
  readonly rules_executed?: readonly string[];
  /** Seen by Rules only (`context.sso`). */
  readonly sso?: Attributes;
  /** What `api.groups` and `api.roles` answer from: provisioned groups and effective roles. */
  readonly directory?: {
    readonly groups?: readonly ({ readonly id: string; readonly name: string } & Open)[];
    readonly roles?: readonly { readonly id: string; readonly name: string; readonly type: string }[];
  };
}

/** The profile; any further key is a root attribute of the identity provider, such as `groups`. */
export interface LoginUser {
  readonly user_id: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly app_metadata?: unknown;
  readonly user_metadata?: unknown;
  readonly identities?: readonly LoginIdentity[];
  readonly [attribute: string]: unknown;
}

export interface LoginIdentity {
  readonly connection?: string;
  readonly provider?: string;
  readonly user_id?: string;
  readonly isSocial?: boolean;
  readonly profileData?: Attributes;
  readonly [key: string]: unknown;
}

interface LoginRequest {
  readonly ip: string;
  readonly method: string;
  readonly hostname?: string;
  readonly language?: string;
  readonly user_agent?: string;
  readonly asn?: string;
  readonly query: Attributes;
  readonly body: Attributes;
  /** camelCase keys, as in the Action event. */
  readonly geoip?: Attributes;
}

interface LoginTransaction {
  readonly id?: string;
  readonly protocol?: string;
  readonly requested_scopes?: readonly string[];
  readonly acr_values?: readonly string[];
  readonly ui_locales?: readonly string[];
  readonly prompt?: readonly string[];
  readonly redirect_uri?: string;
  readonly response_type?: readonly string[];
  readonly response_mode?: string;
  readonly locale?: string;
  readonly login_hint?: string;
  readonly state?: string;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  readonly [key: string]: unknown;
}
