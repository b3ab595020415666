// What a post-login Action can do to the login.
// https://auth0.com/docs/actions/reference/post-login/post-login-api-object
//
// Methods that return `PostLoginAPI` can be chained; the others return nothing.

import type { Event } from './event.js';

/**
 * A handler: `onExecutePostLogin`, or `onContinuePostLogin` for the way back from a redirect or a form.
 * It must be an `async` function: Auth0 refuses a plain function that returns a promise.
 */
interface PostLoginAction {
  (event: Event, api: PostLoginAPI): Promise<void>;
}

/** What an Action can do. Calls are recorded; Auth0 acts on them when the Action has finished. */
interface PostLoginAPI {
  /** Refuse the login. */
  readonly access: AccessAPI;
  /** Change the access token. */
  readonly accessToken: AccessTokenAPI;
  /** Ask for further proof, or record one. */
  readonly authentication: AuthenticationAPI;
  /** Keep strings between logins, for a while. */
  readonly cache: CacheAPI;
  /** Ask for the groups a directory has provisioned. */
  readonly groups: GroupsAPI;
  /** Change the ID token. */
  readonly idToken: IdTokenAPI;
  /** Ask for a second factor at the end of the flow. */
  readonly multifactor: MultifactorAPI;
  /** Show a form. */
  readonly prompt: PromptAPI;
  /** Send the user elsewhere and take them back. */
  readonly redirect: RedirectAPI;
  /** Change the refresh token. */
  readonly refreshToken: RefreshTokenAPI;
  /** Ask for the user's effective roles. */
  readonly roles: RolesAPI;
  /** Ask which Rules have run. */
  readonly rules: RulesAPI;
  /** Change the SAML assertion. */
  readonly samlResponse: SamlResponseAPI;
  /** Change the session. */
  readonly session: SessionAPI;
  /** Keep values for the rest of the transaction. */
  readonly transaction: TransactionAPI;
  /** Change the user's metadata. */
  readonly user: UserAPI;
  /** Report what the user can put right. */
  readonly validation: ValidationAPI;
}

// ---- Access and tokens ----

interface AccessAPI {
  /**
   * Refuses the login once this Action has finished: later Actions do not run, metadata it has set is still
   * written. It does NOT end the function: a `return` must follow.
   * @param reason Reaches the application as `error_description`.
   */
  deny(reason: string): PostLoginAPI;
}

interface CustomClaimAPI {
  /**
   * Sets a claim; the last call for a name wins. `scope` throws; other reserved names are dropped without a word.
   * https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
   */
  setCustomClaim(key: string, value: unknown): PostLoginAPI;
}

type IdTokenAPI = CustomClaimAPI;

interface AccessTokenAPI extends CustomClaimAPI {
  /** Adds a scope; at most 280 characters without white space, otherwise it throws. */
  addScope(scope: string): void;
  /** Removes a scope; the last call for a scope wins. */
  removeScope(scope: string): void;
}

// ---- Authentication ----

type SimpleFactorType = 'otp' | 'webauthn-platform' | 'webauthn-roaming';
type RecoveryCodeFactor = { type: 'recovery-code'; options?: Record<string, unknown> };
type PhoneFactor = { type: 'phone'; options?: { preferredMethod?: 'sms' | 'voice' | 'both' } };
type PushFactor = { type: 'push' | 'push-notification'; options?: { otpFallback?: boolean } };

/** A second factor to enrol in. */
type EnrollmentFactor = { type: SimpleFactorType } | RecoveryCodeFactor | PhoneFactor | PushFactor;

/** A second factor to challenge with; unlike enrolment, e-mail counts. */
type ChallengeFactor = EnrollmentFactor | { type: 'email' };

interface AuthenticationAPI {
  /**
   * Suspends the flow until the user has passed this factor, or one of the additional ones. A factor that is off
   * or not enrolled is ignored; if none is left, the login fails.
   */
  challengeWith(factor: ChallengeFactor, options?: { additionalFactors?: ChallengeFactor[] }): void;
  /** As `challengeWith`, but the user chooses the factor first. */
  challengeWithAny(factors: ChallengeFactor[]): void;
  /** Suspends the flow until the user has enrolled in this factor, or one of the additional ones. */
  enrollWith(factor: EnrollmentFactor, options?: { additionalFactors?: EnrollmentFactor[] }): void;
  /** As `enrollWith`, but the user chooses the factor first. */
  enrollWithAny(factors: EnrollmentFactor[]): void;
  /**
   * Records a method of one's own as completed; only in `onContinuePostLogin`.
   * @param providerUrl An http or https URL; it becomes the method's name.
   */
  recordMethod(providerUrl: string): PostLoginAPI;
  /**
   * Makes another user, to whom this identity is linked already, the one who logs in. Throws when called twice
   * in a transaction or with more than 128 characters; user metadata set by the same Action is lost.
   */
  setPrimaryUser(primaryUserId: string): void;
}

interface MultifactorAPI {
  /**
   * Asks for a second factor at the end of the flow; `none` skips it. Without `allowRememberBrowser` the browser
   * is not remembered, which Rules did by default.
   */
  enable(
    provider: 'any' | 'duo' | 'google-authenticator' | 'guardian' | 'none',
    options?: {
      allowRememberBrowser?: boolean;
      /** For `duo` only. */
      providerOptions?: { host: string; ikey: string; skey: string; username?: string };
    },
  ): PostLoginAPI;
}

// ---- Leaving the flow and coming back ----

interface RedirectAPI {
  /**
   * Sends the user to a URL when this Action has finished, and suspends the flow there; the way back is
   * `/continue`, which runs `onContinuePostLogin` of the same Action. Throws on an invalid URL. In a flow without
   * a user agent the login fails with `interaction_required`.
   * https://auth0.com/docs/customize/actions/redirect-with-actions
   */
  sendUserTo(url: string, options?: { query?: Record<string, string> }): PostLoginAPI;
  /**
   * Signs a token for the site the user is sent to (HS256, subject the user's ID).
   * @param options.expiresInSeconds 900 unless given.
   */
  encodeToken(options: {
    payload: Record<string, unknown>;
    secret: string;
    expiresInSeconds?: number;
  }): string;
  /**
   * The payload of the token the site sent back; throws if it is absent, expired, of another user or of another
   * transaction. What it says is UNTRUSTED beyond that (officially `any`).
   * @param options.tokenParameterName `session_token` unless given.
   */
  validateToken(options: { secret: string; tokenParameterName?: string }): Record<string, unknown>;
  /** @deprecated False where `prompt=none` or the protocol allows no redirect. */
  canRedirect(): boolean;
}

interface PromptAPI {
  /**
   * Shows a form when this Action has finished, and suspends the flow. One form an Action, and not together
   * with `redirect.sendUserTo`.
   * @param formId At most 48 characters.
   */
  render(
    formId: string,
    options?: { fields?: Record<string, unknown>; vars?: Record<string, unknown> },
  ): void;
}

// ---- User, transaction, cache ----

interface UserAPI {
  /**
   * Writes one root key of the app metadata at the end of the flow; `null` removes it. `event.user` stays as it
   * is in this Action, later Actions see the change.
   * https://auth0.com/docs/manage-users/user-accounts/metadata/manage-user-metadata
   */
  setAppMetadata(key: string, value: unknown): PostLoginAPI;
  /** As `setAppMetadata`, for the metadata the user may change. */
  setUserMetadata(key: string, value: unknown): PostLoginAPI;
}

interface TransactionAPI {
  /** Keeps a value in `event.transaction.metadata`, visible at once; `null` removes it. */
  setMetadata(key: string, value: string | number | boolean | null): void;
}

interface CacheRecord {
  value: string;
  /** Milliseconds since 1970. */
  expires_at: number;
}

interface CacheError {
  type: 'error';
  code:
    | 'CacheKeyDoesNotExist'
    | 'CacheKeySizeExceeded'
    | 'CacheSizeExceeded'
    | 'CacheValueSizeExceeded'
    | 'FailedToDeleteCacheRecord'
    | 'FailedToSetCacheRecord'
    | 'InvalidExpiry'
    | 'ItemAlreadyExpired'
    | 'MaxSideEffectsExceeded';
}

/** None of these throws: look at the result. */
interface CacheAPI {
  /** The record, unless it is absent or expired. */
  get(key: string): CacheRecord | undefined;
  /**
   * Keeps a string for `ttl` milliseconds or until `expires_at` (milliseconds since 1970), whichever comes first;
   * for 15 minutes if neither is given.
   */
  set(
    key: string,
    value: string,
    options?: { ttl?: number; expires_at?: number },
  ): { type: 'success'; record: CacheRecord } | CacheError;
  /** Removes a record. */
  delete(key: string): { type: 'success' } | CacheError;
}

interface ValidationAPI {
  /** Records an error to show to the user; throws above 100 characters in either argument. */
  error(errorCode: string, errorMessage: string): PostLoginAPI;
}

interface RulesAPI {
  /** Whether the Rule with this ID has run in this transaction. */
  wasExecuted(ruleId: string): boolean;
}

// ---- Session and refresh token ----

interface MetadataAPI {
  /** Keeps a string, at most 25 of them, 255 characters a key or value; `null` removes it. Visible at once. */
  setMetadata(key: string, value: string | null): void;
  /** Removes one key. */
  deleteMetadata(key: string): void;
  /** Removes all keys. */
  evictMetadata(): void;
}

interface ExpiryAPI {
  /** Ends it at the latest then; milliseconds since 1970, the earliest call wins. */
  setExpiresAt(absolute: number): void;
  /** Ends it then unless it is used; milliseconds since 1970, the earliest call wins. */
  setIdleExpiresAt(idle: number): void;
}

/** Enterprise plan. */
interface SessionAPI extends MetadataAPI, ExpiryAPI {
  /** Ends the session and refuses the login. */
  revoke(reason: string, options?: { preserveRefreshTokens?: boolean }): void;
  /** Whether the cookie outlives the browser; the last call wins. */
  setCookieMode(mode: 'persistent' | 'non-persistent'): void;
}

/** Enterprise plan. It may be called before the token exists, and then applies to the token to be issued. */
interface RefreshTokenAPI extends MetadataAPI, ExpiryAPI {
  /** Revokes the refresh token; only while one is exchanged. */
  revoke(reason: string): void;
}

// ---- Groups and roles ----

/** A group an enterprise directory has provisioned by SCIM; not the `groups` attribute of `event.user`. */
interface Group {
  id: string;
  name: string;
  external_id?: string;
  connection_id?: string;
  tenant_name: string;
  created_at: string;
  updated_at: string;
  membership_created_at: string;
  /** How the user came into the group; its values are not documented. */
  assignment: unknown;
}

interface GroupMembership {
  is_member: boolean;
  matches?: { id: string; name: string; group_type: string }[];
}

interface Page {
  take?: number;
  /** The `next` of the page before. */
  from?: string;
}

interface GroupsAPI {
  /** The user's groups, page by page. */
  getUserGroups(options?: Page): Promise<{ groups: Group[]; next?: string }>;
  /** Whether the user is in these groups, by ID or name; throws on an empty list. */
  hasGroupMembership(
    groups: string[],
  ): Promise<{ memberships: Record<string, GroupMembership>; errors?: Record<string, unknown> }>;
}

interface RolePage {
  roles: { id: string; name: string; type: string }[];
  next?: string;
}

/** Roles given directly or through groups, within the organization of the login if there is one. */
interface RolesAPI {
  /** The user's roles, page by page; at most 100 a page. */
  getUserEffectiveRoles(options?: Page): Promise<RolePage>;
  /** Those of at most 100 role IDs that the user has. */
  getUserEffectiveRolesByIds(ids: string[]): Promise<RolePage>;
  /** Those of at most 50 role names that the user has. */
  getUserEffectiveRolesByNames(names: string[]): Promise<RolePage>;
}

// ---- SAML ----

/** An invalid value throws. https://auth0.com/docs/authenticate/protocols/saml/saml-configuration/customize-saml-assertions */
interface SamlResponseAPI {
  /** Sets an attribute of the assertion to a VALUE (Rules named a profile property); `null` removes it. */
  setAttribute(
    attribute: string,
    value: string | number | boolean | (string | number | boolean)[] | null,
  ): void;
  /** The audience; at most 2048 characters. */
  setAudience(audience: string): void;
  /** The recipient; at most 2048 characters. */
  setRecipient(recipient: string): void;
  /** The destination; at most 2048 characters. */
  setDestination(destination: string): void;
  /** Whether a UPN claim is made; true unless set. */
  setCreateUpnClaim(createUpnClaim: boolean): void;
  /** Whether unmapped claims are passed on; true unless set. */
  setPassthroughClaimsWithNoMapping(passthroughClaimsWithNoMapping: boolean): void;
  /** Whether unknown claims keep their name; false unless set. */
  setMapUnknownClaimsAsIs(mapUnknownClaimsAsIs: boolean): void;
  /** Whether the identities are mapped; true unless set. */
  setMapIdentities(mapIdentities: boolean): void;
  /** The algorithm of the digest. */
  setDigestAlgorithm(digestAlgorithm: 'sha256' | 'sha1'): void;
  /** The algorithm of the signature. */
  setSignatureAlgorithm(signatureAlgorithm: 'rsa-sha256' | 'rsa-sha1'): void;
  /** The algorithm of the encryption; `aes256-cbc` unless set, though deprecated. */
  setEncryptionAlgorithm(encryptionAlgorithm: 'aes256-gcm' | 'aes256-cbc'): void;
  /** How long the assertion is valid; 3600 unless set. */
  setLifetimeInSeconds(lifetimeInSeconds: number): void;
  /** Whether the response is signed instead of the assertion; false unless set. */
  setSignResponse(signResponse: boolean): void;
  /** The format of the NameID; at most 512 characters. */
  setNameIdentifierFormat(nameIdentifierFormat: string): void;
  /** The attributes tried for the NameID; at most 10 of 512 characters. */
  setNameIdentifierProbes(nameIdentifierProbes: string[]): void;
  /** The authentication context class; at most 512 characters. */
  setAuthnContextClassRef(authnContextClassRef: string): void;
  /** Whether attributes carry the format of their name; true unless set. */
  setIncludeAttributeNameFormat(includeAttributeNameFormat: boolean): void;
  /** Whether attributes carry a type; true unless set. */
  setTypedAttributes(typedAttributes: boolean): void;
  /** The relay state; at most 512 characters. */
  setRelayState(relayState: string): void;
  /** The issuer; at most 512 characters. */
  setIssuer(issuer: string): void;
  /** The certificate that verifies requests; PEM, at most 4096 characters. */
  setSigningCert(signingCert: string): void;
  /** The certificate the assertion is encrypted for; PEM, at most 4096 characters. */
  setEncryptionCert(encryptionCert: string): void;
  /** The public key the assertion is encrypted for; PEM, at most 4096 characters. */
  setEncryptionPublicKey(encryptionPublicKey: string): void;
  /** The certificate of the signature; PEM, at most 4096 characters. */
  setCert(cert: string): void;
  /** The private key of the signature; PEM, at most 4096 characters. Take it from a secret. */
  setKey(key: string): void;
}

export type { PostLoginAction, PostLoginAPI, PromptAPI, RefreshTokenAPI, SessionAPI, TransactionAPI };
