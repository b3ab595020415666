/**
 * What the public documentation and recorded answers of real tenants leave open. Each is one named constant, so that
 * it can be settled on a live tenant and changed in one place.
 */

/** Rules reached their end of life on 2026-11-18; lists still answer, every write is refused with this answer. */
export const RULES_WRITES_REFUSED = {
  statusCode: 403,
  message:
    'Rules have reached their end of life and can no longer be created or changed. Use Actions instead.',
  errorCode: 'feature_not_enabled',
} as const;

/**
 * Recorded tenants accept an Action that does not parse, and it fails at the first login. The local tenant is
 * stricter, so that the mistake is met before a login meets it: its build fails.
 */
export const BROKEN_CODE_FAILS_BUILD = true;

/** A secret sent by name alone keeps the value the Action already holds under that name. */
export const SECRET_WITHOUT_VALUE_IS_KEPT = true;

/** Seconds a Management API token lives: the default of a new tenant. */
export const MANAGEMENT_TOKEN_SECONDS = 86_400;

/**
 * The algorithm of ID tokens of an application that does not say: applications made by the Management API without
 * `jwt_configuration.alg` show none, and symmetric signing is what made them so.
 */
export const DEFAULT_ID_TOKEN_ALGORITHM = 'HS256';

/** An application that names no method may send its secret in the form or as HTTP Basic. */
export const BOTH_SECRET_METHODS_ACCEPTED = true;

/** The answer to a login of an application without any connection. */
export const NO_CONNECTION = 'no connections enabled for the client';

/** A refused multi-factor challenge ends the login; a real tenant lets the user try again. */
export const MFA_REFUSED = 'The multi-factor challenge was not passed.';

/**
 * What a new tenant answers for its settings, as far as somebody looks at it here: hours that a session lasts at most,
 * and unused (https://auth0.com/docs/manage-users/sessions/session-lifetime-limits). That both are in the answer of a
 * tenant on which nobody has set them is assumed.
 */
export const NEW_TENANT_SETTINGS = { session_lifetime: 168, idle_session_lifetime: 72 } as const;
