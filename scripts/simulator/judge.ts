import { compare, type Difference } from './compare.ts';
import { outcomeOfActions, outcomeOfRules, untouchedOutcome, type Outcome } from './outcome.ts';
import type { Pair, Scenario } from './scenario.ts';

/** What a comparison of one scenario comes to. */
export interface Judgement {
  readonly differences: readonly Difference[];
  /** Branch outcomes that were taken, as instrumented code reports them. */
  readonly seen: readonly number[];
  /** Packages that were required and that are not installed. */
  readonly missingModules: readonly string[];
  readonly calledTwice: boolean;
}

type Half = Pick<Pair, 'rules' | 'actions'>;

export function outcomesOf(
  { rules, actions }: Half,
  login: Scenario['login'],
): { rule: Outcome; action: Outcome } {
  return { rule: outcomeOfRules(rules, login), action: outcomeOfActions(actions, login) };
}

/** How the two sides of a scenario differ, in both halves of a redirect. */
export function judge(pair: Pair, { login }: Scenario): Judgement {
  const compareSides = (half: Half): Difference[] => {
    const { rule, action } = outcomesOf(half, login);
    return compare(rule, action, untouchedOutcome(login));
  };
  const second = pair.back === undefined ? [] : compareSides(pair.back);
  const { notes } = pair.rules;
  return {
    differences: [...compareSides(pair), ...second.map((one) => ({ ...one, path: `back.${one.path}` }))],
    seen: pair.seen,
    missingModules: [...notes, ...pair.actions.warnings]
      .filter(({ code }) => code === 'missing-module')
      .map(({ message }) => message),
    calledTwice: notes.some(({ code }) => code === 'callback-twice'),
  };
}
