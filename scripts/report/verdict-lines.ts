import { RULE_STALLS } from '../simulator/acceptance.ts';
import { inherentText, MERGED_APP_METADATA, REDIRECT_SUSPENDS } from '../simulator/compare.ts';
import {
  type BranchWay,
  type Finding,
  type TakenWay,
  type Verdict,
  unprovedRefusals,
} from '../simulator/verdict.ts';

/** How much of a value is shown. */
const WIDTH = 100;

/** `enrich-torq-token -> torq-group-claims`, `staff -> staff (after helpers)`, `chain of 9 Rules -> chain of 9 Actions` */
export function titleOf({ rules, actions, needs }: Verdict): string {
  if (needs !== undefined) {
    const before = rules.slice(0, -1).map(({ name }) => name);
    return `${rules.at(-1)!.name} -> ${actions.at(-1)!.name} (after ${before.join(', ')})`;
  }
  const [rule, ...more] = rules;
  if (more.length > 0) return `chain of ${rules.length} Rules -> chain of ${actions.length} Actions`;
  return `${rule?.name} -> ${actions.map(({ name }) => name).join(', ')}`;
}

/** How many refusals are named one by one. */
const REFUSALS = 5;

/** What an equal verdict says nothing of and somebody could get in by: refusals of the Rule that no login came to. */
export function refusalsOf(verdict: Verdict): string[] {
  const refusals = unprovedRefusals(verdict);
  const named = refusals
    .slice(0, REFUSALS)
    .map(
      ({ file, line, text }) =>
        `${file}:${line} refuses logins (${text}), and none came there: that the Action refuses them is NOT PROVED. Compare both by hand, or add a login that does to logins.yaml.`,
    );
  const more = refusals.length - named.length;
  return more > 0 ? [...named, `So do ${more} other places of the Rule.`] : named;
}

/** What to know beside the findings; first of all, that an equal verdict leaves out a part of the Rule. */
export function notesOf(verdict: Verdict): readonly string[] {
  const { reasons, coverage } = verdict;
  const { rules } = coverage;
  const [first, ...more] = rules.unreached;
  if (first === undefined || !verdict.verdict.startsWith('equal')) return reasons;
  const ways = more.length === 0 ? 'There is a way' : `There are ${more.length + 1} ways`;
  const left = `${ways} in the Rule that no login took, from ${first.file}:${first.line} on: nothing is proved about what it does there.`;
  return [...refusalsOf(verdict), left, ...reasons];
}

/** A value on one line, cut where it becomes unreadable. */
function show(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 3)}...`;
}

/** What a finding is about, in one line. */
export function headlineOf({ difference, path, status }: Finding): string {
  const what = difference.startsWith(RULE_STALLS)
    ? 'the Rule stalls the login, the Action lets it through'
    : difference === REDIRECT_SUSPENDS.id
      ? `what Rules did twice around a redirect (${difference})`
      : path === undefined
        ? named(difference)
        : `${named(path)} (${difference})`;
  return status === 'different' ? `DIFFERENT: ${what}` : what;
}

/** A path in the outcome, with words beside it where it does not say by itself what is meant. */
function named(path: string): string {
  const [, part = ''] = /^(?<part>back|again)\./.exec(path) ?? [];
  const words = PATHS[path.slice(part === '' ? 0 : part.length + 1)];
  const when = PARTS[part];
  const said = [words, when].filter((one) => one !== undefined).join(', ');
  return said === '' ? path : `${path}, ${said}`;
}

const PARTS: Readonly<Record<string, string>> = {
  back: 'after the way back from a redirect',
  again: 'in a second login that finds what the first one kept',
};

const PATHS: Readonly<Record<string, string>> = {
  end: 'who gets in',
  'end.reason': 'the text of the refusal',
  'end.error': 'the error code of the refusal',
  'end.target': 'where the user is sent',
  scopes: 'the granted scopes',
  requests: 'what is sent to others',
  unfinished: 'whether it ends before its own requests are answered',
};

/** What the Rule did and what the Action does, in words where there are better ones than values. */
export function sidesOf({ difference, rule, action }: Finding): {
  readonly rule: string;
  readonly action: string;
} {
  if (!difference.startsWith(RULE_STALLS)) return { rule: sideOf(rule), action: sideOf(action) };
  return {
    rule: 'never calls back: the login hung until it failed after 20 s',
    action: difference === RULE_STALLS ? 'allows it, untouched' : 'allows it, and changes it',
  };
}

/** An end of a login in words, anything else as it is. */
function sideOf(value: unknown): string {
  const end = value as Partial<
    Record<'kind' | 'how' | 'error' | 'reason' | 'name' | 'target', string>
  > | null;
  if (end?.kind === 'allowed') return 'lets the login through';
  if (end?.kind === 'redirected') return `sends the user to ${end.target}`;
  if (end?.kind !== 'refused') return show(value);
  if (end.how === 'stalled') return 'never answers, so the login fails after 20 s';
  const text = end.reason === undefined ? '' : ` ${show(end.reason)}`;
  return end.how === 'threw' ? `fails: ${end.name}${text}` : `refuses: ${end.error}${text}`;
}

/** Why a finding does not count, or what to do about it. */
export function decisionOf({ difference, status, inherent, acceptedBy }: Finding): string {
  if (acceptedBy) return `accepted: ${acceptedBy.reason} (${acceptedBy.by}, ${acceptedBy.on})`;
  if (inherent) return `platform: ${inherentText(inherent).text} ${inherentText(inherent).source}`;
  if (status === 'different' && difference === MERGED_APP_METADATA.id) return READ_BOTH;
  if (status === 'different' && difference === REDIRECT_SUSPENDS.id) return ONCE;
  return status === 'different'
    ? `correct the Action, or accept ${difference} in verify.yaml with a reason`
    : '';
}

/** The markers of the converter that foretell a difference: `actions/gate.ts:12 save-answer`. */
export function markersOf({ announcedBy = [] }: Finding): string[] {
  return announcedBy.map(({ file, line, code }) => `${file}:${line}  ${code}`);
}

/** The same, on its own line. */
export function toDo(finding: Finding): string {
  return `${finding.status === 'different' ? 'To do: ' : ''}${decisionOf(finding)}`;
}

/** How many logins show a finding, and whether it counts. */
export function howOften({ logins, status }: Finding, all: number): string {
  const kind = { different: '', accepted: ', accepted', inherent: ', comes with the platform' }[status];
  return `in ${logins} of ${all} logins${kind}`;
}

const READ_BOTH =
  'the Rule saw app_metadata at the root of the user too: read event.user.app_metadata first, or accept merged-app-metadata';

const ONCE = `${REDIRECT_SUSPENDS.text} Is once enough for all of these? Then accept ${REDIRECT_SUSPENDS.id} under chain in verify.yaml. ${REDIRECT_SUSPENDS.source}`;

/** In what a cause shows that can show in anything; the values beside it are those of the first. */
export function placesOf({ path, paths = [] }: Finding): string[] {
  return [...new Set([...(path !== undefined && paths.length > 0 ? [path] : []), ...paths])];
}

/** How the smallest login differs from the default one. */
export function loginLines({ settings }: Finding): string[] {
  if (settings.length === 0) return ['an ordinary one, nothing special'];
  return settings.map(({ path, value, absent }) => `${path.join('.')} = ${absent ? 'absent' : show(value)}`);
}

/**
 * Where to look first: the last place where the smallest login goes its own way; in one file, else the last that it
 * comes to. Of several, where nothing tells them apart, there is none.
 */
export function decidedAt(taken: readonly TakenWay[]): TakenWay | undefined {
  const isOneFile = new Set(taken.map(({ file }) => file)).size === 1;
  return taken.findLast(({ decides }) => decides) ?? (isOneFile ? taken.at(-1) : undefined);
}

/** `rule.js:2:7  a || b  never true` */
export function missedText({ file, line, column, text, way }: BranchWay): string {
  return `${file}:${line}:${column}  ${text}  never ${way}`;
}

/** `rule.js:2:7 context.clientID !== 'x' is true` */
export function wayText({ file, line, column, text, way }: BranchWay): string {
  return `${file}:${line}:${column}  ${text}${way === 'entered' ? '' : ` is ${way}`}`;
}

/** What there is to say of branches that no login reached and that are not listed. */
export function helpersText({ coverage }: Verdict): string[] {
  const { inHelpers = 0 } = coverage.actions;
  return inHelpers === 0 ? [] : [`${inHelpers} in helper functions, which are as the converter writes them`];
}
