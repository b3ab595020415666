/** Something a Rule has around it or does, rather than reads, and what an Action has or does instead. */
interface GlobalRow {
  /** As it is written in a Rule. */
  readonly rule: string;
  /** As it is written in an Action; absent: nothing takes its place. */
  readonly action?: string;
  /** What a reviewer has to know. */
  readonly note: string;
  readonly source: string;
}

const DOCS = 'https://auth0.com/docs/customize';
const GUIDE = `${DOCS}/actions/migrate/migrate-from-rules-to-actions`;
const GAPS = `${DOCS}/actions/migrate/actions-migration-limitations`;
const ERRORS = `${DOCS}/rules/raise-errors-from-rules`;
const CONFIGURATION = `${DOCS}/rules/configuration`;
const CACHE = `${DOCS}/rules/cache-resources`;
const MANAGEMENT = `${DOCS}/rules/use-management-api`;
const REDIRECT = `${DOCS}/actions/redirect-with-actions`;
const DEPENDENCIES = `${DOCS}/actions/manage-dependencies`;
const GUIDELINES = `${DOCS}/actions/action-coding-guidelines`;

// oxfmt-ignore
export const globals: readonly GlobalRow[] = [
  // How it starts and ends
  { rule: 'function (user, context, callback) {}', action: 'export const onExecutePostLogin: PostLoginAction = async (event, api) => {}', source: GUIDE,
    note: 'A plain function that returns a promise is refused.' },
  { rule: 'callback(null, user, context)', action: 'return;', source: GUIDE,
    note: 'In asynchronous code the handler must not return before it is done: later claims and denials would be lost.' },
  { rule: 'callback(new UnauthorizedError(message))', action: 'api.access.deny(message); return;', source: ERRORS,
    note: 'Applications see error=access_denied instead of unauthorized. deny does not end the function.' },
  { rule: 'callback(error)', action: 'api.access.deny(error.message); return;', source: ERRORS,
    note: 'The text reaches the application. With a first argument that is not truthy the Rule goes on.' },
  { rule: 'throw error', action: 'api.access.deny(error.message); return;', source: GUIDELINES,
    note: 'Both refuse the login; an Action should not throw on purpose.' },
  { rule: 'no callback at all', action: 'api.access.deny(reason); return;', source: GUIDE,
    note: 'The Rule stalled the login until it failed after 20 s; an Action that just returns lets it through.' },
  { rule: "context.protocol === 'redirect-callback'", action: 'export const onContinuePostLogin: PostLoginAction = async (event, api) => {}', source: REDIRECT,
    note: 'Only the Action that redirected is resumed; Actions before it do not run again.' },
  { rule: 'work that goes on after callback', action: 'await it', source: GUIDELINES,
    note: 'Nothing says that an Action may go on once its handler has returned.' },

  // What is around it
  { rule: 'configuration.NAME', action: 'event.secrets.NAME', source: CONFIGURATION,
    note: 'One set for all Rules, one set per Action; values cannot be read from the tenant and must be supplied again.' },
  { rule: 'global.NAME', action: 'a variable of the module, or api.cache', source: CACHE,
    note: 'A module may be loaded afresh at any time; the cache holds strings.' },
  { rule: "require('name@1.2.3')", action: "require('name')", source: DEPENDENCIES,
    note: 'The version moves to the dependencies of the Action, or the package into its bundle.' },
  { rule: '_, async, bcrypt, crypto, jwt, request, uuid and the like without require', action: 'import them', source: GUIDE,
    note: 'A missing import only fails on the path that uses it.' },

  // The Management API
  { rule: 'auth0.users.updateAppMetadata(user.user_id, object)', action: 'api.user.setAppMetadata(key, value)', source: GUIDE,
    note: 'Once per root key. An empty object wiped all app_metadata. Written at the end of the flow, not at once.' },
  { rule: 'auth0.users.updateUserMetadata(user.user_id, object)', action: 'api.user.setUserMetadata(key, value)', source: GUIDE,
    note: 'Once per root key. An empty object wiped all user_metadata. Written at the end of the flow, not at once.' },
  { rule: 'auth0.accessToken', source: MANAGEMENT,
    note: 'An Action gets no token: it needs a machine-to-machine application of its own, with its credentials in secrets.' },
  { rule: 'auth0.baseUrl', source: MANAGEMENT, note: 'Keep the domain in a secret.' },
  { rule: 'auth0.domain', source: MANAGEMENT, note: 'Keep the domain in a secret.' },

  // Between Rules
  { rule: 'user.name = value for a later Rule', action: 'api.transaction.setMetadata(name, value)', source: GAPS,
    note: 'Actions do not see what others write to the event. Strings, numbers and booleans only.' },
  { rule: 'runs before every Action', action: "if (api.rules.wasExecuted('rul_…')) return;", source: GUIDE,
    note: 'While both exist, all Rules run before all Actions: convert the last Rule first.' },
];
