import { isDeepStrictEqual } from 'node:util';
import { isPlainObject } from '../auth0/api-host.ts';
import { standardClaims } from '../auth0/claim-names.ts';
import type { Outcome } from './outcome.ts';
import { isSameData } from './plain.ts';

/** One thing that is not the same after the Rule and after the Action. */
export interface Difference {
  /** Where in the outcome: `idToken["https://torq.io/groups"]`, `end`. */
  readonly path: string;
  /** `undefined` stands for absent. */
  readonly rule: unknown;
  readonly action: unknown;
  /** The row of the table that explains it, when the platforms cannot but differ here. */
  readonly inherent?: InherentId;
  /** A quirk of Rules that it comes from, which takes a person's decision; see causes.ts. */
  readonly cause?: CauseId;
  /** With different ends: the Action did nothing at all to the login. */
  readonly untouched?: boolean;
}

interface Inherent {
  readonly id: string;
  readonly text: string;
  readonly source: string;
  readonly explains: (difference: Difference, rule: Outcome, action: Outcome) => boolean;
}

const ERRORS = 'https://auth0.com/docs/customize/actions/migrate/actions-migration-limitations';
const RULES = 'https://auth0.com/docs/rules-best-practices/rules-execution-best-practices';
const METADATA = 'https://auth0.com/docs/manage-users/user-accounts/metadata/manage-user-metadata';

/** Errors that engines raise, whose text names variables of the code. */
const ENGINE_ERRORS = ['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError'];

/** The same where code has caught them and handed their text on, behind words of its own or alone. */
const ENGINE_TEXT =
  /is not (?:a function|defined|iterable|a constructor|an object)|^(?<words>.*?)\b(?:Cannot (?:read|set|create|destructure|convert|access) |Assignment to constant)/;

/** What clients say of a request that nobody answers. */
const UNANSWERED_TEXT = /^(?<words>.*?)(?:No network in the simulator: .*|fetch failed)$/;

/** Whether two texts are the same but for what an engine, or another such source, says in them. */
function areAlike(pattern: RegExp, said: unknown, says: unknown): boolean {
  const [rule, action] = [said, says].map((text) => pattern.exec(String(text)));
  const words = (match: typeof rule): string => match?.groups?.['words'] ?? '';
  return Boolean(rule && action) && words(rule) === words(action);
}

/** Differences that come with the change of platform and with no choice of the Action; each is reported once. */
const rows = [
  {
    id: 'error-code',
    text: 'Actions refuse with error=access_denied where a Rule could say error=unauthorized.',
    source: ERRORS,
    explains: ({ path }, rule) =>
      path === 'end.error' && rule.end.kind === 'refused' && rule.end.error === 'unauthorized',
  },
  {
    id: 'stall-is-refused',
    text: 'The Rule hung until its login failed after 20 s; the Action refuses the same login at once, with a reason.',
    source: RULES,
    explains: ({ path }, rule) =>
      path === 'end.reason' && rule.end.kind === 'refused' && rule.end.how === 'stalled',
  },
  {
    id: 'crash-text',
    text: 'Both refuse where the code of the Rule crashes; the text of an engine error depends on the code.',
    source: ERRORS,
    explains: ({ path, rule: said, action: says }, rule) =>
      path === 'end.reason' &&
      rule.end.kind === 'refused' &&
      ((rule.end.how === 'threw' && ENGINE_ERRORS.includes(rule.end.name ?? '')) ||
        areAlike(ENGINE_TEXT, said, says)),
  },
  {
    id: 'request-text',
    text: 'Both refuse because nobody answers a request; the text of such an error depends on the client.',
    source: 'https://nodejs.org/api/errors.html#errors_common_system_errors',
    explains: ({ path, rule: said, action: says }) =>
      path === 'end.reason' && areAlike(UNANSWERED_TEXT, said, says),
  },
  {
    id: 'redirect-to-no-url',
    text: 'A Rule could send the user to a text that is no URL, where nobody arrives; an Action that is to do so fails.',
    source:
      'https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions',
    explains: ({ path }, rule) =>
      path === 'end.reason' && rule.end.kind === 'refused' && rule.end.how === 'nowhere',
  },
  {
    id: 'primary-user-without-an-id',
    text: 'A Rule could name as primary user what is no user ID, as whom nobody logs in; an Action that is to do so fails.',
    source: 'https://auth0.com/docs/manage-users/user-accounts/user-account-linking',
    explains: ({ path }, rule) =>
      path === 'end.reason' && rule.end.kind === 'refused' && rule.end.how === 'nobody',
  },
  {
    id: 'writes-of-a-failed-login',
    text: 'Rules wrote metadata at once; an Action that throws takes its writes with it.',
    source: METADATA,
    explains: ({ path }, _rule, action) =>
      path.startsWith('profile.') && action.end.kind === 'refused' && action.end.how !== 'said',
  },
  {
    id: 'scope-of-a-standard-claim',
    text: 'A standard claim of the profile needs its scope in the ID token; for one that an Action sets that is not documented.',
    source: 'https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims',
    explains: ({ path, rule }, { scopes }) => {
      const scope = standardClaims.get(path.replace('idToken.', ''));
      return (
        path.startsWith('idToken.') && rule === undefined && scope !== undefined && !scopes.includes(scope)
      );
    },
  },
] as const satisfies readonly Inherent[];

/** Found by running the Rule again without the quirk, not by looking at the difference; see causes.ts. */
export const MERGED_APP_METADATA = {
  id: 'merged-app-metadata',
  text: 'Rules showed the properties of app_metadata at the root of the user, over those of the identity provider.',
  source: 'https://auth0.com/docs/customize/rules/user-object-in-rules',
} as const;

/** Found in the same way. */
export const REDIRECT_SUSPENDS = {
  id: 'redirect-suspends',
  text: 'Rules ran the later Rules before the redirect too, and all of them again on return; Actions suspend at the redirect, and go on there.',
  source:
    'https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions',
} as const;

type CauseId = typeof MERGED_APP_METADATA.id | typeof REDIRECT_SUSPENDS.id;

export type InherentId = (typeof rows)[number]['id'] | typeof MERGED_APP_METADATA.id;

/** The row of the table of inherent differences: what it says, and where Auth0 says so. */
export function inherentText(id: InherentId): { readonly text: string; readonly source: string } {
  return [...rows, MERGED_APP_METADATA].find((row) => row.id === id)!;
}

/**
 * All differences, each with its path; those that the platforms cannot avoid are marked. `untouched` is the outcome of
 * the same login with no Action at all, which few comparisons need.
 */
export function compare(rule: Outcome, action: Outcome, untouched: () => Outcome): Difference[] {
  const found: Difference[] = [];
  if (rule.end.kind !== action.end.kind) {
    // The rest follows from it.
    found.push({
      path: 'end',
      rule: rule.end,
      action: action.end,
      untouched: isDeepStrictEqual(action, untouched()),
    });
  } else {
    const { end: ruleEnd, ...ruleRest } = rule;
    const { end: actionEnd, ...actionRest } = action;
    walk('end', endForm(ruleEnd), endForm(actionEnd), found);
    walk('', ruleRest, actionRest, found);
  }
  return found.map((difference) => {
    const row = rows.find((one) => one.explains(difference, rule, action));
    return row === undefined ? difference : { ...difference, inherent: row.id };
  });
}

/** The part of an end that somebody sees; how it came about is not. */
function endForm(end: Outcome['end']): object {
  if (end.kind !== 'refused') return end;
  const { error, reason } = end;
  return { error, ...(reason === undefined ? {} : { reason }) };
}

function walk(path: string, rule: unknown, action: unknown, found: Difference[]): void {
  if (isSameData(rule, action) || isDeepStrictEqual(rule, action)) return;
  if (Array.isArray(rule) && Array.isArray(action) && rule.length === action.length) {
    for (const [at, value] of rule.entries()) walk(`${path}[${at}]`, value, action[at], found);
    return;
  }
  if (!isPlainObject(rule) || !isPlainObject(action)) {
    found.push({ path, rule, action });
    return;
  }
  for (const key of new Set([...Object.keys(rule), ...Object.keys(action)])) {
    walk(join(path, key), rule[key], action[key], found);
  }
}

function join(path: string, key: string): string {
  if (path === '') return key;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
