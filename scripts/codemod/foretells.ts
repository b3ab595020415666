import { AT_TIMES, type NOTES, type NoteCode } from './notes.ts';

/** Which differences between a rule and its Action a marker foretells. */
interface Foretold {
  /** Paths in the outcome of a login, without the `back.` of its second half or the `again.` of a second one. */
  readonly paths: RegExp;
  /** The same, where further rules and Actions come after it: what they make of what this one hands on. */
  readonly inChain?: RegExp;
  /** The login has to have something here, beside its defaults: dotted paths of what it sets. */
  readonly login?: RegExp;
  /** The name that the marker starts with has to be the last one in the path, or in what the login sets. */
  readonly named?: true;
}

type Marked = {
  [Code in NoteCode]: (typeof NOTES)[Code]['severity'] extends 'info' ? never : Code;
}[NoteCode];

// What the value may flow into cannot be told from the marker: the login and the place have to fit instead.
const ANY = /^/;
const NONE = /^\b$/;
const END = /^end/;
const MFA = /^(?:multifactor|challenges|end)/;
const TOKENS = /^(?:idToken|accessToken)/;
const ID_TOKEN = /^(?:idToken|saml)/;
const SCOPES = /^(?:scopes|accessToken\.scope)/;
const SAML = /^saml/;
const PROFILE = /^profile/;
const SENT = /^(?:requests|unfinished|profile)/;
const LEFT = /^(?:requests|profile|unfinished)/;
const MANAGED = /^(?:requests|unfinished|profile|end)/;
const PRIMARY = /^(?:primaryUser|profile|end)/;
const METADATA = /^user\.(?:app|user)_metadata/;

/**
 * What each marker says that it may come to, as differences that a comparison can show. A difference that no marker
 * foretells is the converter's fault, or that of whoever changed the Action.
 */
// oxfmt-ignore
const table = {
  'gate-without-callback':   { paths: END },
  'never-calls-back':        { paths: END },
  'may-not-call-back':       { paths: END },
  'calls-back-twice':        { paths: END },
  'goes-on-after-callback':  { paths: END },
  'replaces-user':           { paths: ID_TOKEN, inChain: ANY },
  'secrets-unknown':         { paths: ANY },
  'undefined-metadata':      { paths: ANY,      login: METADATA },
  'metadata-wipe':           { paths: PROFILE },
  'save-answer':             { paths: ANY },
  'metadata-local':          { paths: SAML,     inChain: ANY },
  'root-attribute':          { paths: ID_TOKEN, inChain: ANY, named: true },
  'root-attribute-local':    { paths: SAML,     inChain: ANY },
  'root-attribute-computed': { paths: ID_TOKEN, inChain: ANY },
  'context-local':           { paths: NONE,     inChain: ANY },
  'delete-attribute':        { paths: ID_TOKEN, inChain: ANY },
  'root-read':               { paths: ANY,      named: true },
  'upstream-token':          { paths: ANY },
  'request-body':            { paths: ANY,      login: /^(?:request\.body|transaction\.protocol)/ },
  'not-in-rules':            { paths: ANY },
  'no-equivalent':           { paths: ANY },
  'replaces-context':        { paths: ANY },
  'multifactor-unsupported': { paths: MFA },
  'hidden-code':             { paths: ANY },
  'this-of-the-rule':        { paths: ANY },
  'too-many-dependencies':   { paths: NONE },
  'connection-options':      { paths: ANY },
  'session-clients':         { paths: ANY },
  'claim-restricted':        { paths: TOKENS,   named: true },
  'claim-read':              { paths: ANY },
  'claim-delete':            { paths: TOKENS },
  'claim-overwritten':       { paths: NONE,     inChain: TOKENS },
  'claims-replaced':         { paths: TOKENS },
  'scope-assignment':        { paths: SCOPES },
  'saml-mappings':           { paths: SAML },
  'saml-path':               { paths: SAML },
  'saml-unsupported':        { paths: SAML },
  'multifactor-computed':    { paths: MFA },
  'multifactor-undone':      { paths: NONE,     inChain: MFA },
  'redirect-resumes':        { paths: SENT,     inChain: ANY },
  'redirect-twice':          { paths: NONE,     inChain: ANY },
  'redirect-without-return': { paths: END },
  'redirect-return':         { paths: NONE,     inChain: ANY },
  'redirect-read':           { paths: ANY },
  'primary-user':            { paths: PRIMARY },
  'management-access':       { paths: MANAGED },
  'other-user':              { paths: MANAGED },
  'old-version':             { paths: ANY },
  'two-versions':            { paths: ANY },
  'dynamic-require':         { paths: ANY },
  'unknown-name':            { paths: ANY },
  'implicit-variable':       { paths: NONE },
  'shared-global':           { paths: ANY },
  'global-copied':           { paths: NONE,     inChain: ANY },
  'shared-code':             { paths: ANY },
  'shared-instance':         { paths: NONE,     inChain: ANY },
  'configuration-write':     { paths: ANY },
  'global-unwritten':        { paths: NONE,     inChain: ANY },
  'shared-state':            { paths: NONE,     inChain: ANY },
  'shared-object':           { paths: NONE,     inChain: ANY },
  'claim-changed-later':     { paths: NONE,     inChain: TOKENS },
  'fire-and-forget':         { paths: LEFT },
  'late-effects':            { paths: LEFT },
  'saml-value':              { paths: /^(?:end|saml)/ },
  'saml-absent':             { paths: /^(?:end|saml)/ },
  'client-metadata':         { paths: ANY,      login: /^client\.metadata/ },
  'whole-user':              { paths: ANY,      login: /^user/ },
  'whole-context':           { paths: ANY },
  'adapted-context':         { paths: NONE },
  placeholder:               { paths: NONE },
  'not-typed':               { paths: ANY },
} as const satisfies Record<Marked, Foretold>;

/** What is there depends on what the login had an earlier rule do. */
const MADE_AT_TIMES = new RegExp(`^user\\.\\w+, which .* ${AT_TIMES}: `);

/** A difference between a rule and its Action, as much of it as a marker can foretell. */
export interface SeenDifference {
  /** Path in the outcome. */
  readonly path: string;
  /** What the smallest login that shows it sets, beside its defaults. */
  readonly settings: readonly (readonly string[])[];
  /** Whether it is between several rules and their Actions. */
  readonly inChain: boolean;
}

/** Whether a marker with this code, and reason as the converter wrote it, says that this difference may come. */
export function foretells(
  { code, reason }: { readonly code: string; readonly reason: string },
  { path, settings, inChain }: SeenDifference,
): boolean {
  const row: Foretold | undefined = Object.hasOwn(table, code) ? table[code as Marked] : undefined;
  if (row === undefined) return false;
  const where = path.replace(/^(?:back|again)\./, '');
  const isKind = row.paths.test(where) || (inChain && (row.inChain?.test(where) ?? false));
  if (!isKind) return false;
  const isOfOthers = inChain && MADE_AT_TIMES.test(reason);
  if (row.login !== undefined && !isOfOthers && !settings.some((one) => row.login!.test(one.join('.'))))
    return false;
  const name = row.named && lastName(reason);
  return !name || where.includes(name) || settings.some((one) => one.includes(name));
}

/** `upn` of `user.upn: This attribute …`; undefined where the marker starts with no name, or with one that is computed. */
function lastName(reason: string): string | undefined {
  return /^(?:[\w$]+\.)*(?<name>[\w$]+): /.exec(reason)?.groups?.['name'];
}
