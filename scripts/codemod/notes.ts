/** How much a note weighs: `info` asks for nothing, `review` for a look, `manual` for work before the Action is right. */
export type Severity = 'info' | 'review' | 'manual';

export interface NoteKind {
  readonly severity: Severity;
  readonly reason: string;
  readonly url: string;
}

/** Said of what an earlier rule leaves in some logins only; foretells.ts reads it. */
export const AT_TIMES = 'makes on some of its ways';

const DOCS = 'https://auth0.com/docs';
const MIGRATE = `${DOCS}/customize/actions/migrate/migrate-from-rules-to-actions`;
const GAPS = `${DOCS}/customize/actions/migrate/actions-migration-limitations`;
const LIMITS = `${DOCS}/customize/actions/limitations`;
const EVENT = `${DOCS}/actions/reference/post-login/post-login-event-object`;
const API = `${DOCS}/actions/reference/post-login/post-login-api-object`;
const METADATA = `${DOCS}/manage-users/user-accounts/metadata/manage-metadata-api`;
const CLAIMS = `${DOCS}/secure/tokens/json-web-tokens/create-custom-claims`;
const REDIRECT = `${DOCS}/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions`;
const PRACTICES = `${DOCS}/rules-best-practices/rules-execution-best-practices`;

/** Everything the converter has to say about a rule, by code. Reasons are whole sentences. */
export const NOTES = {
  'gate-without-callback': note(
    'review',
    'For every other login the rule returned without calling back, which stalled and failed that login, so this denies it. Most likely those logins were meant to pass untouched: then return without denying.',
    PRACTICES,
  ),
  'never-calls-back': note(
    'review',
    'On this path the rule never called back, which failed the login after 20 seconds, so this denies it.',
    PRACTICES,
  ),
  'may-not-call-back': note(
    'review',
    'A path can end here without a call back, which failed the login after 20 seconds. The Action denies it when no call has come after 15.',
    PRACTICES,
  ),
  'calls-back-twice': note(
    'review',
    'The rule can call back twice on one path. In practice the first call counted. A failure wins over a success here, so this refuses whom the rule let in first: return there if they are meant to pass.',
    PRACTICES,
  ),
  'goes-on-after-callback': note(
    'review',
    'The rule goes on after it called back. Nobody says whether what it changed then still counted: here it does, and an error refuses the login, which came too late in Rules. Return at the call if the rest was not meant for these logins, or else call back last.',
    PRACTICES,
  ),
  'returns-at-callback': note(
    'info',
    'The rule went on after it called back here, to no effect but for lines in its log. The Action returns.',
    PRACTICES,
  ),
  'replaces-user': note(
    'review',
    'The rule handed a changed user or context to later rules. Actions cannot: each one gets its own event.',
    MIGRATE,
  ),
  'denial-text': note(
    'info',
    'A denial reaches the application as error=access_denied with this text, where UnauthorizedError sent error=unauthorized.',
    GAPS,
  ),
  secrets: note('info', 'Configuration of the tenant becomes secrets of each Action.', MIGRATE),
  'secrets-unknown': note(
    'review',
    'The rule reads configuration by a name that is only known when it runs, so the secrets it needs cannot be listed.',
    MIGRATE,
  ),
  'undefined-metadata': note(
    'review',
    'Rules had no metadata object where nothing was stored, and Actions have an empty one. Here an empty object counts as none, also one that was stored empty.',
    MIGRATE,
  ),
  'empty-object': note(
    'info',
    'What Rules left out when there was nothing is an empty object in Actions, and is read as absent here.',
    EVENT,
  ),
  'metadata-wipe': note(
    'review',
    'Saving an empty object erased all metadata of this kind, so this removes each key. Check that it is meant.',
    METADATA,
  ),
  'save-answer': note(
    'review',
    'The Management API answered with the user as changed, and the rule may look at any part of it. Here that is the user of the event with the metadata as saved: check that no more is needed, such as logins_count or blocked.',
    METADATA,
  ),
  'metadata-at-end': note(
    'info',
    'Metadata is written once when the Actions end, and a failing write can no longer be handled here.',
    API,
  ),
  'metadata-local': note(
    'review',
    'The rule changed metadata without saving it, which later rules and SAML mappings could see. Here the change ends with this Action.',
    MIGRATE,
  ),
  'root-attribute': note(
    'review',
    'A rule changed this claim of the ID token by changing the user. Here the claim is set whatever scopes were asked for, stays as it was where the value is undefined, and SAML responses do not see it.',
    CLAIMS,
  ),
  'root-attribute-local': note(
    'review',
    'The rule put an attribute on the user, which later rules and SAML mappings could see. Here it ends with this Action.',
    MIGRATE,
  ),
  'root-attribute-computed': note(
    'review',
    'The rule put attributes on the user whose names are only known when it runs. Later rules and SAML mappings could see them, and a standard claim among them (name, picture and the like) changed in the ID token. Here it does not, and what is not said to travel ends with this Action.',
    CLAIMS,
  ),
  'context-local': note(
    'review',
    'The rule changed its context, which only later rules could see: it granted nothing. Here the change ends with this Action.',
    MIGRATE,
  ),
  'delete-attribute': note(
    'manual',
    'The rule removed attributes of the user, and so claims of the tokens. An Action cannot remove standard claims.',
    GAPS,
  ),
  'root-read': note(
    'review',
    'This attribute is not part of the documented event. It is there when the identity provider of the primary identity sent it, not when a rule, an extension or app_metadata put it on the user.',
    EVENT,
  ),
  'upstream-token': note(
    'manual',
    'Actions do not get the tokens of the identity provider. Read them from the Management API, GET /users/{id} with read:user_idp_tokens.',
    GAPS,
  ),
  'request-body': note(
    'review',
    'Rules saw the body of logins with a password only, Actions that of any login. Which protocols those are is not documented: look at the list in ruleBody.',
    EVENT,
  ),
  'not-in-rules': note(
    'review',
    'Rules had no such property, so the rule read undefined here. The event may have one.',
    EVENT,
  ),
  'no-equivalent': note(
    'manual',
    'Actions have nothing in place of this property. Get the value in another way, or drop what depends on it.',
    GAPS,
  ),
  'replaces-context': note(
    'manual',
    'What the rule hands on is not the context it got, so the claims and decisions in it do not reach the Action. Set them here.',
    MIGRATE,
  ),
  'multifactor-unsupported': note(
    'manual',
    'Actions have no such option for multi-factor authentication. Set it in the tenant if it still matters.',
    API,
  ),
  'hidden-code': note(
    'manual',
    'This reaches values by other ways than their names, so what it does with them cannot be followed. Write out what it does.',
    MIGRATE,
  ),
  'this-of-the-rule': note(
    'review',
    'What this was when a Rule ran is not documented, and an Action has none of its own. Name what is meant.',
    MIGRATE,
  ),
  'too-many-dependencies': note('manual', 'Auth0 installs at most 10 packages for an Action.', LIMITS),
  'connection-options': note(
    'manual',
    'Actions do not get the options of the connection. Copy what is needed to its metadata or to a secret.',
    GAPS,
  ),
  'session-clients': note(
    'review',
    'Actions list the clients of a session on enterprise plans only, and its ids mean something slightly different. Check that your plan has event.session.clients.',
    EVENT,
  ),
  'claim-restricted': note(
    'review',
    'Auth0 drops this claim silently: its name is reserved. Take a name of your own, such as a URL.',
    CLAIMS,
  ),
  'claim-read': note(
    'review',
    'The rule reads a claim. An Action sees only what it set itself, not the standard claims or those of earlier Actions.',
    GAPS,
  ),
  'claim-delete': note(
    'manual',
    'Standard claims, and claims that others set, cannot be removed by an Action.',
    GAPS,
  ),
  'claim-overwritten': note(
    'review',
    'An earlier rule sets this claim, too. Where this rule set it to undefined, it was taken out of the token; an Action leaves what the earlier one set.',
    GAPS,
  ),
  'claims-replaced': note(
    'review',
    'The rule replaced all claims, those of earlier rules included. An Action can only add its own.',
    GAPS,
  ),
  'scope-assignment': note(
    'review',
    'A rule replaced the granted scopes. Here the difference to the requested scopes, or to what an earlier rule made of them, is added and removed; what else was granted cannot be read. What is over 280 characters, which addScope refuses, is left out.',
    API,
  ),
  'saml-mappings': note(
    'review',
    'Replacing the mappings also switched off those of the SAML add-on. setAttribute only overrides the same names: set the others to null.',
    API,
  ),
  'saml-path': note(
    'review',
    'A mapping is the path of an attribute of the user, computed here when the Action runs. Where it finds an object, text over 2 kB or a list over 100 kB, which setAttribute refuses, the attribute is left out. Auth0 documents 10 kB for all attributes together: check lists of groups.',
    API,
  ),
  'saml-unsupported': note('manual', 'Actions cannot set this part of the SAML response.', API),
  'multifactor-default': note(
    'info',
    'Rules remembered the browser unless told not to, and Actions do not, so it is spelt out.',
    API,
  ),
  'multifactor-computed': note(
    'review',
    'The multi-factor options are only known when the rule runs. Check them against what Actions take.',
    API,
  ),
  'multifactor-undone': note(
    'manual',
    'The rule takes away the second factor that the rule named here asked for. An Action cannot take back what an earlier one asked for: put this condition there.',
    API,
  ),
  'redirect-resumes': note(
    'review',
    'Rules redirected after all rules and ran all of them again on return. Actions stop right after this one and resume with its onContinuePostLogin, on a new request.',
    REDIRECT,
  ),
  'redirect-twice': note(
    'review',
    'This rule redirects as well. The user of Rules was sent to the address that the last of them had set, and never to the others; Actions send the user to each in turn.',
    REDIRECT,
  ),
  'redirect-elsewhere': note(
    'info',
    'This rule redirects. All rules ran before the user left, and again on return; this Action runs once, so what it saves and sends is saved and sent once.',
    REDIRECT,
  ),
  'redirect-without-return': note(
    'review',
    'The rule does not look at who comes back, so whoever does is sent away again, as long as the reason stands. If it was meant to keep people out, deny instead.',
    REDIRECT,
  ),
  'redirect-callback': note(
    'info',
    'Actions that do not redirect are not run again on return, so this is never the case here.',
    REDIRECT,
  ),
  'redirect-return': note(
    'manual',
    'When a user came back from a redirect, all rules ran again, also those that had not redirected, and this code was for that run. Of Actions only the one that redirects runs again: move this code to its onContinuePostLogin.',
    REDIRECT,
  ),
  'redirect-read': note(
    'review',
    'The rule reads what other rules decided about redirects or multi-factor. An Action cannot: it sees only its own.',
    GAPS,
  ),
  'protocol-delegation': note(
    'info',
    'Actions never run for the protocol delegation, so this is never the case.',
    EVENT,
  ),
  'primary-user': note(
    'review',
    'The identity must already be linked, the call may come once in a login, and user metadata set in the same Action is lost.',
    LIMITS,
  ),
  'management-access': note(
    'review',
    'Rules got a Management API token; an Action needs a machine-to-machine application with the listed scopes, and its credentials as secrets.',
    MIGRATE,
  ),
  'other-user': note(
    'review',
    'The user is not provably the one who logs in. For any other, this writes metadata through the Management API.',
    API,
  ),
  dependency: note(
    'info',
    'The package is installed with the Action.',
    `${DOCS}/customize/actions/manage-dependencies`,
  ),
  'unversioned-dependency': note(
    'info',
    'The rule named no version and got the one of the sandbox. Pin the version that you test with.',
    `${DOCS}/customize/actions/manage-dependencies`,
  ),
  'old-version': note(
    'review',
    'The rule named no version of this package, and later versions changed what it uses. Pin the version that the sandbox had, or rewrite the call.',
    `${DOCS}/customize/actions/manage-dependencies`,
  ),
  'two-versions': note(
    'manual',
    'The rule loads two versions of this package, and an Action can have one: the first is kept.',
    `${DOCS}/customize/actions/manage-dependencies`,
  ),
  'deprecated-dependency': note(
    'info',
    'The package still installs and does what it did, but is deprecated and gets no security fixes. Replace it when you next work on this Action.',
    'https://github.com/request/request/issues/3142',
  ),
  'dynamic-require': note(
    'manual',
    'The package to load is only known when the rule runs. Name it here, and add it to the dependencies of the Action.',
    `${DOCS}/customize/actions/manage-dependencies`,
  ),
  'sandbox-global': note('info', 'Rules had this module without a require. Actions load it.', MIGRATE),
  'unknown-name': note(
    'manual',
    'Nothing declares this name. Rules failed here with a ReferenceError, unless another rule or the sandbox supplied it.',
    MIGRATE,
  ),
  'implicit-variable': note(
    'review',
    'The rule assigned a variable that nothing declares. It is declared here, and no longer outlives the login.',
    MIGRATE,
  ),
  'global-cache': note(
    'info',
    'Values on global were kept between logins. Here a variable of the module keeps them, as long as Auth0 reuses the instance.',
    `${DOCS}/customize/actions/limitations`,
  ),
  'shared-global': note(
    'manual',
    'Rules shared this value through global. Actions do not share memory: move it to a module that both import.',
    MIGRATE,
  ),
  'global-copied': note(
    'review',
    'Rules shared this global. Each Action keeps a value of its own now.',
    MIGRATE,
  ),
  'shared-function': note(
    'info',
    'Rules shared this through global. It needs nothing else, so it is a module in shared/ now, which every Action that uses it imports.',
    MIGRATE,
  ),
  'shared-code': note(
    'manual',
    'Rules shared this function. Functions do not travel from one Action to another: move it to a module in actions/shared/ that both import.',
    MIGRATE,
  ),
  'shared-instance': note(
    'manual',
    'What travels between Actions is JSON, and this is an object with methods (a date, a map, an expression, an instance of a class): there it is a text, or empty. Leave what later rules need of it instead, such as its text or its entries, and make it again there.',
    MIGRATE,
  ),
  'configuration-write': note(
    'manual',
    'The rule changes configuration, which later rules may have read. Secrets cannot be changed: hand the value over in another way.',
    MIGRATE,
  ),
  'global-unwritten': note(
    'review',
    'None of the converted rules sets this global, so it stays undefined here.',
    MIGRATE,
  ),
  'shared-state': note(
    'review',
    'Rules shared this value through the user or the context. It travels in the metadata of the transaction: as JSON, which leaves out what is undefined, of at most 8 kB.',
    `${DOCS}/customize/actions/transaction-metadata`,
  ),
  'shared-object': note(
    'review',
    'Rules had one object under these two names, and a later rule changes it in place under one of them. Here each name has a copy of its own, and the other one lacks the change.',
    MIGRATE,
  ),
  'claim-changed-later': note(
    'review',
    'A later rule changes this object in place, and the token, made after all rules, had the change. Here the claim is what the object was in this Action.',
    MIGRATE,
  ),
  'fire-and-forget': note(
    'review',
    'The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters.',
    LIMITS,
  ),
  'late-effects': note(
    'review',
    'The rule called back at once and did this when the request had finished, too late for its own login. Here the Action waits for it, at most five seconds.',
    LIMITS,
  ),
  awaited: note(
    'info',
    'The rule did not wait for this call. The Action does, at most five seconds, since work that is still open when it ends may be lost.',
    LIMITS,
  ),
  'saml-value': note(
    'review',
    'The value is only known when the rule runs. Where it is missing, or of another kind than the setting has, an Action fails the login; a rule only handed it on.',
    API,
  ),
  'saml-absent': note(
    'review',
    'Where the login was not a SAML one, Rules may have had no samlConfiguration, and failed here. The Action goes on.',
    API,
  ),
  'client-metadata': note(
    'review',
    'For an application without metadata, Rules had none where Actions have an empty object. Here an empty object counts as none, also one that was stored empty.',
    EVENT,
  ),
  'whole-user': note(
    'review',
    'The whole user leaves the rule. The event has the same attributes, but no tokens of identity providers and no metadata without content.',
    EVENT,
  ),
  'whole-context': note(
    'review',
    'The rule handed its whole context on, so it is rebuilt here from the event. Claims of earlier rules are not in it, nor is what an event has nothing of: connectionOptions, jwtConfiguration, addonConfiguration, with_auth0 and with_dbconn of sso.',
    EVENT,
  ),
  'adapted-context': note(
    'review',
    'The rule uses its context in a way that has no direct translation, so the context is rebuilt from the event and its changes are applied at the end.',
    EVENT,
  ),
  'rebuilt-context': note(
    'info',
    'The rule takes its context apart, so the parts it reads are rebuilt from the event, and what it sets is applied at the end.',
    EVENT,
  ),
  timestamps: note(
    'info',
    'Times of authentication methods are ISO text in Actions; they are numbers again here.',
    EVENT,
  ),
  placeholder: note(
    'review',
    'A placeholder stood here as code. It is quoted now, which auth0-deploy-cli takes for @@KEY@@ but not for ##KEY##.',
    `${DOCS}/deploy-monitor/deploy-cli-tool/keyword-replacement`,
  ),
  'not-typed': note(
    'manual',
    'The compiler does not accept this line, whatever types it is given, so it is told to pass over it. Look at what it does.',
    MIGRATE,
  ),
} as const satisfies Record<string, NoteKind>;

export type NoteCode = keyof typeof NOTES;

function note<S extends Severity>(
  severity: S,
  reason: string,
  url: string,
): NoteKind & { readonly severity: S } {
  return { severity, reason, url };
}
