/**
 * Every assumption of the local tenant: what the public documentation and recorded answers of real tenants leave open.
 * Each is one named constant, so that it can be settled on a live tenant and changed in one place.
 */

/**
 * Refusals whose status, words or error code no public page gives, by name; `{}` stands for what is refused. That they
 * are refused at all is documented, or follows from what the answer to the opposite would be.
 */
// oxfmt-ignore
export const ASSUMED_REFUSALS = {
  actionNameTaken:      [409, 'An action with the same name already exists', 'action_conflict'],
  tooManyActions:       [400, 'The tenant has the maximum of {} actions', 'too_many_actions'],
  actionOfOtherTrigger: [400, "can't upgrade to this trigger.", 'invalid_body'],
  actionBound:          [400, 'Cannot delete an action that is bound to a trigger, use force to unbind it first', 'invalid_body'],
  triggerUnknown:       [400, 'Unknown trigger: {}', 'invalid_body'],
  runtimeUnsupported:   [400, 'Runtime {} is not supported by the trigger', 'invalid_body'],
  bindingOfNothing:     [400, 'No action was found for the binding ({}).', 'invalid_body'],
  bindingOfDraft:       [400, 'Trying to create a binding for an action that has not been deployed yet ({}).', 'invalid_body'],
  bindingOfOther:       [400, 'The action {} does not support the trigger.', 'invalid_body'],
  connectionNameTaken:  [409, 'A connection with the same name already exists', 'connection_conflict'],
  clientUnknown:        [400, 'The client does not exist: {}', 'inexistent_client'],
  grantTaken:           [409, 'A client grant for this client and audience already exists', 'client_grant_conflict'],
  scopesUnknown:        [400, 'The following scopes do not exist on the resource server: {}', 'invalid_body'],
  identifierTaken:      [409, 'A resource server with the same identifier already exists', 'resource_server_conflict'],
  systemApi:            [403, 'System APIs cannot be changed or deleted', 'operation_not_supported'],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string, errorCode: string]>>;

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
