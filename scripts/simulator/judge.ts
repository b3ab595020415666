import { limits } from '../auth0/limits.ts';
import { compare, type Difference } from './compare.ts';
import { outcomeOfActions, outcomeOfRules, untouchedOutcome, type Outcome } from './outcome.ts';
import type { RuleNote, RulesEnd } from './rules-result.ts';
import type { LossKind } from './sandbox.ts';
import type { Pair, Scenario } from './scenario.ts';

/** What a comparison of one scenario comes to. */
export interface Judgement {
  readonly differences: readonly Difference[];
  /** Branch outcomes that were taken, as instrumented code reports them. */
  readonly seen: readonly number[];
  /** What is worth knowing besides, of the Rules and of the Actions. */
  readonly notes: readonly Note[];
  /** How the Rules turned the login away, if they did. */
  readonly refusal?: Refusal;
  /** The same of who came back from a redirect. */
  readonly onReturn?: Refusal;
}

export interface Note {
  readonly code: RuleNote['code'] | 'action' | 'slower' | LossKind;
  readonly message: string;
}

/** How the Rules turned a login away. */
export interface Refusal {
  /** The Rule crashed: what comes after that place was not seen. */
  readonly crashed: boolean;
  readonly reason: string;
}

/** How the Rules turned the login away; undefined when they let it in, or sent it elsewhere to come back. */
export function refusalOf(end: RulesEnd): Refusal | undefined {
  if (end.kind === 'next' || end.kind === 'redirect') return undefined;
  if (end.kind === 'nobody') return { crashed: false, reason: 'primaryUser is no user ID' };
  if (end.kind === 'nowhere') return { crashed: false, reason: `redirected to ${end.target}` };
  const reason = end.kind === 'refused' || end.kind === 'threw' ? end.reason : end.kind;
  return { crashed: end.kind === 'threw', reason };
}

type Half = Pick<Pair, 'rules' | 'actions'>;

export function outcomesOf(
  { rules, actions }: Half,
  login: Scenario['login'],
): { rule: Outcome; action: Outcome } {
  return { rule: outcomeOfRules(rules, login), action: outcomeOfActions(actions, login) };
}

/** How the two sides of a scenario differ, in both halves of a redirect; else in the second login, if there is one. */
export function judge(pair: Pair, { login }: Scenario): Judgement {
  const { back, again } = pair;
  const differences = compared('', pair, login);
  if (back !== undefined) differences.push(...compared('back.', back, login));
  // What follows from a difference is none of its own.
  if (again !== undefined && differences.every(({ inherent }) => inherent !== undefined))
    differences.push(...compared('again.', again, again.login));
  const refusal = refusalOf(pair.rules.end);
  const onReturn = back && refusalOf(back.rules.end);
  return {
    differences,
    seen: pair.seen,
    notes: [
      ...pair.rules.notes.map(({ code, message }) => ({ code, message })),
      ...actionNotes(pair),
      ...[pair, back, again].flatMap((half) => half ?? []).flatMap(slowerNotes),
    ],
    ...(refusal === undefined ? {} : { refusal }),
    ...(onReturn === undefined ? {} : { onReturn }),
  };
}

/** The part of a pair that the path of a difference is about, and whose login it was. */
export function partOf(pair: Pair, path: string, login: Scenario['login']): Half & Pick<Scenario, 'login'> {
  if (path.startsWith('again.') && pair.again) return pair.again;
  return { ...(path.startsWith('back.') ? (pair.back ?? pair) : pair), login };
}

function compared(where: string, half: Half, login: Scenario['login']): Difference[] {
  const { rule, action } = outcomesOf(half, login);
  const differences = compare(rule, action, () => untouchedOutcome(login));
  if (delayOf(half) >= TOO_LONG)
    differences.push({ path: 'time', rule: seconds(half.rules.took), action: seconds(half.actions.took) });
  if (!half.rules.unfinished && half.actions.warnings.some(({ code }) => code === UNFINISHED_WORK))
    differences.push({ path: 'unfinished', rule: false, action: true });
  return where === '' ? differences : differences.map((one) => ({ ...one, path: `${where}${one.path}` }));
}

/** What is said of an Action that ends before its own requests; no difference where its Rule did so too. */
const UNFINISHED_WORK = 'unfinished-work';

/** Virtual milliseconds by which an Action has to be slower than its Rule for somebody to notice. */
const NOTICEABLE = 1_000;

/** Half of what all Actions of a login have together: with another such Action the login fails. */
const TOO_LONG = limits.triggerRun.documented / 2;

/** How much longer the Actions took; a Rule that hangs has no time, and Actions that run out of theirs fail by that. */
function delayOf({ rules, actions }: Half): number {
  const { end } = rules;
  const isOver = actions.outcome.kind === 'failed' && actions.outcome.cause === 'action_timeout';
  return end.kind === 'stalled' || isOver ? 0 : actions.took - rules.took;
}

function slowerNotes(half: Half): Note[] {
  const delay = delayOf(half);
  return delay < NOTICEABLE ? [] : [{ code: 'slower', message: seconds(delay) }];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Console output is no matter of a comparison; a package that is missing is the same note on both sides. */
function actionNotes({ actions }: Pair): Note[] {
  return actions.warnings
    .filter(({ code }) => code !== 'console')
    .map(({ code, message }) => ({ code: code === 'missing-module' ? code : 'action', message }));
}
